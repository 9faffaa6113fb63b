using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Calls of the packages that rules know, as code writes them.</summary>
public sealed class RemoteClientsTests
{
    private static readonly string[] Databases = ["Dapper", "Microsoft.EntityFrameworkCore.SqlServer", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.Sqlite.Core"];

    [Theory]
    [InlineData("Refit", "IPrices c", "c.Load(1)", "Http Safe")]
    [InlineData("Refit", "IPrices c", "c.Save(1)", "Http Unsafe")]
    [InlineData("Refit", "IPrices c", "c.Own()", "Http Unknown")]
    [InlineData("RestSharp", "RestSharp.RestClient c, RestSharp.RestRequest r", "RestSharp.RestClientExtensions.PostAsync(c, r)", "Http Unsafe")]
    [InlineData("Flurl.Http", "string c", "Flurl.Http.GeneratedExtensions.GetStringAsync(c)", "Http Safe")]
    [InlineData("Flurl.Http", "Flurl.Http.IFlurlRequest c", "Flurl.Http.GeneratedExtensions.PostJsonAsync(c, 1)", "Http Unsafe")]
    [InlineData("System.ServiceModel.Http", "Soap c", "c.PayAsync()", "Rpc Unknown")]
    [InlineData("Microsoft.Orleans.Core.Abstractions", "ICounter c", "c.Add()", "Rpc Unknown")]
    [InlineData("Dapr.Client", "Dapr.Client.DaprClient c", "c.GetStateAsync<int>(\"s\", \"k\")", "Rpc Safe")]
    [InlineData("Microsoft.AspNetCore.SignalR.Client", "Microsoft.AspNetCore.SignalR.Client.HubConnection c", "Microsoft.AspNetCore.SignalR.Client.HubConnectionExtensions.InvokeAsync(c, \"m\")", "Rpc Unknown")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.IDatabase c", "c.StringIncrement(\"k\")", "Cache Unsafe")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.ITransaction c", "c.ExecuteAsync()", "Cache Unknown")]
    [InlineData("RabbitMQ.Client", "RabbitMQ.Client.IChannel c", "c.QueueDeleteAsync(\"q\", false, false)", "Broker Idempotent")]
    [InlineData("Azure.Messaging.ServiceBus", "Azure.Messaging.ServiceBus.ServiceBusSender c", "c.SendMessageAsync(null)", "Broker Unsafe")]
    [InlineData("AWSSDK.SQS", "Amazon.SQS.AmazonSQSClient c", "c.GetQueueUrlAsync(\"q\")", "Broker Safe")]
    [InlineData("MassTransit", "MassTransit.IBus c", "c.Publish(new object())", "Broker Unsafe")]
    [InlineData("DotNetCore.CAP", "DotNetCore.CAP.ICapPublisher c", "c.PublishAsync(\"n\", 1)", "Broker Unsafe")]
    [InlineData("NATS.Net", "NATS.Client.Core.NatsConnection c", "c.RequestAsync<int, int>(\"s\", 1)", "Broker Unknown")]
    [InlineData("Microsoft.Azure.Cosmos", "Microsoft.Azure.Cosmos.FeedIterator<int> c", "c.ReadNextAsync()", "Database Safe")]
    [InlineData("MongoDB.Driver", "MongoDB.Driver.IFindFluent<int, int> c", "MongoDB.Driver.IAsyncCursorSourceExtensions.ToListAsync(c)", "Database Safe")]
    [InlineData("MongoDB.Driver", "MongoDB.Driver.IMongoCollection<int> c", "c.InsertOneAsync(1)", "Database Unsafe")]
    [InlineData("AWSSDK.DynamoDBv2", "Amazon.DynamoDBv2.DataModel.IDynamoDBContext c", "c.LoadAsync<int>(1)", "Database Safe")]
    [InlineData("AWSSDK.S3", "Amazon.S3.IAmazonS3 c", "c.GetObjectAsync(\"b\", \"k\")", "Storage Safe")]
    [InlineData("Azure.Storage.Blobs", "Azure.Storage.Blobs.BlobClient c", "c.ExistsAsync()", "Storage Safe")]
    [InlineData("Azure.Storage.Blobs", "Azure.Storage.Blobs.BlobContainerClient c", "c.GetBlobsAsync()", "Storage Safe")]
    [InlineData("Azure.Data.Tables", "Azure.Data.Tables.TableClient c", "c.Query<Azure.Data.Tables.TableEntity>()", "Storage Safe")]
    [InlineData("MailKit", "MailKit.Net.Smtp.SmtpClient c", "c.SendAsync(null)", "Mail Unsafe")]
    [InlineData("MailKit", "MailKit.Net.Imap.ImapClient c", "c.AuthenticateAsync(\"u\", \"p\")", "Mail Idempotent")]
    [InlineData("MailKit", "MailKit.Net.Pop3.Pop3Client c", "c.GetMessageAsync(1)", "Mail Safe")]
    [InlineData("AWSSDK.S3", "IAmazonLambda c", "c.InvokeAsync()", "Http Unknown")]
    [InlineData("MailKit", "MailKit.Net.Smtp.ISmtpClient c", "c.ConnectAsync(\"h\", 25)", "Mail Idempotent")]
    public void Finds(string package, string parameters, string call, string expected)
    {
        var found = Find(package, parameters, call);

        Assert.NotNull(found);
        Assert.Equal(expected, $"{found.Sink.Kind} {found.Idempotency}");
    }

    [Theory]
    [InlineData("Refit", "IPrices c", "c.Plain()")]
    [InlineData("Flurl.Http", "string c", "Flurl.Http.GeneratedExtensions.WithTimeout(c, 1)")]
    [InlineData("System.ServiceModel.Http", "Soap c", "c.Abort()")]
    [InlineData("Microsoft.Orleans.Core.Abstractions", "Counter c", "c.Add()")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.IDatabase c", "c.CreateBatch()")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.IBatch c", "c.StringGetAsync(\"k\")")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.ITransaction c", "c.StringSetAsync(\"k\", 1)")]
    [InlineData("StackExchange.Redis", "StackExchange.Redis.IConnectionMultiplexer c", "c.GetDatabase()")]
    [InlineData("Azure.Messaging.ServiceBus", "Azure.Messaging.ServiceBus.ServiceBusClient c", "c.CreateSender(\"q\")")]
    [InlineData("MassTransit", "MassTransit.Mediator.IMediator c", "c.Send(new object())")]
    [InlineData("WolverineFx", "Wolverine.IMessageBus c", "c.InvokeAsync(1)")]
    [InlineData("Microsoft.Azure.Cosmos", "Microsoft.Azure.Cosmos.CosmosClient c", "c.GetContainer(\"d\", \"c\")")]
    [InlineData("Microsoft.Azure.Cosmos", "Microsoft.Azure.Cosmos.Container c", "c.GetItemQueryIterator<int>()")]
    [InlineData("MongoDB.Driver", "MongoDB.Driver.IMongoDatabase c", "c.GetCollection<int>(\"c\")")]
    [InlineData("MongoDB.Driver", "MongoDB.Driver.IMongoCollection<int> c", "MongoDB.Driver.IMongoCollectionExtensions.Find(c, x => x == 1)")]
    [InlineData("AWSSDK.DynamoDBv2", "Amazon.DynamoDBv2.DataModel.IDynamoDBContext c", "c.QueryAsync<int>(1)")]
    [InlineData("AWSSDK.S3", "Amazon.S3.IAmazonS3 c", "c.GetPreSignedURL(null)")]
    [InlineData("Azure.Storage.Blobs", "Azure.Storage.Blobs.BlobContainerClient c", "c.GetBlobClient(\"b\")")]
    [InlineData("Azure.Storage.Blobs", "Azure.Storage.Blobs.BlobServiceClient c", "c.GetBlobContainerClient(\"b\")")]
    public void Leaves_alone(string package, string parameters, string call) => Assert.Null(Find(package, parameters, call));

    [Theory]
    [InlineData("Npgsql.NpgsqlCommand c", "c.ExecuteScalar()")]
    [InlineData("Npgsql.NpgsqlCommand c", "c.ExecuteNonQueryAsync()")]
    [InlineData("System.Data.Common.DbCommand c", "c.ExecuteReaderAsync()")]
    [InlineData("System.Data.IDbCommand c", "c.ExecuteReader()")]
    [InlineData("Npgsql.NpgsqlConnection c", "Dapper.SqlMapper.QueryAsync(c, \"select 1\")")]
    [InlineData("System.Data.IDbConnection c", "Dapper.SqlMapper.Execute(c, \"delete\")")]
    [InlineData("Orders c", "c.SaveChangesAsync()")]
    [InlineData("IQueryable<int> c", "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(c)")]
    public void Finds_a_database_behind_a_connection(string parameters, string call) => Assert.Equal(RemoteKind.Database, Find(Databases, parameters, call)?.Sink.Kind);

    [Theory]
    [InlineData("Microsoft.Data.Sqlite.SqliteCommand c", "c.ExecuteScalar()")]
    [InlineData("Microsoft.Data.Sqlite.SqliteCommand c", "c.ExecuteNonQueryAsync()")]
    [InlineData("Microsoft.Data.Sqlite.SqliteConnection c", "Dapper.SqlMapper.QueryAsync(c, \"select 1\")")]
    [InlineData("Microsoft.Data.Sqlite.SqliteConnection c", "c.OpenAsync()")]
    public void Leaves_a_database_in_the_same_process_alone(string parameters, string call) => Assert.Null(Find(Databases, parameters, call));

    [Theory]
    [InlineData("Orders c", "c.SaveChangesAsync()")]
    [InlineData("System.Data.Common.DbCommand c", "c.ExecuteReaderAsync()")]
    public void Leaves_alone_what_can_only_be_in_the_same_process(string parameters, string call) => Assert.Null(Find(["Microsoft.EntityFrameworkCore.Sqlite.Core"], parameters, call));

    [Theory]
    [InlineData("c.StringGetAsync(\"k\")", "StringGetAsync(RedisKey[])")]
    [InlineData("c.HashSet(\"k\", \"f\", 1)", "HashSet(RedisKey,HashEntry[])")]
    [InlineData("c.StringGet(new StackExchange.Redis.RedisKey[1])", null)]
    [InlineData("c.StringIncrement(\"k\")", null)]
    public void Names_the_method_that_takes_many(string call, string? many)
    {
        var (method, found) = Resolve(["StackExchange.Redis"], "StackExchange.Redis.IDatabase c", call);

        Assert.Equal(many, found!.Sink.BatchOf(method));
    }

    [Fact]
    public void A_bound_can_hold_for_some_methods_only()
    {
        var sink = Find("RabbitMQ.Client", "RabbitMQ.Client.IChannel c", "c.QueueDeleteAsync(\"q\", false, false)")!.Sink;

        Assert.Equal(20, sink.TimeoutOf("QueueDeclareAsync"));
        Assert.Null(sink.TimeoutOf("BasicPublishAsync"));
    }

    private static RemoteCall? Find(string package, string parameters, string call) => Find([package], parameters, call);

    private static RemoteCall? Find(string[] packages, string parameters, string call) => Resolve(packages, parameters, call).Found;

    private static (IMethodSymbol Method, RemoteCall? Found) Resolve(string[] packages, string parameters, string call)
    {
        string Where(string package, string code) => packages.Contains(package) ? code : "";
        var compilation = Analysis.Compile(
            $$"""
            using System.Linq;
            using System.Threading.Tasks;
            {{Where("Refit", """
                class OwnAttribute(string path) : Refit.HttpMethodAttribute(path) { public override System.Net.Http.HttpMethod Method => new("OWN"); }
                interface IPrices
                {
                    [Refit.Get("/{id}")] Task<int> Load(int id);
                    [Refit.Post("/")] Task Save(int id);
                    [Own("/")] Task Own();
                    Task Plain();
                }
                """)}}
            {{Where("System.ServiceModel.Http", """
                [System.ServiceModel.ServiceContract] interface ISoap { [System.ServiceModel.OperationContract] Task PayAsync(); }
                class Soap : System.ServiceModel.ClientBase<ISoap>, ISoap { public Task PayAsync() => Channel.PayAsync(); }
                """)}}
            {{Where("Microsoft.Orleans.Core.Abstractions", """
                interface ICounter : Orleans.IGrainWithStringKey { Task Add(); }
                class Counter : Orleans.Grain, ICounter { public Task Add() => Task.CompletedTask; }
                """)}}
            {{Where("AWSSDK.S3", "interface IAmazonLambda : Amazon.Runtime.IAmazonService { Task InvokeAsync(); }")}}
            {{(packages.Any(package => package.Contains("EntityFramework")) ? "class Orders : Microsoft.EntityFrameworkCore.DbContext;" : "")}}
            class Calls
            {
                void Test({{parameters}}) { _ = 0; {{call}}; }
            }
            """, References.With(packages));
        var tree = compilation.SyntaxTrees.Single();
        var node = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Last(n => n.ToString() == call);
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var operation = Assert.IsAssignableFrom<IInvocationOperation>(compilation.GetSemanticModel(tree).GetOperation(node));
        return (operation.TargetMethod, RemoteCalls.Of(compilation).Find(operation));
    }
}
