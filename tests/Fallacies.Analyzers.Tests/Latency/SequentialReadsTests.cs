using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.SequentialReadsAnalyzer, Fallacies.CodeFixes.Latency.SequentialReadsFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class SequentialReadsTests
{
    [Fact]
    public Task Calls_that_need_nothing_of_each_other_are_started_together() => Verify.FixAsync(
        """
        class Account(HttpClient http)
        {
            public async Task<string> ShowAsync(string id, CancellationToken token)
            {
                // Both belong on the page.
                var user = await http.GetStringAsync($"users/{id}", token); // Name and so on.
                string orders = await [|http.GetStringAsync($"orders?user={id}", token)|].ConfigureAwait(false);
                return user + orders;
            }

            public async Task<string> ShopAsync()
            {
                Console.WriteLine();

                var stock = await http.GetStringAsync("stock");

                // Three more.
                var prices = await http.GetStringAsync("prices");
                var news = await http.GetStringAsync("news");
                var offers = await [|http.GetStringAsync("offers")|];
                return stock + prices + news + offers;
            }
        }
        """,
        """
        class Account(HttpClient http)
        {
            public async Task<string> ShowAsync(string id, CancellationToken token)
            {
                // Both belong on the page.
                var userTask = http.GetStringAsync($"users/{id}", token);
                var ordersTask = http.GetStringAsync($"orders?user={id}", token);
                var user = await userTask; // Name and so on.
                string orders = await ordersTask.ConfigureAwait(false);
                return user + orders;
            }

            public async Task<string> ShopAsync()
            {
                Console.WriteLine();

                var stockTask = http.GetStringAsync("stock");

                // Three more.
                var pricesTask = http.GetStringAsync("prices");
                var newsTask = http.GetStringAsync("news");
                var offersTask = http.GetStringAsync("offers");
                var stock = await stockTask;
                var prices = await pricesTask;
                var news = await newsTask;
                var offers = await offersTask;
                return stock + prices + news + offers;
            }
        }
        """);

    [Fact]
    public Task Follows_methods_of_the_compilation() => Verify.FixAsync(
        """
        class Users(HttpClient http) { public Task<string> Find(string id) => http.GetStringAsync("users/" + id); }
        interface IOrders { Task<string> Of(string user); }
        class Orders(HttpClient http) : IOrders { public async Task<string> Of(string user) => await http.GetStringAsync("orders/" + user); }
        class Page(Users users, IOrders orders)
        {
            async Task<string> ShowAsync(string id)
            {
                var user = await users.Find(id);
                var history = await [|orders.Of(id)|];
                return user + history;
            }
        }
        """,
        """
        class Users(HttpClient http) { public Task<string> Find(string id) => http.GetStringAsync("users/" + id); }
        interface IOrders { Task<string> Of(string user); }
        class Orders(HttpClient http) : IOrders { public async Task<string> Of(string user) => await http.GetStringAsync("orders/" + user); }
        class Page(Users users, IOrders orders)
        {
            async Task<string> ShowAsync(string id)
            {
                var userTask = users.Find(id);
                var historyTask = orders.Of(id);
                var user = await userTask;
                var history = await historyTask;
                return user + history;
            }
        }
        """);

    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await [|stateful.LoadAsync()|]; return a + b;")]
    public Task Offers_no_fix_where_two_calls_at_once_could_disturb_each_other(string statements) => Verify.NoFixAsync(Around(statements));

    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await [|http.GetStringAsync(\"b\")|]; return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\").ConfigureAwait(false); var b = await [|other.GetStringAsync(\"a\")|].ConfigureAwait(false); return a + b;")]
    [InlineData("var a = await (http!.GetStringAsync(\"a\")); var b = await ([|http.GetFromJsonAsync<string>(\"b\")|]); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await [|http.GetStringAsync(\"b\")|]; if (a == null) throw new IOException(); return a + b;")]
    [InlineData("foreach (var i in new[] { 1, 2 }) { var a = await http.GetStringAsync(\"a\" + i); var b = await [|http.GetStringAsync(\"b\" + i)|]; Console.WriteLine(a + b); } return \"\";")]
    [InlineData("var t = await http.GetStringAsync(\"a\"); var a = await http.GetStringAsync(t); var b = await [|http.GetStringAsync(\"b\")|]; return a + b;")]
    [InlineData("async Task<string> Inner() { var a = await http.GetStringAsync(\"a\"); var b = await [|http.GetStringAsync(\"b\")|]; return a + b; } return await Inner();")]
    [InlineData("return await Task.Run(async () => { var a = await http.GetStringAsync(\"a\"); var b = await [|http.GetStringAsync(\"b\")|]; return a + b; });")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(a); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync($\"b/{a.Length}\"); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); if (a == null) return null; var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); Console.WriteLine(a); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = a ?? await http.GetStringAsync(\"b\"); return b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(await NameAsync()); return a + b;")]
    public Task Says_nothing_where_the_second_call_needs_the_first(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var a = await tokens.GetTokenAsync(); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("var token = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return token + b;")]
    [InlineData("var a = await tokens.CheckStockAsync(); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"a\"); return a + b;")]
    public Task Says_nothing_where_the_first_call_prepares_tests_or_is_repeated(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var a = await http.PostAsync(\"a\", null); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.DeleteAsync(\"b\"); return a + b;")]
    [InlineData("var a = await File.ReadAllTextAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("var a = await stored.LoadAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("using var t = connection.BeginTransaction(); var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b;")]
    [InlineData("using var a = await http.GetAsync(\"a\"); using var b = await http.GetAsync(\"b\"); return a.ToString() + b;")]
    [InlineData("await http.GetStringAsync(\"a\"); await http.GetStringAsync(\"b\"); return null;")]
    [InlineData("var a = http.GetStringAsync(\"a\"); var b = http.GetStringAsync(\"b\"); return await a + await b;")]
    public Task Says_nothing_of_writes_of_what_is_local_and_of_what_allows_one_call_at_a_time(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Fact]
    public async Task Reports_in_programs_and_endpoints() => await Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;

        var http = new HttpClient();
        var a = await http.GetStringAsync("a");
        var b = await [|http.GetStringAsync("b")|];
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", async (string id) =>
        {
            var user = await http.GetStringAsync("users/" + id);
            var orders = await [|http.GetStringAsync("orders/" + id)|];
            return user + orders + a + b;
        });
        app.Run();
        """);

    [Fact]
    public async Task The_message_counts_the_calls_and_shows_the_way()
    {
        var source = Around("var a = await http.GetStringAsync(\"a\"); var c = await http.GetStringAsync(\"c\"); var b = await stateful.LoadAsync(); return a + b + c;");
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + source), ("fallacies.project_kind", "service"));

        Assert.Equal(
            "'stateful.LoadAsync' (Stateful.LoadAsync → HttpClient.GetStringAsync) waits for 'http.GetStringAsync', whose answer it does not use: 3 calls of 100 ms take 300 ms where together they take 100",
            Assert.Single(found, finding => finding.Id == "FAL2012").GetMessage(null));
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Says_nothing_in_tools_and_tests(string kind) =>
        Verify.AnalyzeAsync(Around("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b;"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(")]
    [InlineData("var = await http.GetStringAsync(\"a\"); var b = await ; return a")]
    [InlineData("var a = await; var b = await http.GetStringAsync(\"b\"); return b")]
    public async Task Survives_half_typed_code(string statements)
    {
        var test = new Verify.Test(Around(statements), "fallacies.project_kind = service") { CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.None };
        test.DisabledDiagnostics.Add("FAL2012");
        await test.RunAsync();
    }

    private static string Around(string statements) =>
        $$"""
        using System.Net.Http.Json;
        class DbConnection { public IDisposable BeginTransaction() => null; }
        class Tokens(HttpClient http)
        {
            public Task<string> GetTokenAsync() => http.GetStringAsync("token");
            public Task<string> CheckStockAsync() => http.GetStringAsync("stock");
        }
        class Stateful(HttpClient http) { int _calls; public Task<string> LoadAsync() { _calls++; return http.GetStringAsync("c" + _calls); } }
        class Stored(HttpClient http, DbConnection connection) { public Task<string> LoadAsync(string id) => http.GetStringAsync(id + connection); }
        class Client(HttpClient http, HttpClient other, Tokens tokens, Stateful stateful, Stored stored, DbConnection connection)
        {
            Task<string> NameAsync() => Task.FromResult("");
            async Task<string> LoadAsync()
            {
                {{statements}}
            }
        }

        """;
}
