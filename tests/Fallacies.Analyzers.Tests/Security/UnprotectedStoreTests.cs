using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.UnprotectedStoreAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Security;

public sealed class UnprotectedStoreTests
{
    private static readonly MetadataReference[] Stores = References.With("Microsoft.EntityFrameworkCore.SqlServer", "Npgsql.EntityFrameworkCore.PostgreSQL", "MySqlConnector", "MongoDB.Driver", "StackExchange.Redis", "Confluent.Kafka");

    private static string In(string statement) =>
        $$"""
        using Confluent.Kafka;
        using Microsoft.Data.SqlClient;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.Hosting;
        using MongoDB.Driver;
        using MySqlConnector;
        using Npgsql;
        using StackExchange.Redis;

        class Settings { public bool TrustAnyCertificate; public bool UseTls; public string Text; }

        class Program
        {
            static readonly bool Trusts = true;
            const string Text = "Server=db.contoso.com;Database=shop;Encrypt=False";

            void M(DbContextOptionsBuilder options, IConfiguration configuration, IHostEnvironment environment, Settings settings, HttpClient http)
            {
                {{statement}}
            }
        }
        """;

    [Theory]
    [InlineData("_ = new SqlConnection([|\"Server=db.contoso.com;Database=shop;TrustServerCertificate=True\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new SqlConnection([|\"Data Source=tcp:shop.database.windows.net,1433;Trust Server Certificate=yes\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new SqlConnection([|configuration[\"Shop\"] + \";TrustServerCertificate=True\"|]);", DiagnosticSeverity.Info)]
    [InlineData("_ = new SqlConnection([|$\"{configuration[\"Shop\"]};Encrypt=False\"|]);", DiagnosticSeverity.Info)]
    [InlineData("_ = new SqlConnection([|Text|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new SqlConnection([|\"Server=10.0.0.7;Encrypt=optional\"|]);", DiagnosticSeverity.Info)]
    [InlineData("options.UseSqlServer([|\"Server=db.shop.internal;Encrypt=no\"|]);", DiagnosticSeverity.Info)]
    [InlineData("options.UseNpgsql([|\"Host=db.contoso.com;SSL Mode=Disable\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = NpgsqlDataSource.Create([|\"Host=db.contoso.com;SslMode=Allow\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new MySqlConnection([|\"Server=db.contoso.com;SslMode=None\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = ConnectionMultiplexer.Connect([|\"cache.contoso.com:6379,ssl=false,abortConnect=false\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new MongoClient([|\"mongodb://db.contoso.com/shop?tls=false\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new MongoClient([|\"mongodb://db.contoso.com/?tls=true&tlsInsecure=true\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new SqlConnectionStringBuilder { DataSource = \"db.contoso.com\", [|TrustServerCertificate = true|] };", DiagnosticSeverity.Warning)]
    [InlineData("_ = new SqlConnectionStringBuilder(settings.Text) { [|TrustServerCertificate = true|] };", DiagnosticSeverity.Info)]
    [InlineData("_ = new SqlConnectionStringBuilder { [|Encrypt = SqlConnectionEncryptOption.Optional|] };", DiagnosticSeverity.Info)]
    [InlineData("_ = new SqlConnectionStringBuilder { [|Encrypt = false|] };", DiagnosticSeverity.Info)]
    [InlineData("_ = new SqlConnectionStringBuilder { [|TrustServerCertificate = Trusts|] };", DiagnosticSeverity.Info)]
    [InlineData("_ = new SqlConnection([|\"Server=db.contoso.com;\\n Database=shop;\\n TrustServerCertificate=True\"|]);", DiagnosticSeverity.Warning)]
    [InlineData("_ = new NpgsqlConnectionStringBuilder { Host = \"db.contoso.com\", [|SslMode = SslMode.Disable|] };", DiagnosticSeverity.Warning)]
    [InlineData("_ = new MySqlConnectionStringBuilder { [|SslMode = MySqlSslMode.Disabled|] };", DiagnosticSeverity.Info)]
    [InlineData("var builder = new SqlConnectionStringBuilder(); builder.DataSource = \"db.contoso.com\"; [|builder.TrustServerCertificate = true|];", DiagnosticSeverity.Warning)]
    [InlineData("var redis = new ConfigurationOptions { EndPoints = { \"cache.contoso.com:6379\" }, [|Ssl = false|] };", DiagnosticSeverity.Warning)]
    [InlineData("_ = new MongoClientSettings { [|UseTls = false|] };", DiagnosticSeverity.Info)]
    [InlineData("_ = new ProducerConfig { BootstrapServers = \"kafka.contoso.com:9092\", [|SecurityProtocol = SecurityProtocol.SaslPlaintext|] };", DiagnosticSeverity.Warning)]
    [InlineData("_ = new ConsumerConfig { BootstrapServers = configuration[\"Kafka\"], [|SecurityProtocol = SecurityProtocol.Plaintext|] };", DiagnosticSeverity.Info)]
    [InlineData("var builder = new SqlConnectionStringBuilder(); builder[\"Server\"] = \"db.contoso.com\"; [|builder[\"Trust Server Certificate\"] = true|];", DiagnosticSeverity.Warning)]
    [InlineData("_ = new SqlConnectionStringBuilder { [\"Data Source\"] = \"db.contoso.com\", [|[\"Encrypt\"] = false|] };", DiagnosticSeverity.Warning)]
    [InlineData("_ = new System.Data.Common.DbConnectionStringBuilder { [|[\"Encrypt\"] = \"False\"|] };", DiagnosticSeverity.Info)]
    [InlineData("var builder = new NpgsqlConnectionStringBuilder { Host = \"db.contoso.com\" }; [|builder[\"SSL Mode\"] = SslMode.Disable|];", DiagnosticSeverity.Warning)]
    [InlineData("var kafka = new Dictionary<string, string> { [\"bootstrap.servers\"] = \"kafka.contoso.com:9092\", [|[\"security.protocol\"] = \"SASL_PLAINTEXT\"|] };", DiagnosticSeverity.Warning)]
    [InlineData("if (settings.UseTls) _ = new SqlConnection([|\"Server=db.contoso.com;TrustServerCertificate=True\"|]);", DiagnosticSeverity.Warning)]
    public async Task Reports(string statement, DiagnosticSeverity severity)
    {
        await Verify.AnalyzeAsync(In(statement), references: Stores);
        Assert.Equal(severity, Assert.Single(await FindingsOf(statement.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal))).Severity);
    }

    [Theory]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;Encrypt=True\");")]
    [InlineData("_ = new SqlConnection(\"Server=localhost;TrustServerCertificate=True\");")]
    [InlineData("_ = new SqlConnection(\"Server=.;Encrypt=False\");")]
    [InlineData("_ = new SqlConnection(@\"Server=(localdb)\\\\MSSQLLocalDB;Encrypt=False\");")]
    [InlineData("_ = new SqlConnection(\"Server=tcp:mssql,1433;Encrypt=False;TrustServerCertificate=True\");")]
    [InlineData("_ = new SqlConnection(\"Server=host.docker.internal;TrustServerCertificate=True\");")]
    [InlineData("_ = new SqlConnection(configuration.GetConnectionString(\"Shop\"));")]
    [InlineData("_ = new SqlConnectionStringBuilder { DataSource = \"tcp:mssql,1433\", TrustServerCertificate = true };")]
    [InlineData("_ = new SqlConnectionStringBuilder(\"Server=localhost\") { TrustServerCertificate = true };")]
    [InlineData("_ = new SqlConnectionStringBuilder { TrustServerCertificate = settings.TrustAnyCertificate };")]
    [InlineData("var builder = new SqlConnectionStringBuilder(); if (settings.TrustAnyCertificate) builder.TrustServerCertificate = true;")]
    [InlineData("var builder = new SqlConnectionStringBuilder(); if (environment.IsDevelopment()) builder.TrustServerCertificate = true;")]
    [InlineData("_ = new SqlConnection(environment.IsDevelopment() ? \"Server=db.contoso.com;Encrypt=False\" : settings.Text);")]
    [InlineData("_ = new SqlConnectionStringBuilder { TrustServerCertificate = false, Encrypt = true };")]
    [InlineData("var builder = new SqlConnectionStringBuilder(); builder[\"Encrypt\"] = true; builder[\"Application Name\"] = \"false\"; builder[settings.Text] = false;")]
    [InlineData("_ = new SqlConnectionStringBuilder { [\"Server\"] = \"localhost\", [\"Encrypt\"] = false };")]
    [InlineData("_ = new SqlConnectionStringBuilder { [\"Encrypt\"] = settings.UseTls };")]
    [InlineData("_ = new NpgsqlConnectionStringBuilder { [\"Trust Server Certificate\"] = true };")]
    [InlineData("var kafka = new Dictionary<string, string> { [\"bootstrap.servers\"] = \"localhost:9092\", [\"security.protocol\"] = \"plaintext\" };")]
    [InlineData("var kafka = new Dictionary<string, string> { [\"security.protocol\"] = \"sasl_ssl\", [\"Encrypt\"] = \"false\" };")]
    // Npgsql 8 and later do nothing about it.
    [InlineData("_ = NpgsqlDataSource.Create(\"Host=db.contoso.com;SslMode=VerifyFull;Trust Server Certificate=true\");")]
    [InlineData("_ = NpgsqlDataSource.Create(\"Host=db.contoso.com;SslMode=Require\");")]
    [InlineData("_ = ConnectionMultiplexer.Connect(\"redis:6379,ssl=false\");")]
    [InlineData("_ = ConnectionMultiplexer.Connect(\"cache.contoso.com:6380,ssl=true\");")]
    [InlineData("_ = new MongoClient(\"mongodb+srv://db.contoso.com/?tls=true\");")]
    [InlineData("_ = new ProducerConfig { BootstrapServers = configuration[\"Kafka\"] ?? \"localhost:9092\", SecurityProtocol = SecurityProtocol.Plaintext };")]
    [InlineData("_ = new ProducerConfig { BootstrapServers = \"kafka.contoso.com:9092\" };")]
    [InlineData("_ = new ProducerConfig { SecurityProtocol = settings.UseTls ? SecurityProtocol.Ssl : SecurityProtocol.Plaintext };")]
    // What happens without the setting as well.
    [InlineData("_ = NpgsqlDataSource.Create(\"Host=db.contoso.com;SslMode=Prefer\");")]
    [InlineData("_ = new MySqlConnection(\"Server=db.contoso.com;SslMode=Preferred\");")]
    // No store.
    [InlineData("_ = http.GetAsync(\"https://rates.contoso.com/?ssl=false&encrypt=false\");")]
    [InlineData("var words = \"Server=db.contoso.com;Encrypt=False\"; Console.WriteLine(words);")]
    [InlineData("_ = new SqlConnection(configuration[\"Shop\"] + \";Encrypt=True\");")]
    [InlineData("_ = new SqlConnection(\"Server=localhost;\\n TrustServerCertificate=True\");")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(In(statement), references: Stores);

    [Theory]
    [InlineData("_ = new SqlConnection(Text);", "'Encrypt=False' sends data and passwords in clear text: whoever sits between this program and the database can read it and change it")]
    [InlineData("_ = new ProducerConfig { SecurityProtocol = SecurityProtocol.SaslPlaintext };", "'SecurityProtocol = SecurityProtocol.SaslPlaintext' sends data and passwords in clear text: whoever sits between this program and the broker can read it and change it")]
    [InlineData("_ = ConnectionMultiplexer.Connect(\"cache.contoso.com:6379,ssl=false\");", "'ssl=false' sends data and passwords in clear text: whoever sits between this program and the cache can read it and change it")]
    public async Task Names_the_setting_and_the_store(string statement, string message) => Assert.Equal(message, Assert.Single(await FindingsOf(statement)).GetMessage(null));

    [Theory]
    [InlineData("fallacies.trusted_hosts", "db.contoso.com", 0)]
    [InlineData("fallacies.trusted_hosts", "other.contoso.com", 1)]
    [InlineData("fallacies.project_kind", "test", 0)]
    [InlineData("fallacies.project_kind", "library", 1)]
    public async Task Hears(string option, string value, int findings) => Assert.Equal(findings, (await FindingsOf("_ = new SqlConnection(Text);", (option, value))).Length);

    [Theory]
    [InlineData("_ = new SqlConnection(\"=;=;Encrypt=\");")]
    [InlineData("_ = new SqlConnectionStringBuilder { TrustServerCertificate = };")]
    [InlineData("_ = new MongoClient(\"mongodb://?tls\");")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(statement), finding => finding.Id == "AD0001");

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string statement, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + In(statement), Stores), options)).Where(finding => finding.Id is "FAL4003" or "AD0001")];
}
