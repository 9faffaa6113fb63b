using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Tests.Knowledge;

public sealed class RemoteCallsTests
{
    [Theory]
    [InlineData("http.GetAsync(\"/\")", "Http", "Safe")]
    [InlineData("http.PostAsync(\"/\", null)", "Http", "Unsafe")]
    [InlineData("http.GetFromJsonAsync<int>(\"/\")", "Http", "Safe")]
    [InlineData("invoker.SendAsync(null!, default)", "Http", "Unknown")]
    [InlineData("redis.StringGetAsync(\"key\")", "Cache", "Safe")]
    [InlineData("kafka.ProduceAsync(\"topic\", null!)", "Broker", "Unsafe")]
    [InlineData("rabbit.BasicPublish(\"\", \"queue\", null, default)", "Broker", "Unsafe")]
    [InlineData("grpc.SayHello()", "Rpc", "Unknown")]
    public void Finds(string call, string kind, string idempotency)
    {
        var found = Find(call);

        Assert.NotNull(found);
        Assert.Equal((kind, idempotency), (found.Sink.Kind.ToString(), found.Idempotency.ToString()));
    }

    [Theory]
    [InlineData("http.ToString()")]
    [InlineData("http.CancelPendingRequests()")]
    [InlineData("own.GetAsync(\"/\")")]
    [InlineData("missing.GetAsync(\"/\")")]
    public void Leaves_alone(string call) => Assert.Null(Find(call));

    private static RemoteCall? Find(string call)
    {
        var compilation = Analysis.Compile(
            $$"""
            using System.Net.Http;
            using System.Net.Http.Json;
            using RabbitMQ.Client;
            class Greeter : Grpc.Core.ClientBase<Greeter>
            {
                protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this;
                public void SayHello() { }
            }
            class Own { public void GetAsync(string url) { } }
            class Calls
            {
                void Test(HttpClient http, HttpMessageInvoker invoker, StackExchange.Redis.IDatabase redis, Confluent.Kafka.IProducer<string, string> kafka, IModel rabbit, Greeter grpc, Own own)
                {
                    _ = 0; {{call}};
                }
            }
            """);
        var tree = compilation.SyntaxTrees.Single();
        var node = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Last(n => n.ToString() == call);
        return compilation.GetSemanticModel(tree).GetOperation(node) is IInvocationOperation operation ? RemoteCalls.Of(compilation).Find(operation) : null;
    }
}
