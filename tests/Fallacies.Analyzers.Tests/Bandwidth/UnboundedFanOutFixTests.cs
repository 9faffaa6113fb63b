using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnboundedFanOutAnalyzer, Fallacies.CodeFixes.Bandwidth.UnboundedFanOutFixer>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class UnboundedFanOutFixTests
{
    private const string Options = "new ParallelOptions { MaxDegreeOfParallelism = 8 }";

    private const string OptionsWithToken = "new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }";

    [Fact]
    public Task Unread_results_become_a_parallel_loop() => Verify.FixAsync(
        """
        class Client(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public async Task WarmAsync(IEnumerable<string> urls, CancellationToken cancellation)
            {
                // Every page once.
                await Task.WhenAll(urls.Select(url => [|http.GetAsync(url)|])); // Then go on.
            }

            public Task DeleteAsync(IEnumerable<string> urls) => Task.WhenAll(urls.Where(url => url != "").Select(async url =>
            {
                // The reply says nothing.
                using var reply = await [|http.DeleteAsync(url)|];
            }));
        }
        """,
        $$"""
        class Client(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public async Task WarmAsync(IEnumerable<string> urls, CancellationToken cancellation)
            {
                // Every page once.
                await Parallel.ForEachAsync(urls, {{OptionsWithToken}}, async (url, token) => await http.GetAsync(url, token)); // Then go on.
            }

            public Task DeleteAsync(IEnumerable<string> urls) => Parallel.ForEachAsync(urls.Where(url => url != ""), {{Options}}, async (url, token) =>
            {
                // The reply says nothing.
                using var reply = await http.DeleteAsync(url, token);
            });
        }
        """);

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(async id => await [|http.GetAsync(id)|]));", "await Parallel.ForEachAsync(ids, OPTIONS, async (id, token) => await http.GetAsync(id, token));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|http.GetAsync(id, cancellation)|]).ToList()).ConfigureAwait(false);", "await Parallel.ForEachAsync(ids, OPTIONS, async (id, token) => await http.GetAsync(id, token)).ConfigureAwait(false);")]
    [InlineData("await Task.WhenAll(ids.Select([|http.GetStringAsync|]));", "await Parallel.ForEachAsync(ids, OPTIONS, async (requestUri, token) => await http.GetStringAsync(requestUri));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|LoadAsync(id)|]));", "await Parallel.ForEachAsync(ids, OPTIONS, async (id, token) => await LoadAsync(id, token: token));")]
    [InlineData("await Task.WhenAll(ids.Select(id => [|http.GetAsync(id, CancellationToken.None)|]));", "await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, token) => await http.GetAsync(id, CancellationToken.None));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { var url = \"x/\" + id; await [|http.GetAsync(url)|]; await Task.Yield(); cancellation.ThrowIfCancellationRequested(); }));", "await Parallel.ForEachAsync(ids, OPTIONS, async (id, token) => { var url = \"x/\" + id; await http.GetAsync(url, token); await Task.Yield(); token.ThrowIfCancellationRequested(); });")]
    [InlineData("await Task.WhenAll(ids.Select(id => { var url = \"x/\" + id; return [|http.GetAsync(url)|]; }));", "await Parallel.ForEachAsync(ids, OPTIONS, async (id, token) => { var url = \"x/\" + id; await http.GetAsync(url, token); });")]
    [InlineData("await Task.WhenAll(ids.Select(id => id == \"\" ? Task.CompletedTask : [|http.GetAsync(id)|]));", "await Parallel.ForEachAsync(ids, OPTIONS, async (id, token) => await (id == \"\" ? Task.CompletedTask : http.GetAsync(id, token)));")]
    [InlineData("var token = 1; await Task.WhenAll(ids.Select(id => [|http.GetAsync(id + token)|]));", "var token = 1; await Parallel.ForEachAsync(ids, OPTIONS, async (id, itemToken) => await http.GetAsync(id + token, itemToken));")]
    public Task The_loop_does_what_the_lambda_did(string before, string after) =>
        Verify.FixAsync(Around(before), Around(after.Replace("OPTIONS", OptionsWithToken, StringComparison.Ordinal)));

    [Fact]
    public Task A_list_filled_before_the_wait_goes() => Verify.FixAsync(
        Around("""
        // All of them.
                var tasks = new List<Task>();
                foreach (var id in ids)
                {
                    tasks.Add(http.DeleteAsync(id));
                }

                // Wait.
                await [|Task.WhenAll(tasks)|];
                var more = ids.Select(id => http.GetAsync(id)).ToList();
                await [|Task.WhenAll(more)|];
        """),
        Around($"""
        // All of them.
                // Wait.
                await Parallel.ForEachAsync(ids, {OptionsWithToken}, async (id, token) => await http.DeleteAsync(id, token));
                await Parallel.ForEachAsync(ids, {OptionsWithToken}, async (id, token) => await http.GetAsync(id, token));
        """));

    [Fact]
    public Task Results_are_collected_in_batches() => Verify.FixAsync(
        """
        class Client(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public async Task<int> LengthAsync(IReadOnlyList<string> urls)
            {
                // All pages.
                var pages = await Task.WhenAll(urls.Select(url => [|http.GetStringAsync(url)|])); // Slow.
                return pages.Sum(page => page.Length);
            }

            public async Task<string[]> LoadAsync(IReadOnlyList<string> urls)
            {
                if (urls.Count > 3)
                    return [];

                return await Task.WhenAll(urls.Select([|http.GetStringAsync|])).ConfigureAwait(false);
            }

            public async Task<IReadOnlyList<string>> OfAsync(List<string> urls)
            {
                return await Task.WhenAll(urls.Select(async url => (await [|http.GetStringAsync(url)|]).Trim()));
            }

            public async Task<int> CountAsync(List<string> urls)
            {
                string[] pages = await Task.WhenAll(urls.Select(url => [|http.GetStringAsync(url)|]));
                return pages.Length;
            }

            public async Task PrintAsync(List<string> urls)
            {
                var tasks = new List<Task<string>>();
                foreach (var url in urls)
                    tasks.Add(http.GetStringAsync(url));
                var pages = await [|Task.WhenAll(tasks)|];
                foreach (var page in pages)
                    Console.WriteLine(page);
            }
        }
        """,
        """
        class Client(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public async Task<int> LengthAsync(IReadOnlyList<string> urls)
            {
                // All pages.
                var pages = new List<string>();
                foreach (var batch in urls.Chunk(8))
                    pages.AddRange(await Task.WhenAll(batch.Select(url => http.GetStringAsync(url)))); // Slow.
                return pages.Sum(page => page.Length);
            }

            public async Task<string[]> LoadAsync(IReadOnlyList<string> urls)
            {
                if (urls.Count > 3)
                    return [];

                var results = new List<string>();
                foreach (var batch in urls.Chunk(8))
                    results.AddRange(await Task.WhenAll(batch.Select(http.GetStringAsync)).ConfigureAwait(false));
                return results.ToArray();
            }

            public async Task<IReadOnlyList<string>> OfAsync(List<string> urls)
            {
                var results = new List<string>();
                foreach (var batch in urls.Chunk(8))
                    results.AddRange(await Task.WhenAll(batch.Select(async url => (await http.GetStringAsync(url)).Trim())));
                return results;
            }

            public async Task<int> CountAsync(List<string> urls)
            {
                var allPages = new List<string>();
                foreach (var batch in urls.Chunk(8))
                    allPages.AddRange(await Task.WhenAll(batch.Select(url => http.GetStringAsync(url))));
                string[] pages = allPages.ToArray();
                return pages.Length;
            }

            public async Task PrintAsync(List<string> urls)
            {
                var pages = new List<string>();
                foreach (var batch in urls.Chunk(8))
                    pages.AddRange(await Task.WhenAll(batch.Select(url => http.GetStringAsync(url))));
                foreach (var page in pages)
                    Console.WriteLine(page);
            }
        }
        """);

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select((id, i) => [|http.GetAsync(id + i)|]));")]
    [InlineData("await Task.WhenAll(from id in ids select [|http.GetAsync(id)|]);")]
    [InlineData("var seen = 0; await Task.WhenAll(ids.Select(async id => { seen++; await [|http.GetAsync(id)|]; }));")]
    [InlineData("var seen = new List<string>(); await Task.WhenAll(ids.Select(id => { seen.Add(id); return [|http.GetAsync(id)|]; }));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => (await [|http.GetStringAsync(id)|]).Length));")]
    [InlineData("await Task.WhenAll(ids.Select(/* why */ id => [|http.GetAsync(id)|]));")]
    [InlineData("var all = Task.WhenAll(ids.Select(id => [|http.GetAsync(id)|])); await Task.Yield(); await all;")]
    [InlineData("var tasks = ids.Select(id => http.GetAsync(id)).ToList(); await Task.Yield(); await [|Task.WhenAll(tasks)|];")]
    [InlineData("var tasks = ids.Select(id => http.GetStringAsync(id)).ToList(); await [|Task.WhenAll(tasks)|]; var first = tasks[0].Result;")]
    [InlineData("var lengths = await Task.WhenAll(ids.Select(async id => new { id, text = await [|http.GetStringAsync(id)|] }));")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { Console.WriteLine(id); tasks.Add(http.GetAsync(id)); } await [|Task.WhenAll(tasks)|];")]
    [InlineData("foreach (var length in (await Task.WhenAll(ids.Select(id => [|http.GetStringAsync(id)|])))) { }")]
    [InlineData("Task.WaitAll(ids.Select(id => [|http.GetStringAsync(id)|]).ToArray()); await Task.Yield();")]
    [InlineData("var tasks = new List<Task>(); foreach (var row in rows) tasks.Add(http.GetAsync(row)); await [|Task.WhenAll(tasks)|];")]
    public Task Is_not_offered_where_the_meaning_could_change(string statements) => Verify.NoFixAsync(Around(statements));

    private static string Around(string statements) =>
        $$"""
        public abstract class Rows : IEnumerable<string>, IAsyncEnumerable<string>
        {
            public abstract IEnumerator<string> GetEnumerator();
            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
            public abstract IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default);
        }
        public class Client : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            HttpClient http;
            public async Task Load(IEnumerable<string> ids, Rows rows, CancellationToken cancellation)
            {
                {{statements}}
            }
            async Task<string> LoadAsync(string id, bool fresh = false, CancellationToken token = default) => await http.GetStringAsync(id, token);
        }
        """;
}
