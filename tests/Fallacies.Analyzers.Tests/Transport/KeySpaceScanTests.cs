using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Transport.KeySpaceScanAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Transport;

public sealed class KeySpaceScanTests
{
    private const string Usings = "using StackExchange.Redis;\n\n";

    private const string Scans = Usings + """
        class Sessions(IConnectionMultiplexer redis)
        {
            IServer Server => redis.GetServers()[0];
            public RedisResult Raw(string user) => redis.GetDatabase().[|Execute|]("KEYS", $"session:{user}:*");
            public Task<RedisResult> RawAsync() => Server.[|ExecuteAsync|]("keys", "*");
            public List<RedisKey> Listed(string user) => Server.[|Keys|](pattern: $"session:{user}:*").ToList();
            public RedisKey[] Array() => Server.[|Keys|](0, "session:*").Where(key => key != "session:").Select(key => key).ToArray();
            public int Count()
            {
                var keys = Server.[|Keys|](pattern: "session:*", pageSize: 1000);
                return keys.Count();
            }
            public HashSet<RedisKey> Copied() => new(Server.[|Keys|]());
            public RedisKey[] Spread() => [.. Server.[|Keys|]()];
            public async Task<RedisKey[]> Streamed() => await Server.[|KeysAsync|]().ToArrayAsync();
            public Task Empty() => Server.[|FlushDatabaseAsync|]();
            public void EmptyAll() => Server.[|FlushAllDatabases|]();
        }
        """;

    [Fact]
    public Task Every_scan_is_reported() => Verify.AnalyzeAsync(Scans);

    [Fact]
    public Task And_with_the_methods_of_version_2() => Verify.AnalyzeAsync(Scans, references: References.WithPrevious("StackExchange.Redis"));

    [Fact]
    public async Task The_message_counts_the_round_trips()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("""
            using System.Collections.Generic;
            using System.Linq;
            using StackExchange.Redis;
            class Sessions(IServer server, IDatabase redis)
            {
                public List<RedisKey> All() => server.Keys(pattern: "session:*").ToList();
                public List<RedisKey> Pages() => server.Keys(pattern: "session:*", pageSize: 3000).ToList();
                public RedisResult Raw() => redis.Execute("KEYS", "session:*");
            }
            """), ("fallacies.project_kind", "service"));

        Assert.Equal(
            [
                "Info 'Keys' asks for every key of the database and keeps what it finds: a million keys are 4,000 round trips for each call",
                "Info 'Keys' asks for every key of the database and keeps what it finds: a million keys are 334 round trips for each call",
                "Warning 'Execute' sends KEYS, which stops the server until it has looked at every key: 40 ms for a million, in which nobody else gets an answer",
            ],
            found.Where(finding => finding.Id == "FAL7002").OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => $"{finding.Severity} {finding.GetMessage()}"));
    }

    [Theory]
    [InlineData("foreach (var key in server.Keys(pattern: \"a:*\")) Use(key);")]
    [InlineData("await foreach (var key in server.KeysAsync(pattern: \"a:*\")) Use(key);")]
    [InlineData("Use(server.Keys().First());")]
    [InlineData("Use(server.Keys().Take(10).ToList());")]
    [InlineData("var keys = server.Keys(); foreach (var key in keys) Use(key);")]
    [InlineData("Use(own.Keys().ToList());")]
    [InlineData("Use(redis.Execute(\"GET\", \"KEYS\"));")]
    [InlineData("Use(redis.Execute(command, \"*\"));")]
    [InlineData("Use(redis.SetMembers(\"sessions\").ToList());")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public IEnumerable<string> Keys() => []; }
        class Sessions(IServer server, IDatabase redis, Own own)
        {
            void Use(object value) { }
            public async Task Run(string command) { {{statement}} }
        }
        """);

    [Fact]
    public Task Operators_start_up_and_development_may_look_at_everything() => Verify.AnalyzeAsync(
        Usings + """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.Hosting;

        class CacheAdminController(IServer server) { public void Clear() => server.FlushDatabase(); }
        class Cache(IServer server)
        {
            public List<RedisKey> DebugDump() => server.Keys().ToList();
            public void SeedAll() => server.FlushDatabase();
        }
        class Start
        {
            void Configure(WebApplication app, IServer server)
            {
                if (app.Environment.IsDevelopment())
                    server.FlushDatabase();
            }
        }
        """);

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task So_may_tools_and_tests(string kind) => Verify.AnalyzeAsync(
        Usings + """
        class Cache(IServer server) { public List<RedisKey> All() => server.Keys().ToList(); }
        """,
        $"fallacies.project_kind = {kind}");

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Cache(IServer server)
        {
            object A() => server.Keys(pattern: {|CS0103:nothing|}).ToList();
            object B() => server.{|CS1501:Execute|}();
        }
        """);
}
