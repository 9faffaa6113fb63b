using Microsoft.CodeAnalysis;
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
            public interface INotification;
            public interface INotificationHandler<in T> where T : INotification { Task Handle(T notification, CancellationToken token); }
            public interface IPublisher { Task Publish<T>(T notification, CancellationToken token = default) where T : INotification; }
            public abstract class AsyncRequestHandler<TRequest> where TRequest : IRequest<string> { protected abstract Task Handle(TRequest request, CancellationToken token); }
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
    // Something of this name that is no mediator, or somebody who only makes it.
    [InlineData("Task.FromResult(new Load(\"\").Url);")]
    [InlineData("new Bus().Send(new Load(\"\"));")]
    [InlineData("sender.Send(new Load(\"\")); public System.Linq.Expressions.Expression<Func<ISender, Task<string>>> Job => other => other.Send(new Load(\"\"), default);")]
    public Task Reports_a_token_that_somebody_may_send(string send) => Verify.AnalyzeAsync(Source("[|GetStringAsync|]", send));

    [Theory]
    [InlineData("sender.Send(new Load(\"\"));", DiagnosticSeverity.Info)]
    [InlineData("Task.FromResult(\"\");", DiagnosticSeverity.Info)]
    [InlineData("sender.Send(new Load(\"\"), new CancellationTokenSource(1000).Token);", DiagnosticSeverity.Warning)]
    public async Task In_a_library_others_may_send_with_one(string send, DiagnosticSeverity severity) => Assert.Equal(severity, await InLibraryAsync(Source("GetStringAsync", send)));

    [Theory]
    [InlineData("public async Task Read(string url, CancellationToken token = default) => await http.GetStringAsync(url);", DiagnosticSeverity.Info)]
    [InlineData("public async Task Read(string url, CancellationToken token) => await http.GetStringAsync(url);", DiagnosticSeverity.Warning)]
    [InlineData("public async Task Read(string url, CancellationToken token = default) => await http.GetStringAsync(url); public Task All(CancellationToken stop) => Read(\"\", stop);", DiagnosticSeverity.Warning)]
    [InlineData("public async Task Read(string url, CancellationToken token = default) => await http.GetStringAsync(url); public Task All() => Read(\"\");", DiagnosticSeverity.Info)]
    [InlineData("public Task All(CancellationToken token = default) => Read(\"\", token); private async Task Read(string url, CancellationToken token) => await http.GetStringAsync(url);", DiagnosticSeverity.Info)]
    [InlineData("public Task All(CancellationToken token) => Read(\"\", token); private async Task Read(string url, CancellationToken token) => await http.GetStringAsync(url);", DiagnosticSeverity.Warning)]
    [InlineData("public async Task Read(string url, CancellationToken token = default) { token = new CancellationTokenSource(1000).Token; await http.GetStringAsync(url); }", DiagnosticSeverity.Warning)]
    // The framework gives one.
    [InlineData("public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken token = default) { await http.GetStringAsync(\"\"); return default; }", DiagnosticSeverity.Warning)]
    public async Task In_a_library_one_that_may_be_left_out_is_a_suggestion(string members, DiagnosticSeverity severity) => Assert.Equal(severity, await InLibraryAsync(
        $$"""
        using Microsoft.Extensions.Diagnostics.HealthChecks;
        public class Prices(HttpClient http){{(members.Contains("HealthCheck", StringComparison.Ordinal) ? " : IHealthCheck" : "")}} { {{members}} }
        """));

    [Fact]
    public Task Reports_the_handler_of_what_a_dispatcher_publishes() => Verify.AnalyzeAsync(
        $$"""
        using MediatR;
        class Bus(IPublisher publisher, List<INotification> events)
        {
            public Task First() => publisher.Publish(new Placed(""));
            public async Task All(CancellationToken token) { foreach (var one in events) await publisher.Publish(one, token); }
        }
        record Placed(string Url) : INotification;
        class PlacedHandler(HttpClient http) : INotificationHandler<Placed> { public async Task Handle(Placed placed, CancellationToken token) => await http.[|GetStringAsync|](placed.Url); }
        {{ByMediatR}}
        """);

    [Theory]
    [InlineData("Ask(new Load(\"\"), token)")]
    [InlineData("Make() is { } load ? sender.Send(load, token) : Task.FromResult(\"\")")]
    public Task Reports_what_may_be_sent_out_of_sight(string other) => Verify.AnalyzeAsync(
        $$"""
        using MediatR;
        class Page(ISender sender)
        {
            public Task<string> Start() => sender.Send(new Load(""));
            public Task<string> Show(CancellationToken token) => {{other}};
            private Task<T> Ask<T>(IRequest<T> request, CancellationToken token) => sender.Send(request, token);
            private Load? Make() => new("");
        }
        record Load(string Url) : IRequest<string>;
        class LoadHandler(HttpClient http) : IRequestHandler<Load, string> { public async Task<string> Handle(Load request, CancellationToken token) => await http.[|GetStringAsync|](request.Url); }
        {{ByMediatR}}
        """);

    [Theory]
    [InlineData("", "GetStringAsync")]
    [InlineData("class LoadValidator : Validator<Load>; class Validator<T>;", "GetStringAsync")]
    [InlineData("class Page { public Task<string> Show(object sender, Load load) => Task.FromResult(load.Url + sender); }", "[|GetStringAsync|]")]
    [InlineData("class Page { public object New() => new Load(\"\"); }", "[|GetStringAsync|]")]
    [InlineData("abstract class Endpoint<T> { public abstract Task Run(T request, CancellationToken token); } class Page(ISender sender) : Endpoint<Load> { public override Task Run(Load load, CancellationToken token) => sender.Send(load, token); }", "[|GetStringAsync|]")]
    [InlineData("class Page<T>(ISender sender) where T : IRequest<string> { public Task Show(T load, CancellationToken token) => sender.Send(load, token); } class LoadPage(ISender sender) : Page<Load>(sender);", "[|GetStringAsync|]")]
    public Task Leaves_alone_the_handler_of_what_a_program_never_makes(string others, string call) => new Verify.Test(
        $$"""
        using MediatR;
        {{others}}
        record Load(string Url) : IRequest<string>;
        class LoadHandler(HttpClient http) : IRequestHandler<Load, string>
        {
            public Task<string> Handle(Load request, CancellationToken token) => Read(request.Url, token);
            private async Task<string> Read(string url, CancellationToken token) => await http.{{call}}(url);
        }
        class Program { static void Main() { } }
        {{ByMediatR}}
        """,
        "fallacies.project_kind = service")
    { TestState = { OutputKind = OutputKind.ConsoleApplication } }.RunAsync();

    [Theory]
    [InlineData("await sender.Send(Data)", "", "GetStringAsync")]
    [InlineData("await sender.Send(Data)", "public Task<string> Again(CancellationToken stop) => sender.Send(Data, stop);", "[|GetStringAsync|]")]
    [InlineData("await sender.Send(Data)", "public Task<T> Any<T>(IRequest<T> one, CancellationToken stop) => sender.Send(one, stop);", "[|GetStringAsync|]")]
    [InlineData("await sender.Send(Data)", "public Task<string> Above(Base one, CancellationToken stop) => sender.Send(one, stop);", "[|GetStringAsync|]")]
    [InlineData("await Task.Yield()", "", "[|GetStringAsync|]")]
    // By another way, which has a token.
    [InlineData("await sender.Send(Data)", "public Task<string> Again(Handler handler, CancellationToken stop) => handler.Handle(new Command(\"\"), stop);", "[|GetStringAsync|]")]
    [InlineData("await sender.Send(Data)", "public object Wrap(Command command, CancellationToken stop) => (command, stop);", "[|GetStringAsync|]")]
    [InlineData("await sender.Send(Data)", "public void Routes(Action<Type> add) => Add<Command>(add); private static void Add<T>(Action<Type> add) => add(typeof(T));", "[|GetStringAsync|]")]
    [InlineData("await sender.Send(Data)", "public void Maps(Action<Type> add) => CreateMap<Command>(add); private static void CreateMap<T>(Action<Type> add) => add(typeof(T));", "GetStringAsync")]
    // As if the package were not there.
    [InlineData("await unknown.Send(Data)", "", "GetStringAsync")]
    [InlineData("await unknown.Send(Data, CancellationToken.None)", "", "[|GetStringAsync|]")]
    public Task Follows_a_request_that_the_page_holds(string send, string more, string call) => new Verify.Test(
        $$"""
        using MediatR;
        public class Page(ISender sender{{(send.Contains("unknown", StringComparison.Ordinal) ? ", {|CS0246:IUnknown|} unknown" : "")}})
        {
            public Command Data { get; set; } = new("");
            public async Task Post() { {{(send.Contains("Yield", StringComparison.Ordinal) ? "" : "_ = Data; ")}}{{send}}; }
            {{more}}
            public Command? Last() => null;
            public abstract record Base : IRequest<string>;
            public record Command(string Url) : Base;
            public class Handler(HttpClient http) : IRequestHandler<Command, string> { public async Task<string> Handle(Command request, CancellationToken token) => await http.{{call}}(request.Url); }
        }
        class Program { static void Main() { } }
        {{ByMediatR}}
        """,
        "fallacies.project_kind = service")
    { TestState = { OutputKind = OutputKind.ConsoleApplication } }.RunAsync();

    [Theory]
    [InlineData("sender.Send(new Load(\"\"));", "GetStringAsync")]
    [InlineData("sender.Send(new Load(\"\"), new CancellationTokenSource(1000).Token);", "[|GetStringAsync|]")]
    public Task Knows_a_mediator_of_ones_own(string send, string call) =>
        Verify.AnalyzeAsync(Source(call, send).Replace("using MediatR;", "using Shop.Mediation;", StringComparison.Ordinal).Replace("namespace MediatR", "namespace Shop.Mediation", StringComparison.Ordinal));

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
    [InlineData("sender.Send(new Load(\"\"))", "GetStringAsync")]
    [InlineData("sender.Send(new Load(\"\"), stop.Token)", "[|GetStringAsync|]")]
    public Task Knows_the_base_class_of_handlers(string send, string call) => Verify.AnalyzeAsync(
        $$"""
        using MediatR;
        class Page(ISender sender, CancellationTokenSource stop) { public Task<string> Show() { stop.CancelAfter(1000); return {{send}}; } }
        record Load(string Url) : IRequest<string>;
        class LoadHandler(HttpClient http) : AsyncRequestHandler<Load> { protected override async Task Handle(Load request, CancellationToken token) => await http.{{call}}(request.Url); }
        {{ByMediatR}}
        """);

    [Theory]
    [InlineData("sender.Send(new Load(\"\"), );")]
    [InlineData("sender.Send();")]
    public Task Survives_half_typed(string send) => Reliability.PipelineSource.SurvivesAsync(Source("GetStringAsync", send));

    private static async Task<DiagnosticSeverity> InLibraryAsync(string source) =>
        Assert.Single(await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + source), ("fallacies.project_kind", "library")), finding => finding.Id == "FAL2004").Severity;

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
        {{(send.Contains("Bus", StringComparison.Ordinal) ? "class Bus { public Task<string> Send(Load load, CancellationToken token = default) => Task.FromResult(load.Url + token); }" : "")}}
        {{ByMediatR}}
        """;
}
