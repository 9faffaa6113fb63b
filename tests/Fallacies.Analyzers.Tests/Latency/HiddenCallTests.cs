using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.HiddenCallAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2014.</summary>
public sealed class HiddenCallTests
{
    [Fact]
    public Task Who_wants_no_answer_does_not_wait() => Verify.AnalyzeAsync(
        """
        sealed class Channel(StackExchange.Redis.ISubscriber bus) : IDisposable
        {
            public void Dispose() => bus.Unsubscribe(StackExchange.Redis.RedisChannel.Literal("prices"), null, StackExchange.Redis.CommandFlags.FireAndForget);
        }
        """);

    [Theory]
    [InlineData("public string Current => http.[|GetStringAsync|](\"current\").Result;")]
    [InlineData("public string Current => http.[|GetStringAsync|](\"current\").ConfigureAwait(false).GetAwaiter().GetResult();")]
    [InlineData("public string Current { get { return (http!).[|GetStringAsync|](\"current\").Result; } }")]
    [InlineData("public string Current { get => http?.[|GetStringAsync|](\"current\").Result; }")]
    [InlineData("public string this[int id] => http.[|GetStringAsync|](\"x\").Result;")]
    [InlineData("public string Current => [|Load|]();")]
    [InlineData("public string Current => [|LoadAsync|]().Result;")]
    [InlineData("public string Current => (string)redis.[|StringGet|](\"current\");")]
    [InlineData("public string Current { get { string Now() => http.GetStringAsync(\"a\").Result; return [|Now|](); } }")]
    [InlineData("private readonly string _first = Shared.[|GetStringAsync|](\"first\").Result;")]
    [InlineData("private static readonly string First = Shared.[|GetStringAsync|](\"first\").Result;")]
    [InlineData("public string First { get; } = Shared.[|GetStringAsync|](\"first\").Result;")]
    [InlineData("static Prices() { Shared.[|GetStringAsync|](\"first\").Wait(); }")]
    [InlineData("public Prices() : this(null, null) { Task.WaitAll(Shared.[|GetStringAsync|](\"first\"), Shared.GetStringAsync(\"second\")); }")]
    [InlineData("public override string ToString() => [|Load|]();")]
    [InlineData("public void Dispose() => http.[|DeleteAsync|](\"session\").Wait();")]
    [InlineData("protected virtual void Dispose(bool disposing) { http.[|DeleteAsync|](\"session\").GetAwaiter().GetResult(); }")]
    public Task Reports(string member) => Verify.AnalyzeAsync(Class(member));

    [Theory]
    [InlineData("public Task<string> Current => http.GetStringAsync(\"current\");")]
    [InlineData("public Task<string> Current => LoadAsync();")]
    [InlineData("private Lazy<string> _current = new(() => Shared.GetStringAsync(\"current\").Result);")]
    [InlineData("public Func<string> Current => () => http.GetStringAsync(\"current\").Result;")]
    [InlineData("public Prices() : this(null, null) { _ = Shared.GetStringAsync(\"first\"); }")]
    [InlineData("public Prices() : this(null, null) { Started = Shared.GetStringAsync(\"first\"); } public Task Started;")]
    [InlineData("public Prices() : this(null, null) { Start(); } private void Start() { _started = LoadAsync(); } private Task _started;")]
    [InlineData("public Prices() : this(null, null) { Start(); } private async void Start() { await LoadAsync(); }")]
    [InlineData("public async ValueTask DisposeAsync() => await http.DeleteAsync(\"session\");")]
    [InlineData("public void Dispose() => http.Dispose();")]
    [InlineData("public void Dispose() => http.DeleteAsync(\"session\").Wait(TimeSpan.FromSeconds(5));")]
    [InlineData("public void Dispose() { using var limit = new CancellationTokenSource(5000); http.DeleteAsync(\"session\", limit.Token).GetAwaiter().GetResult(); }")]
    [InlineData("public string Current { get; set; }")]
    [InlineData("public string Now() => http.GetStringAsync(\"current\").Result;")]
    [InlineData("public string ToString(string format) => http.GetStringAsync(format).Result;")]
    [InlineData("public string Current => Task.FromResult(\"a\").Result;")]
    [InlineData("Confluent.Kafka.IProducer<string, string> kafka; public void Dispose() { kafka.Flush(TimeSpan.FromSeconds(1)); kafka.Dispose(); }")]
    public Task Says_nothing_about(string member) => Verify.AnalyzeAsync(Class(member));

    [Fact]
    public Task Knows_Dispose_by_its_interface() => Verify.AnalyzeAsync(
        "sealed class Session(HttpClient http) : IDisposable { void IDisposable.Dispose() => http.[|DeleteAsync|](\"session\").GetAwaiter().GetResult(); }");

    [Theory]
    [InlineData("new Socket(SocketType.Stream, ProtocolType.Tcp)", true)]
    // Without a connection nothing is asked, and nothing answers.
    [InlineData("new Socket(SocketType.Dgram, ProtocolType.Udp)", false)]
    public Task Knows_when_a_socket_connects(string socket, bool reports) => Verify.AnalyzeAsync(
        $$"""
        using System.Net;
        using System.Net.Sockets;
        sealed class LogSink
        {
            private readonly Socket _socket = {{socket}};
            public LogSink(IPAddress address, int port) => _socket.{{(reports ? "[|Connect|]" : "Connect")}}(address, port);
        }
        """);

    [Theory]
    [InlineData("System.Diagnostics.Debugger.IsAttached", "EnsureCreated")]
    [InlineData("!System.Diagnostics.Debugger.IsAttached", "[|EnsureCreated|]")]
    public Task What_runs_under_a_debugger_alone_waits_for_a_developer(string condition, string call) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.EntityFrameworkCore;

        class Catalog : DbContext
        {
            public Catalog(DbContextOptions options) : base(options) { if ({{condition}}) { Database.{{call}}(); } }
        }
        """,
        references: References.With("Microsoft.EntityFrameworkCore.SqlServer"));

    [Theory]
    // A context of one provider in a project with several says so in its name.
    [InlineData("ShopSqliteContext", "Migrate")]
    [InlineData("SqLiteShopContext", "Migrate")]
    [InlineData("ShopInMemoryContext", "Migrate")]
    [InlineData("ShopContext", "[|Migrate|]")]
    [InlineData("ShopPostgresContext", "[|Migrate|]")]
    public Task Leaves_databases_of_the_own_process_alone(string context, string call) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.EntityFrameworkCore;

        class {{context}} : DbContext
        {
            public {{context}}(DbContextOptions options) : base(options) { Database.{{call}}(); }
        }
        """,
        references: References.With("Microsoft.EntityFrameworkCore.SqlServer"));

    [Theory]
    [InlineData("library", "[|GetStringAsync|]")]
    [InlineData("tool", "GetStringAsync")]
    [InlineData("test", "GetStringAsync")]
    public Task Knows_the_kind_of_project(string kind, string call) =>
        Verify.AnalyzeAsync(Class($"public string Current => http.{call}(\"current\").Result;"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("public string Current => http.GetStringAsync(.Result;")]
    [InlineData("public string Current => Current.;")]
    [InlineData("public Prices( { Missing().Wait(); }")]
    [InlineData("string A() => B(); string B() => A(); public string C => A();")]
    public async Task Survives_half_typed(string member)
    {
        var source = "using System; using System.Net.Http; using System.Threading.Tasks;\n" + Class(member);

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static string Class(string member) =>
        $$"""
        class Prices(HttpClient http, StackExchange.Redis.IDatabase redis)
        {
            private static readonly HttpClient Shared = new();
            {{member}}
            private string Load() => LoadAsync().GetAwaiter().GetResult();
            private async Task<string> LoadAsync() => await http.GetStringAsync("all");
            public object Fields => (http, redis, Shared);
        }
        """;
}
