using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.DroppedTokenAnalyzer, Fallacies.CodeFixes.Latency.DroppedTokenFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2004 in handlers that a mediator runs: their token is the one that the request is sent with.</summary>
public sealed class MediatedTokenTests
{
    private const string ByMediatR =
        """
        namespace MediatR
        {
            public interface IRequest<out T>;
            public interface IRequestHandler<in TRequest, T> where TRequest : IRequest<T> { Task<T> Handle(TRequest request, CancellationToken token); }
            public interface ISender { Task<T> Send<T>(IRequest<T> request, CancellationToken token = default); }
        }
        """;

    [Theory]
    [InlineData("sender.Send(new Load(\"\"));")]
    [InlineData("sender.Send(new Load(\"\"), CancellationToken.None);")]
    [InlineData("sender.Send(new Load(\"\")); public Task<string> Again(ISender? other, Load load) => other?.Send(load) ?? Task.FromResult(\"\");")]
    [InlineData("sender.Send(new Load(\"\")); public Task<int> Count(CancellationToken token) => sender.Send(new Count(), token);")]
    public Task Leaves_alone_a_token_that_no_request_is_sent_with(string send) => Verify.AnalyzeAsync(Source("GetStringAsync", send));

    [Theory]
    [InlineData("sender.Send(new Load(\"\"), new CancellationTokenSource(1000).Token);")]
    [InlineData("sender.Send(new Load(\"\")); public Task<string> Again(Load load, CancellationToken token) => sender.Send(load, token);")]
    // Nobody in sight sends it, or something of this name that is no mediator does.
    [InlineData("Task.FromResult(\"\");")]
    [InlineData("new Bus().Send(new Load(\"\"));")]
    [InlineData("sender.Send(new Load(\"\")); public System.Linq.Expressions.Expression<Func<ISender, Task<string>>> Job => other => other.Send(new Load(\"\"), default);")]
    public Task Reports_a_token_that_somebody_may_send(string send) => Verify.AnalyzeAsync(Source("[|GetStringAsync|]", send));

    [Fact]
    public Task In_a_library_others_may_send_with_one() => Verify.AnalyzeAsync(Source("[|GetStringAsync|]", "sender.Send(new Load(\"\"));"), "fallacies.project_kind = library");

    [Fact]
    public Task Leaves_alone_what_the_handler_hands_on() => Verify.AnalyzeAsync(
        $$"""
        using MediatR;
        class Page(ISender sender) { public Task<string> Show() => sender.Send(new Load("")); }
        record Load(string Url) : IRequest<string>;
        class LoadHandler(HttpClient http) : IRequestHandler<Load, string>
        {
            public Task<string> Handle(Load request, CancellationToken token) => Read(request.Url, token);
            private async Task<string> Read(string url, CancellationToken token) => await http.GetStringAsync(url);
        }
        {{ByMediatR}}
        """);

    [Theory]
    [InlineData("sender.Send(new Load(\"\"), );")]
    [InlineData("sender.Send();")]
    public Task Survives_half_typed(string send) => Reliability.PipelineSource.SurvivesAsync(Source("GetStringAsync", send));

    private static string Source(string call, string send) =>
        $$"""
        using MediatR;
        class Page(ISender sender)
        {
            public Task<string> Show() => {{send}}
        }
        record Load(string Url) : IRequest<string>;
        record Count : IRequest<int>;
        interface ILoadHandler : IRequestHandler<Load, string>;
        class LoadHandler(HttpClient http) : ILoadHandler
        {
            public async Task<string> Handle(Load request, CancellationToken token) => await http.{{call}}(request.Url);
        }
        class Bus { public Task<string> Send(Load load, CancellationToken token = default) => Task.FromResult(load.Url + token); }
        {{ByMediatR}}
        """;
}
