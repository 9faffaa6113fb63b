using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnboundedFanOutAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class UnboundedFanOutTests
{
    [Theory]
    [InlineData("Uri[] _subscribers")]
    [InlineData("List<Uri> _places")]
    [InlineData("string[] _serverUrls")]
    public Task Places_that_somebody_listed_are_called_once_each(string field) => Verify.AnalyzeAsync(
        $$"""class Hooks(HttpClient http) { readonly {{field}} = []; public Task TellAsync() => Task.WhenAll({{field.Split(' ')[1]}}.Select(place => http.GetAsync(place))); }""");

    [Fact]
    public Task A_request_that_sends_itself_is_no_client() => Verify.AnalyzeAsync(
        """
        using Flurl.Http;
        class Catalog
        {
            public async Task Load(IReadOnlyList<IFlurlRequest> requests)
            {
                await Task.WhenAll(requests.Select(request => [|request.GetAsync()|]));
                await Task.WhenAll(requests.Select(request => [|Send(request)|]));
            }
            private static async Task Send(IFlurlRequest request) => await request.GetAsync();
        }
        namespace Flurl.Http
        {
            public interface IFlurlRequest;
            public static class GeneratedExtensions { public static Task<HttpResponseMessage> GetAsync(this IFlurlRequest request) => null!; }
        }
        """);

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(id => [|http.GetStringAsync(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => await [|http.GetStringAsync(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { using var reply = await [|http.GetAsync(id)|]; reply.EnsureSuccessStatusCode(); }));")]
    [InlineData("await Task.WhenAll(ids.Select(delegate (string id) { return [|http.GetStringAsync(id)|]; }));")]
    [InlineData("await Task.WhenAll(from id in ids where id.Length > 3 select [|http.GetStringAsync(id)|]);")]
    [InlineData("await Task.WhenAll(ids.Select([|http.GetStringAsync|]));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|LoadAsync(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select([|LoadAsync|]));")]
    [InlineData("Task<string> One(string id) => http.GetStringAsync(id); await Task.WhenAll(ids.Select([|One|]));")]
    [InlineData("await Task.WhenAll(ids.Select(id => Task.Run(() => [|http.GetStringAsync(id)|])));")]
    [InlineData("await Task.WhenAll(ids.Where(id => id != \"\").Distinct().Select(id => [|http.GetStringAsync(id)|]).ToList());")]
    [InlineData("await (Task.WhenAll((ids.Select(id => ([|http!.GetStringAsync(id)|]))!.ToArray()))).ConfigureAwait(false);")]
    [InlineData("await Task.WhenAll((IEnumerable<Task>)ids.Select(id => (Task)[|http.GetStringAsync(id)|]));")]
    [InlineData("Task[] tasks = [.. ids.Select(id => http.GetStringAsync(id))]; await [|Task.WhenAll(tasks)|];")]
    [InlineData("var tasks = ids.Select(id => http.GetStringAsync(id)).ToArray(); await [|Task.WhenAll(tasks)|];")]
    [InlineData("var tasks = ids.Select(id => http.GetStringAsync(id)); if (ids.Any()) await [|Task.WhenAll(tasks)|]; else await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(http.DeleteAsync(id)); } await [|Task.WhenAll(tasks)|];")]
    [InlineData("List<Task> tasks = new(); foreach (var id in ids) if (id != \"\") tasks.Add(LoadAsync(id)); await [|Task.WhenAll(tasks)|];")]
    [InlineData("List<Task> tasks = []; for (var i = 0; i < list.Count; i++) tasks.Add(http.DeleteAsync(list[i])); await [|Task.WhenAll(tasks)|];")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(http.DeleteAsync(id)); } await [|Task.WhenAll(tasks.ToArray())|];")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { var task = http.DeleteAsync(id); tasks.Add(task); } await [|Task.WhenAll(tasks)|];")]
    [InlineData("var tasks = new Task<string>[list.Count]; for (var i = 0; i < list.Count; i++) tasks[i] = http.GetStringAsync(list[i]); await [|Task.WhenAll(tasks)|];")]
    [InlineData("var tasks = ids.ToDictionary(id => id, id => http.GetStringAsync(id)); await [|Task.WhenAll(tasks.Values)|];")]
    [InlineData("Task.WaitAll(ids.Select(id => [|http.GetStringAsync(id)|]).ToArray()); await Task.Yield();")]
    [InlineData("await foreach (var task in Task.WhenEach(ids.Select(id => [|http.GetStringAsync(id)|]))) await task;")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|shop.GetAsync(id)|].ResponseAsync));")]
    [InlineData("await Task.WhenAll(list.Select(id => [|sqs.SendMessageAsync(\"queue\", id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(async host => { using var tcp = new System.Net.Sockets.TcpClient(); await [|tcp.ConnectAsync(host, 80)|]; }));")]
    [InlineData("await Task.WhenAll((await FindAllAsync()).Select(id => [|http.GetStringAsync(id)|]));")]
    [InlineData("await Task.WhenAll((await FindSomeOrAllAsync(ids)).Select(id => [|http.GetStringAsync(id)|]));")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, 100).Select(page => [|http.GetStringAsync(\"items?page=\" + page)|]));")]
    [InlineData("foreach (var group in ids.GroupBy(id => id[0])) await Task.WhenAll(group.Select(id => [|http.GetStringAsync(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { for (var i = 0; ; i++) try { return await [|http.GetStringAsync(id)|]; } catch (HttpRequestException) when (i < 3) { await Task.Delay(100); } }));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|AskAsync(id, http)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|Plain().GetStringAsync(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|id.AskAsync()|]));")]
    [InlineData("await Task.WhenAll(ids.Select([|LoadTextAsync|]));")]
    [InlineData("foreach (var group in ids.GroupBy(id => id.Length > 1 ? Side.Left : Side.Right)) await Task.WhenAll(group.Select(id => [|http.GetStringAsync(id)|]));")]
    [InlineData("var sides = ids.Select(id => id.Length > 1 ? Side.Left : Side.Right).ToList(); await Task.WhenAll(sides.Select(side => [|http.GetStringAsync(\"p/\" + side)|]));")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("using var gate = new SemaphoreSlim(4); await Task.WhenAll(ids.Select(async id => { await gate.WaitAsync(); try { await http.GetAsync(id); } finally { gate.Release(); } }));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { using var lease = await limiter.AcquireAsync(); await http.GetAsync(id); }));")]
    [InlineData("await Task.WhenAll(ids.Select(id => GatedAsync(id)));")]
    [InlineData("await Task.WhenAll(ids.Select(GatedAsync));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => await pipeline.ExecuteAsync(async token => await http.GetStringAsync(id, token))));")]
    [InlineData("await Task.WhenAll(ids.Select(async (id, i) => { await Task.Delay(i * 100); await http.GetAsync(id); }));")]
    [InlineData("var gate = new SemaphoreSlim(4); var tasks = new List<Task>(); foreach (var id in ids) { await gate.WaitAsync(); tasks.Add(http.GetAsync(id).ContinueWith(_ => gate.Release())); } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(http.GetAsync(id)); if (tasks.Count == 8) { await Task.WhenAll(tasks); tasks.Clear(); } } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { if (tasks.Count > 8) tasks.Remove(await Task.WhenAny(tasks)); tasks.Add(http.GetAsync(id)); } await Task.WhenAll(tasks);")]
    public Task Says_nothing_where_the_path_is_bounded(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("foreach (var some in ids.Chunk(8)) await Task.WhenAll(some.Select(id => http.GetAsync(id)));")]
    [InlineData("foreach (var some in ids.Chunk(8)) { var tasks = new List<Task>(); foreach (var id in some) tasks.Add(http.GetAsync(id)); await Task.WhenAll(tasks); }")]
    [InlineData("var chunks = ids.Chunk(8).ToList(); foreach (var some in chunks) await Task.WhenAll(some.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(ids.Where(id => id != \"\").Take(most).Select(id => http.GetAsync(id)));")]
    [InlineData("var first = ids.Take(most).ToArray(); await Task.WhenAll(first.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(list.GetRange(0, most).Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(list.ToArray()[..8].Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(batch.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll((await NextPageAsync()).Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll((await FindSomeAsync(most)).Select(id => http.GetAsync(id)));")]
    [InlineData("var found = (await FindSomeAsync(most).ConfigureAwait(false)).ToList(); await Task.WhenAll(found.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Newest().Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll((await rows.Where(row => row != \"\").Take(most).ToListAsync()).Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(received.Select(message => sqs.DeleteMessageAsync(\"queue\", message.ReceiptHandle)));")]
    public Task Says_nothing_where_the_items_are_a_part(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("await Task.WhenAll(new[] { \"a\", \"b\" }.Select(id => http.GetAsync(id)));")]
    [InlineData("string[] few = [\"a\", \"b\"]; await Task.WhenAll(few.Where(id => id != \"\").Select(id => http.GetAsync(id)));")]
    [InlineData("var few = new List<string> { \"a\" }; if (most > 1) few.Add(\"b\"); await Task.WhenAll(few.Select(id => http.GetAsync(id)));")]
    [InlineData("var few = new List<string>(); few.Add(\"a\"); few.Add(\"b\"); await Task.WhenAll(few.Select(id => http.GetAsync(id)));")]
    [InlineData("var few = new Dictionary<string, string> { [\"a\"] = \"1\", [\"b\"] = \"2\" }; await Task.WhenAll(few.Keys.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Regions.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Names.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Copies.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Frozen.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(ReadOnly.Where(id => id != \"a\").Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Mirrors.Concat(Regions).Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Enum.GetValues<DayOfWeek>().Select(day => http.GetAsync(day.ToString())));")]
    [InlineData("await Task.WhenAll(Enum.GetNames(typeof(DayOfWeek)).Select(day => http.GetAsync(day)));")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, 10).Select(i => http.GetAsync(\"x\" + i)));")]
    [InlineData("await Task.WhenAll(Enumerable.Repeat(\"x\", 3).Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, most).Select(i => http.GetAsync(\"x\" + i)));")]
    [InlineData("await Task.WhenAll(fixedOnes.Select(id => http.GetAsync(id)));")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in new[] { \"a\", \"b\" }) tasks.Add(http.GetAsync(id)); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < most; i++) tasks.Add(http.GetAsync(\"x\" + i)); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new Task[most]; for (var i = 0; i < most; i++) tasks[i] = http.GetAsync(\"x\" + i); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new Task[most]; for (var i = 0; i < tasks.Length; i++) tasks[i] = http.GetAsync(\"x\" + i); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new Task[2]; tasks[0] = http.GetAsync(\"a\"); tasks[1] = http.GetAsync(\"b\"); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(http.GetAsync(\"a\")); tasks.Add(http.GetAsync(\"b\")); await Task.WhenAll(tasks);")]
    [InlineData("await Task.WhenAll(http.GetAsync(\"a\"), http.GetAsync(\"b\"));")]
    [InlineData("var sides = new List<Side>(); if (most > 1) sides.Add(Side.Left); await Task.WhenAll(sides.Select(side => http.GetStringAsync(\"p/\" + side)));")]
    [InlineData("await Task.WhenAll(Enum.GetValues<Side>().Select(side => http.GetStringAsync(\"p/\" + side)));")]
    public Task Says_nothing_where_the_items_are_few_and_known(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(id => redis.StringGetAsync(id)));")]
    [InlineData("await Task.WhenAll(ids.Select(id => kafka.ProduceAsync(\"topic\", new() { Value = id })));")]
    [InlineData("await Task.WhenAll(sockets.Select(socket => socket.SendAsync(new byte[1])));")]
    [InlineData("await Task.WhenAll(clients.Select(client => client.GetAsync(\"/health\")));")]
    [InlineData("var tasks = new List<Task>(); foreach (var client in clients) tasks.Add(client.GetAsync(\"/health\")); await Task.WhenAll(tasks);")]
    [InlineData("await Task.WhenAll(ids.Select(id => Gated().GetStringAsync(id)));")]
    [InlineData("await Task.WhenAll(ids.Select(ThroughGateAsync));")]
    [InlineData("await Task.WhenAll(clients.Select(CheckAsync));")]
    [InlineData("await Task.WhenAll(clients.Select(client => CheckAsync(client)));")]
    [InlineData("await Task.WhenAll(clients.Select(async client => await CheckAsync(client)));")]
    [InlineData("await Task.WhenAll(ids.Select(id => File.ReadAllTextAsync(id)));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { http.Send(new(HttpMethod.Get, id)); await Task.Yield(); }));")]
    [InlineData("await Task.WhenAll(ids.Select(id => cache.GetOrAddAsync(id, () => http.GetStringAsync(id))));")]
    [InlineData("foreach (var id in ids) await http.GetAsync(id);")]
    [InlineData("await Parallel.ForEachAsync(ids, async (id, token) => await http.GetAsync(id, token));")]
    public Task Says_nothing_where_many_at_once_are_harmless_or_unseen(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("services.AddHttpClient(\"x\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = 8 });")]
    [InlineData("services.AddHttpClient(\"x\").AddResilienceHandler(\"x\", pipeline => pipeline.AddConcurrencyLimiter(8, 100));")]
    [InlineData("services.AddHttpClient(\"x\").AddResilienceHandler(\"x\", pipeline => pipeline.AddRateLimiter(new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 8 })));")]
    [InlineData("services.AddHttpClient(\"x\").AddPolicyHandler(Policy.BulkheadAsync<HttpResponseMessage>(8));")]
    public Task Says_nothing_where_a_client_is_limited(string registration) => Verify.AnalyzeAsync(
        "using Microsoft.Extensions.DependencyInjection; using Polly;\n"
        + Around("await Task.WhenAll(ids.Select(id => http.GetStringAsync(id)));")
        + "static class Setup { static void Add(IServiceCollection services) { " + registration + " } }");

    [Fact]
    public Task Says_nothing_where_a_handler_lets_few_through() => Verify.AnalyzeAsync(
        Around("await Task.WhenAll(ids.Select(id => http.GetStringAsync(id)));")
        + """
        class Gate : DelegatingHandler
        {
            readonly SemaphoreSlim _free = new(8);
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                await _free.WaitAsync(cancellationToken);
                try { return await base.SendAsync(request, cancellationToken); }
                finally { _free.Release(); }
            }
        }
        """);

    [Theory]
    [InlineData("services.AddHttpClient(\"x\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue });")]
    [InlineData("services.AddHttpClient(\"x\").AddStandardResilienceHandler();")]
    [InlineData("services.AddRateLimiter(options => options.AddConcurrencyLimiter(\"in\", limit => limit.PermitLimit = 8));")]
    public Task A_limit_of_something_else_is_none(string registration) => Verify.AnalyzeAsync(
        "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.RateLimiting; using Microsoft.Extensions.DependencyInjection;\n"
        + Around("await Task.WhenAll(ids.Select(id => [|http.GetStringAsync(id)|]));")
        + "static class Setup { static void Add(IServiceCollection services) { " + registration + " } }");

    [Theory]
    [InlineData("ids.Select(id => {|#0:http.GetStringAsync(id)|})", "HttpClient.GetStringAsync", "ids")]
    [InlineData("ids.Where(id => id.Length > 3).Select(id => {|#0:LoadAsync(id)|})", "Client.LoadAsync → HttpClient.GetStringAsync", "ids.Where(id => id.Length > 3)")]
    public async Task Names_the_call_and_the_collection(string tasks, string call, string collection)
    {
        var test = new Verify.Test(Around($"await Task.WhenAll({tasks});"), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(DiagnosticResult.CompilerWarning("FAL3001").WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithMessage(
            $"'{call}' is started for every item of '{collection}' at once; 1,000 items are 1,000 calls in flight, which starve each other here and flood the other side"));

        await test.RunAsync();
    }

    [Theory]
    [InlineData("100", "Enumerable.Range(0, 101).Select(i => [|http.GetStringAsync(\"x\" + i)|])")]
    [InlineData("101", "Enumerable.Range(0, 101).Select(i => http.GetStringAsync(\"x\" + i))")]
    [InlineData("100", "Enumerable.Range(0, 100).Select(i => http.GetStringAsync(\"x\" + i))")]
    public Task The_number_of_known_items_is_an_option(string items, string tasks) =>
        Verify.AnalyzeAsync(Around($"await Task.WhenAll({tasks});"), "fallacies.project_kind = service\nfal3001.known_items = " + items);

    [Theory]
    [InlineData("await Task.WhenAll({|CS1503:ids.Select(id => http.{|CS1061:Nothing|}(id))|});")]
    [InlineData("await {|CS1501:{|CS1501:Task.{|CS1501:WhenAll|}()|}|};")]
    [InlineData("await Task.WhenAll({|CS0103:nowhere|}.Select(id => http.GetAsync(id)));")]
    [InlineData("await Task.WhenAll({|CS0841:tasks|}); var tasks = ids.Select(id => http.GetAsync(id));")]
    public async Task Survives_half_typed_code(string statements)
    {
        var test = new Verify.Test(Around(statements.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal)), "fallacies.project_kind = service")
        {
            CompilerDiagnostics = CompilerDiagnostics.None,
        };
        test.DisabledDiagnostics.Add("FAL3001");
        await test.RunAsync();
    }

    [Fact]
    public async Task Reports_in_primary_constructors_top_level_statements_and_lambdas_of_endpoints()
    {
        var test = new Verify.Test(
            """
            using System.Net.Http.Json;
            using Microsoft.AspNetCore.Builder;

            var app = WebApplication.CreateBuilder(args).Build();
            app.MapPost("/load", async (string[] ids, HttpClient http) => await Task.WhenAll(ids.Select(id => [|http.GetStringAsync(id)|])));
            var client = new HttpClient();
            var ids = await client.GetFromJsonAsync<string[]>("ids");
            var tasks = ids!.Select(id => client.GetStringAsync(id)).ToList();
            await [|Task.WhenAll(tasks)|];
            app.Run();

            public partial class Prices(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public Task<string[]> LoadAsync(IEnumerable<string> ids) => Task.WhenAll(ids.Select(id => [|OneAsync(id)|]));
            }

            public partial class Prices
            {
                private async Task<string> OneAsync(string id) => await http.GetStringAsync(id);
            }
            """,
            "fallacies.project_kind = service");
        test.TestState.OutputKind = OutputKind.ConsoleApplication;

        await test.RunAsync();
    }

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(id => [|prices.Load(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select([|prices.Load|]));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { var price = await [|prices.Load(id)|].ConfigureAwait(false); return price; }));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|http.Read(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(id => prices.Gated(id)));")]
    [InlineData("await Task.WhenAll(ids.Select(id => prices.Cached(id)));")]
    [InlineData("await Task.WhenAll(ids.Select(id => prices.Blocking(id)));")]
    public Task Follows_calls_through_other_types(string statement) => Verify.AnalyzeAsync(
        $$"""
        public interface IPrices { Task<string> Load(string id); Task<string> Gated(string id); Task<string> Cached(string id); Task<string> Blocking(string id); }
        sealed class Prices(HttpClient http) : IPrices
        {
            readonly SemaphoreSlim _gate = new(4); readonly Dictionary<string, string> _known = new();
            public async Task<string> Load(string id) => await http.Read(id);
            public async Task<string> Gated(string id) { await _gate.WaitAsync(); try { return await http.Read(id); } finally { _gate.Release(); } }
            public async Task<string> Cached(string id) => _known.TryGetValue(id, out var known) ? known : await http.Read(id);
            public Task<string> Blocking(string id) => Task.FromResult(http.GetStringAsync(id).Result);
        }
        static class Extensions { public static Task<string> Read(this HttpClient http, string id) => http.GetStringAsync("prices/" + id); }
        public class Basket(IPrices prices, HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Fill(IEnumerable<string> ids) { {{statement}} } }
        """);

    private static string Around(string statements) =>
        $$"""
        using System.Net.Http.Json;
        class Shop : Grpc.Core.ClientBase<Shop>
        {
            protected override Shop NewInstance(ClientBaseConfiguration configuration) => this;
            public Grpc.Core.AsyncUnaryCall<string> GetAsync(string id, Grpc.Core.CallOptions options = default) => null;
        }
        interface IRows { IRows Where(Func<string, bool> test); IRows Limit(int most); IRows Take(int most); Task<List<string>> ToListAsync(); }
        interface ICache { Task<string> GetOrAddAsync(string key, Func<Task<string>> make); }
        enum Side { Left, Right }
        static class Texts { static readonly HttpClient Http = new(); public static async Task<string> AskAsync(this string url) => await Http.GetStringAsync(url); }
        class Client
        {
            HttpClient Gated() { limiter.AttemptAcquire(1); return http; }
            HttpClient Plain() => http;
            async Task<string> ThroughGateAsync(string id) => await Gated().GetStringAsync(id);
            static async Task<string> LoadTextAsync(string id) => await id.AskAsync();
            static async Task CheckAsync(HttpClient client) => await client.GetAsync("/health");
            static async Task AskAsync(string id, HttpClient client) => await client.GetAsync(id);
            static readonly string[] Regions = { "eu", "us" };
            static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "a", "b" };
            static readonly List<string> Copies = new(Regions);
            static readonly System.Collections.Frozen.FrozenSet<string> Frozen = System.Collections.Frozen.FrozenSet.ToFrozenSet(new[] { "a", "b" });
            static readonly IReadOnlyCollection<string> ReadOnly = new List<string> { "a", "b" }.AsReadOnly();
            static IReadOnlyList<string> Mirrors => new[] { "a", "b" };
            HttpClient http; Shop shop; Amazon.SQS.IAmazonSQS sqs; ICache cache; SemaphoreSlim _gate;
            StackExchange.Redis.IDatabase redis; Confluent.Kafka.IProducer<string, string> kafka;
            System.Threading.RateLimiting.RateLimiter limiter; Polly.ResiliencePipeline pipeline;
            async Task Load(IEnumerable<string> ids, List<string> list, int most, string[] batch, System.Net.Sockets.Socket[] sockets, HttpClient[] clients, List<Amazon.SQS.Model.Message> received, Microsoft.AspNetCore.Http.HttpRequest request, params string[] fixedOnes)
            {
                {{statements}}
            }
            async Task<string> LoadAsync(string id) { var text = await http.GetStringAsync(id); return text.Trim(); }
            async Task<string> GatedAsync(string id) { await _gate.WaitAsync(); try { return await http.GetStringAsync(id); } finally { _gate.Release(); } }
            Task<List<string>> NextPageAsync() => null;
            IRows rows;
            async Task<IEnumerable<string>> FindSomeAsync(int limit) { List<string> found = await rows.Where(row => row != "").Limit(limit).ToListAsync().ConfigureAwait(false); return found; }
            async Task<IEnumerable<string>> FindAllAsync() { var found = await http.GetFromJsonAsync<List<string>>("all"); return found; }
            async Task<IEnumerable<string>> FindSomeOrAllAsync(IEnumerable<string> all) { if (all.Any()) return all; return await rows.Limit(8).ToListAsync(); }
            string[] Newest() { var newest = new[] { "a", "b" }; return newest; }
        }

        """;
}
