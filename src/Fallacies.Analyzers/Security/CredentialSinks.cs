namespace Fallacies.Analyzers.Security;

/// <summary>The members that take a credential.</summary>
internal static class CredentialSinks
{
    /// <summary>A member, which of its parameters is the credential, and whether people choose it.</summary>
    internal sealed record Row(string Type, string Member, string Parameter, bool IsPassword = false)
    {
        public string TypeName { get; } = Type.Substring(Type.LastIndexOf('.') + 1);
    }

    private const string Text = "connectionString";

    public static readonly Row[] Creations =
    [
        new("System.Net.NetworkCredential", "", "password", IsPassword: true),
        new("System.Net.Http.Headers.AuthenticationHeaderValue", "", "parameter"),
        new("Amazon.Runtime.BasicAWSCredentials", "", "secretKey"),
        new("Amazon.Runtime.SessionAWSCredentials", "", "awsSecretAccessKey"),
        new("Amazon.DynamoDBv2.AmazonDynamoDBClient", "", "awsSecretAccessKey"),
        new("Amazon.S3.AmazonS3Client", "", "awsSecretAccessKey"),
        new("Amazon.SimpleNotificationService.AmazonSimpleNotificationServiceClient", "", "awsSecretAccessKey"),
        new("Amazon.SQS.AmazonSQSClient", "", "awsSecretAccessKey"),
        new("Azure.AzureKeyCredential", "", "key"),
        new("Azure.AzureNamedKeyCredential", "", "key"),
        new("Azure.AzureSasCredential", "", "signature"),
        new("Azure.Storage.StorageSharedKeyCredential", "", "accountKey"),
        new("Azure.Data.Tables.TableSharedKeyCredential", "", "accountKey"),
        new("Azure.Identity.ClientSecretCredential", "", "clientSecret"),
        new("Microsoft.Azure.Cosmos.CosmosClient", "", "authKeyOrResourceToken"),
        new("System.ClientModel.ApiKeyCredential", "", "key"),
    ];

    /// <summary>The clients of Azure whose connection text holds the key.</summary>
    public static readonly Row[] Connections =
    [
        new("Azure.Data.Tables.TableClient", "", Text),
        new("Azure.Data.Tables.TableServiceClient", "", Text),
        new("Azure.Messaging.EventHubs.Consumer.EventHubConsumerClient", "", Text),
        new("Azure.Messaging.EventHubs.Producer.EventHubProducerClient", "", Text),
        new("Azure.Messaging.ServiceBus.ServiceBusClient", "", Text),
        new("Azure.Messaging.ServiceBus.Administration.ServiceBusAdministrationClient", "", Text),
        new("Azure.Storage.Blobs.BlobClient", "", Text),
        new("Azure.Storage.Blobs.BlobContainerClient", "", Text),
        new("Azure.Storage.Blobs.BlobServiceClient", "", Text),
        new("Azure.Storage.Files.Shares.ShareClient", "", Text),
        new("Azure.Storage.Queues.QueueClient", "", Text),
        new("Azure.Storage.Queues.QueueServiceClient", "", Text),
        new("Microsoft.Azure.Cosmos.CosmosClient", "", Text),
    ];

    public static readonly Row[] Calls =
    [
        new("MailKit.MailService", "Authenticate AuthenticateAsync", "password", IsPassword: true),
        new("MassTransit.IRabbitMqHostConfigurator", "Password", "password", IsPassword: true),
    ];

    public static readonly Row[] Properties =
    [
        new("RabbitMQ.Client.ConnectionFactory", "Password", "", IsPassword: true),
        new("Confluent.Kafka.ClientConfig", "SaslPassword SslKeyPassword SslKeystorePassword", "", IsPassword: true),
        new("StackExchange.Redis.ConfigurationOptions", "Password", "", IsPassword: true),
        new("System.Data.Common.DbConnectionStringBuilder", "Password", "", IsPassword: true),
    ];

    /// <summary>The headers whose value is a credential.</summary>
    public static readonly HashSet<string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "X-Api-Key", "Api-Key", "ApiKey", "X-Auth-Token", "X-Access-Token", "Ocp-Apim-Subscription-Key", "x-functions-key",
    };

    /// <summary>The keys of connection texts whose value is a password.</summary>
    public static readonly HashSet<string> PasswordKeys = ["password", "pwd", "userpassword"];

    /// <summary>The keys of connection texts whose value is a key.</summary>
    public static readonly HashSet<string> KeyKeys = ["accountkey", "sharedaccesskey", "sharedaccesssignature", "apikey", "accesskey", "secretkey", "clientsecret", "accesstoken"];
}
