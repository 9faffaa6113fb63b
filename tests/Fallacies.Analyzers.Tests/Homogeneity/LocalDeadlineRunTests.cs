using System.Net;
using System.Reflection;
using Fallacies.Analyzers.Homogeneity;
using Fallacies.Analyzers.Tests.Reliability;
using Fallacies.CodeFixes.Homogeneity;

namespace Fallacies.Analyzers.Tests.Homogeneity;

/// <summary>Runs a gRPC call whose deadline is in local time.</summary>
public sealed class LocalDeadlineRunTests
{
    [Fact]
    public async Task A_call_throws_before_the_fix_and_is_sent_after()
    {
        const string Source = """
            using System;
            using System.Net.Http;
            using Grpc.Core;
            using Grpc.Net.Client;

            public static class Sample
            {
                public static void Run(HttpMessageHandler server)
                {
                    using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = server });
                    var text = Marshallers.Create(_ => Array.Empty<byte>(), _ => "");
                    var method = new Method<string, string>(MethodType.Unary, "shop.Stock", "Ask", text, text);
                    channel.CreateCallInvoker().BlockingUnaryCall(method, null, new CallOptions(deadline: DateTime.Now.AddSeconds(5)), "tea");
                }
            }
            """;
        var changed = await ResilienceHandlerRun.FixAsync(Source, new LocalClockAnalyzer(), new LocalClockFixer());

        using var before = new Refusing();
        Assert.IsType<InvalidOperationException>(Run(Source, before));
        Assert.Equal(0, before.Calls);

        using var after = new Refusing();
        Assert.Equal("RpcException", Run(changed, after)?.GetType().Name);
        Assert.Equal(1, after.Calls);
    }

    private static Exception? Run(string source, HttpMessageHandler server) =>
        Record.Exception(() => RegistrationRun.Load(source).GetType("Sample")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [server]))?.InnerException;

    /// <summary>A server that takes the call and refuses it.</summary>
    private sealed class Refusing : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Version = HttpVersion.Version20, RequestMessage = request });
        }
    }
}
