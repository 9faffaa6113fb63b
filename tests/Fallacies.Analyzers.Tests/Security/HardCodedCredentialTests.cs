using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.HardCodedCredentialAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Security;

public sealed class HardCodedCredentialTests
{
    private static readonly MetadataReference[] Stores = References.With("Microsoft.EntityFrameworkCore.SqlServer", "StackExchange.Redis", "Confluent.Kafka", "Azure.Storage.Blobs", "Azure.Messaging.ServiceBus", "MailKit", "AWSSDK.S3");

    private static string In(string statement) =>
        $$"""
        using System.Net;
        using System.Net.Http.Headers;
        using Azure.Storage;
        using Confluent.Kafka;
        using Microsoft.Data.SqlClient;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.Hosting;
        using RabbitMQ.Client;
        using StackExchange.Redis;

        class Program
        {
            const string Key = "q7Hx2mZ9xR4tV1bN8sLw";

            void M(DbContextOptionsBuilder options, IConfiguration configuration, IHostEnvironment environment, HttpClient http, HttpRequestMessage request, MailKit.Net.Smtp.SmtpClient mail, string given)
            {
                {{statement}}
            }
        }
        """;

    [Theory]
    [InlineData("_ = new SqlConnection([|\"Server=db.contoso.com;User Id=shop;Password=Tr0ub4dor\"|]);")]
    [InlineData("options.UseSqlServer([|\"Server=db;User Id=sa;Pwd=Tr0ub4dor\"|]);")]
    [InlineData("_ = ConnectionMultiplexer.Connect([|\"cache.contoso.com:6380,password=q7Hx2mZ9xR4t,ssl=true\"|]);")]
    [InlineData("_ = new ConnectionFactory { Uri = new Uri([|\"amqps://shop:Tr0ub4dor@rabbit.contoso.com\"|]) };")]
    [InlineData("_ = http.GetAsync([|$\"https://shop:Tr0ub4dor@rates.contoso.com/{given}\"|]);")]
    [InlineData("_ = new NetworkCredential(\"shop\", [|\"Tr0ub4dor\"|]);")]
    [InlineData("_ = new NetworkCredential(\"shop\", [|configuration[\"Password\"] ?? \"Tr0ub4dor\"|]);")]
    [InlineData("http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Bearer\", [|Key|]);")]
    [InlineData("http.DefaultRequestHeaders.Add(\"X-Api-Key\", [|\"q7Hx2mZ9xR4tV1bN8sLw\"|]);")]
    [InlineData("request.Headers.TryAddWithoutValidation(\"Authorization\", [|\"Basic c2hvcDpUcjB1YjRkb3I=\"|]);")]
    [InlineData("_ = new StorageSharedKeyCredential(\"shop\", [|Key|]);")]
    [InlineData("_ = new Amazon.Runtime.BasicAWSCredentials(\"AKIA2Q7HX2MZ9XR4TV1B\", [|\"q7Hx2mZ9xR4tV1bN8sLwq7Hx2mZ9xR4tV1bN8sLw\"|]);")]
    [InlineData("mail.Authenticate(\"shop\", [|\"Tr0ub4dor\"|]);")]
    [InlineData("_ = new ConnectionFactory { HostName = configuration[\"Rabbit\"], UserName = \"shop\", Password = [|\"Tr0ub4dor\"|] };")]
    [InlineData("_ = new ProducerConfig { SaslUsername = \"shop\", SaslPassword = [|\"Tr0ub4dor\"|] };")]
    [InlineData("var redis = new ConfigurationOptions(); redis.Password = [|\"q7Hx2mZ9xR4t\"|];")]
    [InlineData("_ = new SqlConnectionStringBuilder { DataSource = \"db.contoso.com\", Password = [|\"Tr0ub4dor\"|] };")]
    [InlineData("_ = new Amazon.SQS.AmazonSQSClient(\"AKIA2Q7HX2MZ9XR4TV1B\", [|Key|]);")]
    [InlineData("_ = new Azure.Messaging.ServiceBus.ServiceBusClient([|\"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=q7Hx2mZ9xR4tV1bN8sLw\"|]);")]
    [InlineData("_ = new Azure.Storage.Blobs.BlobServiceClient([|$\"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={Key};EndpointSuffix=core.windows.net\"|]);")]
    [InlineData("http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Basic\", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes([|\"shop:Tr0ub4dor\"|])));")]
    [InlineData("var bytes = System.Text.Encoding.UTF8.GetBytes([|$\"{\"shop\"}:{Key}\"|]); var basic = Convert.ToBase64String(bytes); http.DefaultRequestHeaders.Authorization = new(\"Basic\", basic);")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(In(statement), references: Stores);

    [Theory]
    // Not written here.
    [InlineData("_ = new SqlConnection($\"Server=db.contoso.com;User Id=shop;Password={given}\");")]
    [InlineData("_ = new NetworkCredential(\"shop\", configuration[\"Password\"]);")]
    [InlineData("http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Bearer\", given);")]
    [InlineData("http.DefaultRequestHeaders.Add(\"Authorization\", \"Bearer \" + given);")]
    [InlineData("http.DefaultRequestHeaders.Add(\"X-Api-Key\", configuration[\"Key\"]);")]
    // Holds a place, or says its name again.
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;User Id=shop;Password=<password>\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;User Id=shop;Password=__DbAccess__\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;User Id=shop;Password=@Microsoft.KeyVault(SecretUri=https://contoso)\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;User Id=shop;Password=your_password\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;User Id=shop;Password=Password12!\");")]
    [InlineData("_ = new SqlConnectionStringBuilder { DataSource = \"db.contoso.com\", Password = given == null ? \"RANDOM_DATABASE_PASSWORD\" : given };")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;Password=\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;Password=********\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;User Id=postgres;Password=postgres\");")]
    [InlineData("http.DefaultRequestHeaders.Add(\"X-Api-Key\", \"not-needed-1234567890\");")]
    [InlineData("http.DefaultRequestHeaders.Add(\"X-Api-Key\", \"YOUR_API_KEY_0123456789\");")]
    [InlineData("_ = new Amazon.Runtime.BasicAWSCredentials(\"AKIAIOSFODNN7EXAMPLE\", \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\");")]
    [InlineData("_ = new StorageSharedKeyCredential(\"devstoreaccount1\", \"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==\");")]
    [InlineData("_ = new NetworkCredential(\"anonymous\", \"shop@contoso.com\");")]
    [InlineData("_ = new NetworkCredential(\"shop\", \"\");")]
    // This machine.
    [InlineData("_ = new SqlConnection(\"Server=localhost;User Id=sa;Password=Tr0ub4dor\");")]
    [InlineData("_ = new ConnectionFactory { Uri = new Uri(\"amqp://shop:Tr0ub4dor@localhost\") };")]
    [InlineData("_ = new ConnectionFactory { HostName = \"localhost\", UserName = \"shop\", Password = \"Tr0ub4dor\" };")]
    [InlineData("_ = new ConnectionFactory { HostName = configuration[\"Rabbit\"], Password = \"guest\" };")]
    [InlineData("if (environment.IsDevelopment()) _ = new NetworkCredential(\"shop\", \"Tr0ub4dor\");")]
    // No credential.
    [InlineData("http.DefaultRequestHeaders.Add(\"X-Request\", \"q7Hx2mZ9xR4tV1bN8sLw\");")]
    [InlineData("http.DefaultRequestHeaders.Add(\"Authorization\", \"Bearer\");")]
    [InlineData("_ = http.GetAsync(\"https://rates.contoso.com/?to=shop@contoso.com\");")]
    [InlineData("_ = new SqlConnection(\"Server=db.contoso.com;Integrated Security=true\");")]
    [InlineData("var password = \"Tr0ub4dor\"; Console.WriteLine(password);")]
    [InlineData("http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Basic\", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($\"shop:{given}\")));")]
    [InlineData("http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Basic\", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(\"shop:\" + given)));")]
    [InlineData("http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Basic\", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(\":password\")));")]
    [InlineData("_ = new Amazon.SQS.AmazonSQSClient(\"test\", \"test\");")]
    [InlineData("_ = new Azure.Storage.Blobs.BlobServiceClient(\"UseDevelopmentStorage=true\");")]
    [InlineData("_ = new Azure.Storage.Blobs.BlobServiceClient(\"AccountName=devstoreaccount1;AccountKey=q7Hx2mZ9xR4tV1bN8sLw;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;\");")]
    [InlineData("_ = new Azure.Messaging.ServiceBus.ServiceBusClient(configuration[\"ServiceBus\"]);")]
    [InlineData("_ = new Azure.Messaging.ServiceBus.ServiceBusClient($\"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={given}\");")]
    [InlineData("_ = new Azure.Messaging.ServiceBus.ServiceBusClient(\"Endpoint=sb://localhost;SharedAccessKeyName=Root;SharedAccessKey=q7Hx2mZ9xR4tV1bN8sLw;UseDevelopmentEmulator=true;\");")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(In(statement), references: Stores);

    [Fact]
    public async Task Says_where_the_credential_goes_and_never_what_it_is()
    {
        var finding = Assert.Single(await FindingsOf("_ = new ConnectionFactory { Uri = new Uri(\"amqps://shop:Tr0ub4dor@rabbit.contoso.com\") };"));

        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal("The credential for RabbitMQ's ConnectionFactory is written in the program: whoever reads the source or the binary can use it, and to change it takes a new build", finding.GetMessage(null));
    }

    [Theory]
    [InlineData("service", 1)]
    [InlineData("tool", 1)]
    [InlineData("test", 0)]
    public async Task Speaks_everywhere_but_in_tests(string kind, int findings) => Assert.Equal(findings, (await FindingsOf("_ = new NetworkCredential(\"shop\", \"Tr0ub4dor\");", ("fallacies.project_kind", kind))).Length);

    [Theory]
    [InlineData("_ = new NetworkCredential(\"shop\", );")]
    [InlineData("_ = new SqlConnection(\"Password=;=\");")]
    [InlineData("_ = new Uri(\"amqp://:@\"); http.GetAsync(\"http://:@/\"); http.GetAsync(\"http://a:b\");")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(statement), finding => finding.Id == "AD0001");

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string statement, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + In(statement), Stores), options)).Where(finding => finding.Id is "FAL4005" or "AD0001")];
}
