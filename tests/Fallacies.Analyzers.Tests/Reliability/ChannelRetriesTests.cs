using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.StackedRetriesAnalyzer, Fallacies.CodeFixes.Reliability.StackedRetriesFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1025 around calls of gRPC.</summary>
public sealed class ChannelRetriesTests
{
    [Theory]
    [InlineData("{ MethodName.Default }", "5", "", "4 × 5 = 20 tries")]
    [InlineData("{ Grpc.Net.Client.Configuration.MethodName.Default }", "3", "", "4 × 3 = 12 tries")]
    [InlineData("{ MethodName.Default }", "8", "", "4 × 5 = 20 tries")]
    [InlineData("{ MethodName.Default }", "8", "MaxRetryAttempts = 8,", "4 × 8 = 32 tries")]
    [InlineData("{ new MethodName { Service = \"prices\" } }", "5", "", null)]
    [InlineData("{ MethodName.Default }", "limit", "", null)]
    public Task Knows_channels_that_retry(string names, string attempts, string most, string? product)
    {
        var source = Grpc(
            $$"""
            Channel = GrpcChannel.ForAddress("https://prices.contoso.com", new GrpcChannelOptions
            {
                {{most}}
                ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = {{names}}, RetryPolicy = new RetryPolicy { MaxAttempts = {{attempts}}, InitialBackoff = TimeSpan.FromSeconds(1), RetryableStatusCodes = { Grpc.Core.StatusCode.Unavailable } } } } },
            });
            """,
            product is not null);
        return product is null ? Verify.AnalyzeAsync(source) : ReportedAsync(source, product);
    }

    [Theory]
    [InlineData("Channel = GrpcChannel.ForAddress(\"https://prices.contoso.com\");", "")]
    [InlineData("Channel = GrpcChannel.ForAddress(\"https://prices.contoso.com\", Retrying());", Elsewhere)]
    [InlineData("Channel = GrpcChannel.ForAddress(\"https://a.contoso.com\"); _ = GrpcChannel.ForAddress(\"https://b.contoso.com\", new() { ServiceConfig = new() { MethodConfigs = { new() { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy { MaxAttempts = 4 } } } } });", "")]
    public Task Leaves_alone_calls_of_a_channel_that_is_not_sure_to_retry(string make, string member) => Verify.AnalyzeAsync(Grpc(make, isReported: false, member));

    [Theory]
    [InlineData("new PredicateBuilder().Handle<Polly.Timeout.TimeoutRejectedException>()", false)]
    [InlineData("new PredicateBuilder().Handle<TimeoutException>().Handle<System.Net.Http.HttpRequestException>()", false)]
    [InlineData("new PredicateBuilder().Handle<TimeoutException>().Handle<Grpc.Core.RpcException>()", true)]
    [InlineData("new PredicateBuilder().Handle<Exception>()", true)]
    public Task Only_an_RpcException_is_tried_again_outside(string handled, bool isReported)
    {
        var source = Grpc(
            """
            Channel = GrpcChannel.ForAddress("https://prices.contoso.com", new GrpcChannelOptions { ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy { MaxAttempts = 4 } } } } });
            """,
            isReported).Replace("MaxRetryAttempts = 3", $"MaxRetryAttempts = 3, ShouldHandle = {handled}", StringComparison.Ordinal);
        return isReported ? ReportedAsync(source, "4 × 4 = 16 tries") : Verify.AnalyzeAsync(source);
    }

    private const string Elsewhere =
        "private static GrpcChannelOptions Retrying() => new() { ServiceConfig = new() { MethodConfigs = { new() { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy { MaxAttempts = 4 } } } } };";

    private static string Grpc(string make, bool isReported, string member = "") =>
        $$"""
        using Grpc.Net.Client;
        using Grpc.Net.Client.Configuration;
        using Polly;
        using RetryPolicy = Grpc.Net.Client.Configuration.RetryPolicy;
        using RetryStrategyOptions = Polly.Retry.RetryStrategyOptions;
        class Greeter(Grpc.Core.ChannelBase channel) : Grpc.Core.ClientBase<Greeter>(channel)
        {
            protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this;
            public virtual Grpc.Core.AsyncUnaryCall<string> HelloAsync(string request, CancellationToken cancellationToken = default) => null!;
        }
        class Prices
        {
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().{{(isReported ? "{|#0:AddRetry|}" : "AddRetry")}}(new RetryStrategyOptions { MaxRetryAttempts = 3 }).Build();
            private readonly GrpcChannel Channel;
            public Prices(int limit) { {{make}} }
            public async Task<string> Load(CancellationToken token) => await Pipeline.ExecuteAsync(async t => await new Greeter(Channel).HelloAsync("a", cancellationToken: t), token);
            {{member}}
        }
        """;

    private static Task ReportedAsync(string source, string product)
    {
        var test = new Verify.Test(source, "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("FAL1025", DiagnosticSeverity.Info).WithLocation(0).WithArguments("AddRetry", "'RetryPolicy' of the channel", product).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }
}
