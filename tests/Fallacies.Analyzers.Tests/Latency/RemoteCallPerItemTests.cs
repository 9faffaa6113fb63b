using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.RemoteCallPerItemAnalyzer, Fallacies.CodeFixes.Latency.RemoteCallPerItemFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class RemoteCallPerItemTests
{
    [Theory]
    [InlineData("foreach (var id in ids) all.Add(await [|http.GetStringAsync($\"prices/{id}\")|]);")]
    [InlineData("foreach (var id in ids) { var url = \"prices/\" + id; var text = await [|http.GetStringAsync(url)|].ConfigureAwait(false); all.Add(text); }")]
    [InlineData("for (var i = 0; i < ids.Count; i += 1) all.Add(await [|http.GetStringAsync(\"prices/\" + ids[i])|]);")]
    [InlineData("foreach (var id in ids) { if (id is null) continue; all.Add(await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    [InlineData("for (var i = 0; i < ids.Count; i++) all.Add(await [|http!.GetStringAsync(\"prices/\" + ids[i])|]);")]
    [InlineData("foreach (var (id, count) in counts) { using var r = await [|http.GetAsync($\"prices/{id}?n={count}\")|]; all.Add(await r.Content.ReadAsStringAsync()); }")]
    [InlineData("foreach (var id in ids) { try { all.Add(await [|http.GetFromJsonAsync<string>(\"prices/\" + id)|]); } catch (HttpRequestException) { all.Add(null); } }")]
    [InlineData("foreach (var id in ids) all.Add((await [|redis.SetMembersAsync(\"tags:\" + id)|]).Length.ToString());")]
    [InlineData("foreach (var id in ids) if (id.Length > 2) all.Add(await ([|http.GetStringAsync(\"p/\" + id)|]));")]
    [InlineData("foreach (var id in ids) all.Add(await [|LoadAsync(id)|]);")]
    [InlineData("foreach (var id in ids) all.Add(await [|Extensions.LoadAsync(http, id)|]);")]
    [InlineData("foreach (var id in ids) all.Add(await [|http.LoadAsync(id)|]);")]
    [InlineData("foreach (var id in ids) all.Add(await [|prices.GetAsync(id)|]);")]
    [InlineData("foreach (var id in ids) all.Add((await [|shop.GetPriceAsync(id)|]).Trim());")]
    [InlineData("foreach (var id in new[] { \"a\", \"b\", \"c\", \"d\" }) all.Add(await [|http.GetStringAsync(\"p/\" + id)|]);")]
    [InlineData("foreach (var id in ids) { var text = await [|http.GetStringAsync(\"p/\" + id)|]; if (text == null) continue; all.Add(text); }")]
    [InlineData("async Task Each() { foreach (var id in ids) all.Add(await [|http.GetStringAsync(\"p/\" + id)|]); } await Each();")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("public void Stop() { }", "http.GetStringAsync(id)")]
    [InlineData("public Task Show(List<string> ids) => Load(ids);", "[|http.GetStringAsync(id)|]")]
    public Task Leaves_a_private_method_alone_that_nothing_refers_to(string others, string call) => Verify.AnalyzeAsync(
        $$"""
        class Prices(HttpClient http)
        {
            {{others}}
            private async Task Load(List<string> ids) { foreach (var id in ids) Console.WriteLine(await {{call.Replace("id", "\"p/\" + id", StringComparison.Ordinal)}}); }
        }
        """);

    [Theory]
    [InlineData("foreach (var id in ids) { for (var attempt = 0; ; attempt++) { try { all.Add(await http.GetStringAsync(\"p/\" + id)); break; } catch (HttpRequestException) when (attempt < 3) { } } }")]
    [InlineData("for (var attempt = 0; attempt < 5; attempt++) { try { all.Add(await http.GetStringAsync(\"x\" + attempt)); } catch (HttpRequestException) { } }")]
    [InlineData("foreach (var mirror in ids) { try { all.Add(await http.GetStringAsync(\"p/\" + mirror)); break; } catch (HttpRequestException) { } }")]
    [InlineData("foreach (var mirror in ids) { var text = await http.GetStringAsync(\"p/\" + mirror); if (text != null) return; }")]
    [InlineData("string next = \"items\"; foreach (var page in ids) { var text = await http.GetStringAsync(next + page); next = text; }")]
    [InlineData("var talk = new List<string>(); foreach (var id in ids) { var text = await http.GetFromJsonAsync<string>(id + string.Concat(talk)); talk.Add(text); }")]
    [InlineData("var next = \"items\"; while (next != null) next = await http.GetStringAsync(next);")]
    public Task Says_nothing_of_retries_failovers_and_pages(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("foreach (var some in ids.Chunk(50)) all.Add(await http.GetStringAsync(string.Join(',', some)));")]
    [InlineData("foreach (var batch in batches) all.Add(await http.GetStringAsync(string.Join(',', batch)));")]
    [InlineData("for (var i = 0; i < ids.Count; i += 50) { var some = ids.Skip(i).Take(50); all.Add(await http.GetStringAsync(string.Join(',', some))); }")]
    [InlineData("foreach (var id in ids.Take(most)) all.Add(await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var id in new[] { \"a\", \"b\", \"c\" }) all.Add(await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var id in Regions) all.Add(await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var id in Settled) all.Add(await http.GetStringAsync(\"p/\" + id));")]
    public Task Says_nothing_where_the_items_are_few_or_chunks(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("foreach (var id in ids) { all.Add(await http.GetStringAsync(\"p/\" + id)); await Task.Delay(100); }")]
    [InlineData("while (true) { foreach (var id in ids) { all.Add(await http.GetStringAsync(\"p/\" + id)); await Task.Delay(100); } }")]
    [InlineData("foreach (var id in ids) { await gate.WaitAsync(); all.Add(await http.GetStringAsync(\"p/\" + id)); }")]
    [InlineData("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1)); foreach (var id in ids) { await timer.WaitForNextTickAsync(); all.Add(await http.GetStringAsync(\"p/\" + id)); }")]
    public Task Says_nothing_where_the_calls_are_held_back(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("foreach (var id in ids) { if (known.TryGetValue(id, out var text)) continue; known[id] = await http.GetStringAsync(\"p/\" + id); }")]
    [InlineData("foreach (var id in ids) { var kept = await File.ReadAllTextAsync(id); if (kept is not null) { all.Add(kept); continue; } all.Add(await http.GetStringAsync(\"p/\" + id)); }")]
    [InlineData("foreach (var id in ids) { if (known[id] == null) known[id] = await http.GetStringAsync(\"p/\" + id); }")]
    [InlineData("foreach (var id in ids) all.Add(known[id] ?? await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var id in ids) known[id] ??= await http.GetStringAsync(\"p/\" + id);")]
    [InlineData("var seen = new HashSet<string>(); foreach (var id in ids) if (seen.Add(id)) all.Add(await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var id in ids) { var found = known.TryGetValue(id, out var text); if (!found) text = await http.GetStringAsync(\"p/\" + id); all.Add(text); }")]
    [InlineData("foreach (var id in ids) all.Add(known.TryGetValue(id, out var text) switch { true => text, false => await http.GetStringAsync(\"p/\" + id) });")]
    [InlineData("foreach (var id in ids) { switch (known.ContainsKey(id)) { case false: known[id] = await http.GetStringAsync(\"p/\" + id); break; } }")]
    [InlineData("foreach (var id in ids) all.Add(known.TryGetValue(id, out var text) ? text : await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var feed in feeds) { if (known.ContainsKey(feed.Name)) continue; var url = $\"p/{feed.Name.Trim()}\"; all.Add(await http.GetStringAsync(url)); }")]
    [InlineData("foreach (var feed in feeds) { if (known.TryGetValue(feed.Name, out var text)) { all.Add(text); continue; } var body = await http.GetStringAsync(\"p/\" + feed.Id); var made = body.Trim(); known.Add(feed.Name, made); }")]
    [InlineData("foreach (var feed in feeds) { if (!known.TryGetValue(feed.Name, out var text)) { text = await http.GetStringAsync(\"p/\" + feed.Id); } all.Add(text); }")]
    [InlineData("foreach (var feed in feeds) { var key = \"price:\" + feed.Id; if (known.TryGetValue(key, out _)) continue; all.Add(await http.GetStringAsync(\"p/\" + feed.Id)); }")]
    [InlineData("foreach (var feed in feeds) { var kept = await store.FindAsync(feed.Name); if (kept != null) continue; await store.KeepAsync(feed.Name, await http.GetStringAsync(\"p/\" + feed.Id)); }")]
    [InlineData("foreach (var id in ids) { if (!known.ContainsKey(id)) all.Add(await http.GetStringAsync(\"p/\" + id)); else all.Add(known[id]); }")]
    [InlineData("foreach (var id in ids) { if (known.ContainsKey(id)) { continue; } all.Add(await http.GetStringAsync(\"p/\" + id)); }")]
    [InlineData("foreach (var id in ids) { if (known.TryGetValue(id, out var text) && text.Length > 3) continue; all.Add(await http.GetStringAsync(\"p/\" + id)); }")]
    [InlineData("foreach (var id in ids) { try { } catch (IOException) { all.Add(await http.GetStringAsync(\"p/\" + id)); } }")]
    public Task Says_nothing_where_only_what_is_missing_is_asked_for(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    // Asked about something else than what the call asks for.
    [InlineData("foreach (var (id, count) in counts) { if (!known.TryGetValue(count + \"\", out var name)) continue; all.Add(name + await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    [InlineData("foreach (var feed in feeds) { if (!known.TryGetValue(feed.Name, out var name)) { name = await http.GetStringAsync(\"names/\" + feed.Name); known[feed.Name] = name; } all.Add(name + await [|http.GetStringAsync(\"items/\" + feed.Id)|]); }")]
    [InlineData("foreach (var feed in feeds) { var kept = await File.ReadAllTextAsync(feed.Name); if (kept is null) continue; all.Add(kept + await [|http.GetStringAsync(\"p/\" + feed.Id)|]); }")]
    [InlineData("var seen = new HashSet<string>(); foreach (var feed in feeds) { if (!seen.Add(feed.Name)) continue; all.Add(await [|http.GetStringAsync(\"p/\" + feed.Id)|]); }")]
    // Made for what is known.
    [InlineData("foreach (var id in ids) { if (!known.TryGetValue(id, out var name)) continue; all.Add(name + await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    [InlineData("foreach (var id in ids) { if (known.ContainsKey(id)) all.Add(await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    [InlineData("foreach (var id in ids) { if (!known.ContainsKey(id)) all.Add(\"\"); else all.Add(await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    // Made in each round whatever is known.
    [InlineData("foreach (var id in ids) { if (!known.TryGetValue(id, out var text)) known[id] = await http.GetStringAsync(\"p/\" + id); all.Add(await [|http.GetStringAsync(\"q/\" + id)|]); }")]
    [InlineData("foreach (var group in feeds.GroupBy(feed => feed.Name.Length > 3 ? DayOfWeek.Friday : DayOfWeek.Monday)) { foreach (var feed in group) all.Add(await [|http.GetStringAsync(\"p/\" + feed.Id)|]); }")]
    [InlineData("foreach (var id in ids) known.TryAdd(id, await [|http.GetStringAsync(\"p/\" + id)|]);")]
    [InlineData("foreach (var id in ids) { known[\"\"] ??= await http.GetStringAsync(\"all\"); all.Add(await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    public Task Reports_what_is_asked_for_beside_what_is_missing(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("foreach (var client in clients) all.Add(await client.GetStringAsync(\"health\"));")]
    [InlineData("foreach (var id in ids) all.Add(await http.GetStringAsync(\"health\"));")]
    [InlineData("foreach (var url in ids) all.Add(await http.GetStringAsync(url));")]
    [InlineData("foreach (var url in ids) all.Add(await http.GetStringAsync(new Uri(url)));")]
    [InlineData("foreach (var feed in feeds) all.Add(await http.GetStringAsync(feed.Url));")]
    [InlineData("foreach (var id in ids) await http.DeleteAsync(\"p/\" + id);")]
    [InlineData("foreach (var id in ids) { var text = await http.GetStringAsync(\"p/\" + id); await http.PutAsync(\"p/\" + id, new StringContent(text)); }")]
    [InlineData("foreach (var id in ids) all.Add(await File.ReadAllTextAsync(id));")]
    [InlineData("foreach (var id in ids) { var bytes = await http.GetByteArrayAsync(\"p/\" + id); all.Add(bytes.Length.ToString()); }")]
    [InlineData("foreach (var id in ids) tasks.Add(http.GetStringAsync(\"p/\" + id));")]
    [InlineData("await foreach (var id in Arriving()) all.Add(await http.GetStringAsync(\"p/\" + id));")]
    [InlineData("foreach (var id in ids) { Func<Task<string>> later = async () => await http.GetStringAsync(\"p/\" + id); }")]
    [InlineData("foreach (var id in ids) all.Add(await cached.GetAsync(id));")]
    public Task Says_nothing_where_no_read_of_the_same_place_is_awaited_for_each_item(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData(
        "foreach (var id in ids) all.Add(await [|http.GetStringAsync($\"prices/{id}\")|]);",
        "foreach (var batch in ids.Chunk(8)) all.AddRange(await Task.WhenAll(batch.Select(id => http.GetStringAsync($\"prices/{id}\"))));")]
    [InlineData(
        "foreach (string id in ids)\n        {\n            var text = await [|http.GetStringAsync(\"p/\" + id)|].ConfigureAwait(false);\n            all.Add(text);\n        }",
        "foreach (var batch in ids.Chunk(8))\n        {\n            all.AddRange(await Task.WhenAll(batch.Select(id => http.GetStringAsync(\"p/\" + id))).ConfigureAwait(false));\n        }")]
    public Task Answers_that_fill_a_list_are_asked_for_a_few_at_a_time(string before, string after) =>
        Verify.FixAsync(Around(before + "\n        " + before), Around(after + "\n        " + after.Replace("batch", "batch2", StringComparison.Ordinal)));

    [Theory]
    [InlineData("foreach (var id in ids) known[id] = await [|http.GetStringAsync(\"p/\" + id)|];")]
    [InlineData("foreach (var id in ids) all.Add(await [|LoadAsync(id)|]);")]
    [InlineData("foreach (var id in ids) { /* one by one */ all.Add(await [|http.GetStringAsync(\"p/\" + id)|]); }")]
    [InlineData("foreach (var id in ids) { var text = await [|http.GetStringAsync(\"p/\" + id)|]; if (text != null) all.Add(text); }")]
    [InlineData("for (var i = 0; i < ids.Count; i++) all.Add(await [|http.GetStringAsync(ids[i])|]);")]
    public Task Offers_no_fix_where_a_round_does_more(string statements) => Verify.NoFixAsync(Around(statements));

    [Fact]
    public Task Keys_of_Redis_are_read_with_one_call() => Verify.FixAsync(
        Around("""
        // What is kept.
                foreach (var id in ids)
                {
                    var price = await [|redis.StringGetAsync("price:" + id)|];
                    if (price.HasValue)
                        all.Add($"{id}: {price}");
                }
        """),
        Around("""
        // What is kept.
                var prices = await redis.StringGetAsync(ids.Select(id => (StackExchange.Redis.RedisKey)("price:" + id)).ToArray());
                foreach (var (id, price) in ids.Zip(prices))
                {
                    if (price.HasValue)
                        all.Add($"{id}: {price}");
                }
        """));

    [Fact]
    public async Task The_message_shows_the_way_and_what_asks_for_many()
    {
        Assert.Equal(
            "'prices.GetAsync' (Prices.GetAsync → HttpClient.GetStringAsync) crosses the network once for each item of 'ids', one after the other: at 20 ms a call, 100 items take 2 s",
            await MessageAsync("foreach (var id in ids) all.Add(await prices.GetAsync(id));"));
        Assert.Equal(
            "'redis.StringGetAsync' crosses the network once for each item of 'ids', one after the other: at 20 ms a call, 100 items take 2 s; 'StringGetAsync(RedisKey[])' asks for all of them at once",
            await MessageAsync("foreach (var id in ids) all.Add(await redis.StringGetAsync(id));"));
    }

    [Fact]
    public Task Reports_in_programs_and_endpoints() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;

        var http = new HttpClient();
        foreach (var arg in args)
            Console.WriteLine(await [|http.GetStringAsync("x/" + arg)|]);
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPost("/", async (string[] ids) =>
        {
            var found = new List<string>();
            foreach (var id in ids)
                found.Add(await [|http.GetStringAsync("x/" + id)|]);
            return found;
        });
        app.Run();
        """);

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Says_nothing_in_tools_and_tests(string kind) =>
        Verify.AnalyzeAsync(Around("foreach (var id in ids) all.Add(await http.GetStringAsync(\"p/\" + id));"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("foreach (var id in ids) all.Add(await http.GetStringAsync(")]
    [InlineData("foreach (var in ids) all.Add(await http.GetStringAsync(\"p/\" + id))")]
    [InlineData("for (var i = 0; i < ids.; i++) all.Add(await http.GetStringAsync(i))")]
    [InlineData("foreach (var id in ) { await }")]
    public async Task Survives_half_typed_code(string statements)
    {
        var test = new Verify.Test(Around(statements), "fallacies.project_kind = service") { CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.None };
        test.DisabledDiagnostics.Add("FAL2008");
        await test.RunAsync();
    }

    private static async Task<string> MessageAsync(string statements)
    {
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + Around(statements)), ("fallacies.project_kind", "service"));
        return Assert.Single(found, finding => finding.Id == "FAL2008").GetMessage(null);
    }

    private static string Around(string statements) =>
        $$"""
        using System.Net.Http.Json;
        class Shop : Grpc.Core.ClientBase<Shop>
        {
            protected override Shop NewInstance(ClientBaseConfiguration configuration) => this;
            public Grpc.Core.AsyncUnaryCall<string> GetPriceAsync(string id, Grpc.Core.CallOptions options = default) => null;
        }
        static class Extensions { public static async Task<string> LoadAsync(this HttpClient http, string id) => await http.GetStringAsync("p/" + id); }
        record Feed(string Url, string Name = "", string Id = "");
        interface IStore { Task<string> FindAsync(string name); Task KeepAsync(string name, string text); }
        class Prices(HttpClient http) { public Task<string> GetAsync(string id) => http.GetStringAsync("prices/" + id); }
        class Cached(HttpClient http)
        {
            readonly Dictionary<string, string> _known = new();
            public async Task<string> GetAsync(string id) => _known.TryGetValue(id, out var text) ? text : _known[id] = await http.GetStringAsync("p/" + id);
        }
        class Client
        {
            static readonly string[] Regions = { "eu", "us" };
            readonly List<string> Settled;
            HttpClient http; Shop shop; Prices prices; Cached cached; SemaphoreSlim gate; StackExchange.Redis.IDatabase redis; IStore store;
            Task<string> LoadAsync(string id) => http.GetStringAsync("prices/" + id);
            IAsyncEnumerable<string> Arriving() => null;
            async Task RunAsync(IReadOnlyList<string> ids, List<string> all, Dictionary<string, string> known, Dictionary<string, int> counts, HttpClient[] clients, List<Task> tasks, List<string[]> batches, List<Feed> feeds, int most)
            {
                {{statements}}
            }
        }

        """;
}
