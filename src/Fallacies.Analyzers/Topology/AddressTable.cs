namespace Fallacies.Analyzers.Topology;

/// <summary>The members that take the address of a remote machine.</summary>
internal static class AddressTable
{
    /// <summary>What moves where a proxy's address is written.</summary>
    public const string Proxy = "the proxy";

    private const string Broker = "the broker";
    private const string Cache = "the cache";
    private const string Database = "the database";
    private const string Server = "the server";
    private const string Service = "the service";

    public static readonly AddressSink[] Methods =
    [
        new("System.Net.Http.HttpClient", "GetAsync GetStringAsync GetByteArrayAsync GetStreamAsync PostAsync PutAsync PatchAsync DeleteAsync", Service),
        new("System.Net.Http.Json.HttpClientJsonExtensions", "GetFromJsonAsync GetFromJsonAsAsyncEnumerable PostAsJsonAsync PutAsJsonAsync PatchAsJsonAsync DeleteFromJsonAsync", Service),
        new("System.Net.WebRequest", "Create CreateHttp", Service),
        new("System.Net.WebSockets.ClientWebSocket", "ConnectAsync", Service),
        new("System.Net.Sockets.Socket", "Connect ConnectAsync BeginConnect SendTo SendToAsync", Server),
        new("System.Net.Sockets.TcpClient", "Connect ConnectAsync BeginConnect", Server),
        new("System.Net.Sockets.UdpClient", "Connect Send SendAsync", Server),
        new("Grpc.Net.Client.GrpcChannel", "ForAddress", Service),
        new("Microsoft.AspNetCore.SignalR.Client.HubConnectionBuilderHttpExtensions", "WithUrl", Service) { Words = "a SignalR connection" },
        new("Refit.RestService", "For", Service),
        new("RabbitMQ.Client.ConnectionFactory", "CreateConnection CreateConnectionAsync", Broker) { Words = "RabbitMQ's host names", Key = "RabbitMQ:HostName" },
        new("MassTransit.RabbitMqHostConfigurationExtensions", "Host", Broker) { Words = "RabbitMQ's host", Key = "RabbitMQ:HostName" },
        new("StackExchange.Redis.ConnectionMultiplexer", "Connect ConnectAsync SentinelConnect SentinelConnectAsync", Cache) { Key = "Redis:Configuration" },
        new("StackExchange.Redis.ConfigurationOptions", "Parse", Cache) { Words = "Redis's configuration", Key = "Redis:Configuration" },
        new("StackExchange.Redis.EndPointCollection", "Add", Cache) { Words = "Redis's EndPoints", Key = "Redis:EndPoint" },
        new("Npgsql.NpgsqlDataSource", "Create", Database) { Key = "ConnectionStrings:Default" },
        new("Microsoft.Extensions.DependencyInjection.NpgsqlServiceCollectionExtensions", "AddNpgsqlDataSource", Database) { Words = "Npgsql's data source", Key = "ConnectionStrings:Default" },
        new("Microsoft.EntityFrameworkCore.SqlServerDbContextOptionsExtensions", "UseSqlServer", Database) { Words = "UseSqlServer", Key = "ConnectionStrings:Default" },
        new("Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions", "UseNpgsql", Database) { Words = "UseNpgsql", Key = "ConnectionStrings:Default" },
        new("Microsoft.EntityFrameworkCore.MySqlDbContextOptionsBuilderExtensions", "UseMySql", Database) { Words = "UseMySql", Key = "ConnectionStrings:Default" },
        new("MailKit.MailService", "Connect ConnectAsync", "the mail server") { Words = "MailKit's Connect", Key = "Mail:Host" },
        new("MailKit.IMailService", "Connect ConnectAsync", "the mail server") { Words = "MailKit's Connect", Key = "Mail:Host" },
        new("MQTTnet.MqttClientOptionsBuilder", "WithTcpServer", Broker) { Words = "MQTT's WithTcpServer", Key = "Mqtt:Host" },
    ];

    public static readonly AddressSink[] Creations =
    [
        new("System.Net.Http.HttpRequestMessage", AddressSink.Constructor, Service),
        new("System.Net.DnsEndPoint", AddressSink.Constructor, Server) { Key = ":Host" },
        new("System.Net.WebProxy", AddressSink.Constructor, Proxy) { Key = "Proxy:Address" },
        new("System.Net.Sockets.TcpClient", AddressSink.Constructor, Server) { TextOnly = true, Key = ":Host" },
        new("System.Net.Sockets.UdpClient", AddressSink.Constructor, Server) { TextOnly = true, Key = ":Host" },
        new("System.Net.Mail.SmtpClient", AddressSink.Constructor, "the mail server") { Key = "Smtp:Host" },
        new("RabbitMQ.Client.AmqpTcpEndpoint", AddressSink.Constructor, Broker) { Words = "RabbitMQ's AmqpTcpEndpoint", Key = "RabbitMQ:HostName" },
        new("MongoDB.Driver.MongoClient", AddressSink.Constructor, Database) { Key = "ConnectionStrings:MongoDB" },
        new("MongoDB.Driver.MongoServerAddress", AddressSink.Constructor, Database) { Key = "MongoDB:Host" },
        new("RestSharp.RestClient", AddressSink.Constructor, Service),
        new("System.Data.Common.DbConnection", AddressSink.Constructor, Database)
        {
            Words = "a connection string", Key = "ConnectionStrings:Default", Derived = ["SqlConnection", "NpgsqlConnection", "MySqlConnection", "OracleConnection", "OdbcConnection", "OleDbConnection"],
        },
        new("System.Data.Common.DbDataSource", AddressSink.Constructor, Database) { Words = "a connection string", Key = "ConnectionStrings:Default", Derived = ["MySqlDataSource"] },
        new("System.Data.Common.DbConnectionStringBuilder", AddressSink.Constructor, Database)
        {
            Words = "a connection string", Key = "ConnectionStrings:Default", Derived = ["SqlConnectionStringBuilder", "NpgsqlConnectionStringBuilder", "MySqlConnectionStringBuilder"],
        },
        new("Npgsql.NpgsqlDataSourceBuilder", AddressSink.Constructor, Database) { Words = "Npgsql's data source", Key = "ConnectionStrings:Default" },
    ];

    public static readonly AddressSink[] Properties =
    [
        new("System.Net.Http.HttpClient", "BaseAddress", Service) { Key = ":BaseAddress" },
        new("System.Net.Http.HttpRequestMessage", "RequestUri", Service),
        new("System.Net.Mail.SmtpClient", "Host", "the mail server") { Key = "Smtp:Host" },
        new("Grpc.Net.ClientFactory.GrpcClientFactoryOptions", "Address", Service) { Words = "a gRPC client's address" },
        new("Confluent.Kafka.ClientConfig", "BootstrapServers", Broker) { Words = "Kafka's BootstrapServers", Key = "Kafka:BootstrapServers" },
        new("RabbitMQ.Client.ConnectionFactory", "HostName Uri", Broker) { Words = "RabbitMQ's ConnectionFactory", Key = "RabbitMQ:HostName" },
        new("NATS.Client.Core.NatsOpts", "Url", Broker) { Words = "NATS's Url", Key = "Nats:Url" },
        new("Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions", "Configuration", Cache) { Words = "the Redis cache's configuration", Key = "Redis:Configuration" },
        new("Amazon.Runtime.ClientConfig", "ServiceURL", Service) { Words = "an AWS client's ServiceURL", Key = "AWS:ServiceURL" },
        new("OpenTelemetry.Exporter.OtlpExporterOptions", "Endpoint", "the collector") { Words = "OpenTelemetry's exporter", Key = "OpenTelemetry:Endpoint" },
        new("Yarp.ReverseProxy.Configuration.DestinationConfig", "Address", Service) { Words = "a proxy destination" },
        new("System.Data.Common.DbConnection", "ConnectionString", Database) { Words = "a connection string", Key = "ConnectionStrings:Default", Derived = ["DbConnection"] },
        new("System.Data.Common.DbConnectionStringBuilder", "ConnectionString DataSource Host Server", Database) { Words = "a connection string", Key = "Database:Host", Derived = ["DbConnectionStringBuilder"] },
    ];

    /// <summary>Whether what a sink reaches is always somebody's own installation, not a service that is offered to the public under one name.</summary>
    public static bool IsInstallation(AddressSink sink) => sink.Moves is Broker or Cache or Database or Proxy;

    /// <summary>Whether a sink takes URLs, so that a text without a scheme is a path.</summary>
    public static bool TakesUrls(AddressSink sink) => sink.Moves is Service;

    /// <summary>The methods of the table.</summary>
    public static string[] MethodNames { get; } = Methods.SelectMany(row => row.Members).Distinct().ToArray();

    /// <summary>The types whose creation the table names.</summary>
    public static string[] TypeNames { get; } = Creations.SelectMany(row => row.Derived.Append(row.TypeName)).Distinct().ToArray();

    /// <summary>The properties of the table.</summary>
    public static string[] PropertyNames { get; } = Properties.SelectMany(row => row.Members).Distinct().ToArray();
}
