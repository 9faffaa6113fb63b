using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnboundedFanOutAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class GrowingItemsTests
{
    private static readonly MetadataReference[] Packages = References.With("Dapper", "Microsoft.EntityFrameworkCore.SqlServer", "MassTransit");

    [Theory]
    [InlineData("await http.GetFromJsonAsync<List<string>>(\"orders\")")]
    [InlineData("(await http.GetFromJsonAsync<Found>(\"orders\")).Items")]
    [InlineData("JsonSerializer.Deserialize<List<string>>(await http.GetStringAsync(\"orders\")).Where(id => id != \"\").ToArray()")]
    [InlineData("await (await http.GetAsync(\"orders\")).Content.ReadFromJsonAsync<string[]>()")]
    [InlineData("(await http.GetStringAsync(\"orders\")).Split('\\n')")]
    [InlineData("await AllAsync()")]
    [InlineData("AllAsync().Result.Distinct().OrderBy(id => id)")]
    [InlineData("await db.QueryAsync<string>(\"select Id from Orders\")")]
    [InlineData("await shop.Orders.Where(id => id.Total > 0).Select(id => id.Id).ToListAsync()")]
    [InlineData("shop.Orders.AsNoTracking().Select(id => id.Id).AsEnumerable()")]
    [InlineData("Rows()")]
    [InlineData("Everything")]
    [InlineData("await repository.FindAsync()")]
    [InlineData("((await AllAsync()) ?? new List<string>())")]
    [InlineData("(most > 3 ? await AllAsync() : new List<string>())")]
    [InlineData("new HashSet<string>(await AllAsync())")]
    [InlineData("Enumerable.Range(0, (await AllAsync()).Count).Select(i => i.ToString())")]
    [InlineData("new[] { \"first\" }.Concat(await AllAsync())")]
    [InlineData("File.ReadAllLines(\"orders.txt\")")]
    [InlineData("(await File.ReadAllLinesAsync(\"orders.txt\"))")]
    [InlineData("Directory.EnumerateFiles(\"orders\")")]
    public Task Is_sure_of_what_was_read(string collection) => ExpectAsync(DiagnosticSeverity.Warning, $"var found = {collection}; await Task.WhenAll(found.Select(id => {{|#0:http.GetStringAsync(id)|}}));");

    [Theory]
    [InlineData("var found = await AllAsync(); found = found.Where(id => id != \"\").ToList(); await Task.WhenAll(found.Select(id => {|#0:http.GetStringAsync(id)|}));")]
    [InlineData("var found = new List<string>(); found.AddRange(await AllAsync()); await Task.WhenAll(found.Select(id => {|#0:http.GetStringAsync(id)|}));")]
    [InlineData("var found = new List<string>(); foreach (var id in await AllAsync()) found.Add(id); await Task.WhenAll(found.Select(id => {|#0:http.GetStringAsync(id)|}));")]
    [InlineData("var found = new List<string>(); using var file = new StreamReader(\"x\"); string line; while ((line = file.ReadLine()) != null) found.Add(line); await Task.WhenAll(found.Select(id => {|#0:http.GetStringAsync(id)|}));")]
    [InlineData("var tasks = new List<Task>(); foreach (var id in await AllAsync()) foreach (var peer in _peers) tasks.Add(http.GetAsync(id + peer)); await {|#0:Task.WhenAll(tasks)|};")]
    [InlineData("var tasks = new List<Task>(); foreach (var each in shop.Orders.Where(each => each.Total > 0)) tasks.Add(http.GetAsync(each.Id)); await {|#0:Task.WhenAll(tasks)|};")]
    [InlineData("foreach (var group in (await AllAsync()).GroupBy(id => id[0])) await Task.WhenAll(group.Select(id => {|#0:http.GetStringAsync(id)|}));")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, 100).Select(id => {|#0:http.GetStringAsync(\"x\" + id)|}));")]
    public Task Is_sure_of_lists_that_are_filled_with_it(string statements) => ExpectAsync(DiagnosticSeverity.Warning, statements);

    [Theory]
    [InlineData("ids")]
    [InlineData("order.Lines")]
    [InlineData("_peers")]
    [InlineData("Peers()")]
    [InlineData("_options.Value.Names")]
    [InlineData("(_options.Value.Names ?? Array.Empty<string>())")]
    [InlineData("_configuration[\"Names\"].Split(',')")]
    [InlineData("manager.GetServers()")]
    [InlineData("(await http.GetFromJsonAsync<Order>(\"order\")).Lines")]
    [InlineData("await http.GetFromJsonAsync<List<string>>(\"orders?limit=20\")")]
    [InlineData("await http.GetFromJsonAsync<List<string>>($\"orders?page={most}&pageSize={most}\")")]
    [InlineData("await NewestAsync()")]
    [InlineData("await repository.FindAsync(most)")]
    [InlineData("await repository.FindAsync(new Query { Take = 20 })")]
    [InlineData("Enumerable.Range(0, 11).Select(i => i.ToString())")]
    [InlineData("Again()")]
    public Task Suggests_where_nothing_says_that_it_grows(string collection) => ExpectAsync(DiagnosticSeverity.Info, $"var found = {collection}; await Task.WhenAll(found.Select(id => {{|#0:http.GetStringAsync(id)|}}));");

    [Fact]
    public Task Suggests_for_a_part_of_each_item() =>
        ExpectAsync(DiagnosticSeverity.Info, "foreach (var each in await http.GetFromJsonAsync<List<Order>>(\"orders\")) await Task.WhenAll(each.Lines.Select(id => {|#0:http.GetStringAsync(id)|}));");

    [Theory]
    [InlineData("await repository.FindAsync(-1)")]
    [InlineData("await repository.FindAsync(int.MaxValue)")]
    public Task A_limit_that_means_all_is_none(string collection) => ExpectAsync(DiagnosticSeverity.Warning, $"await Task.WhenAll(({collection}).Select(id => {{|#0:http.GetStringAsync(id)|}}));");

    [Theory]
    [InlineData("library", DiagnosticSeverity.Info)]
    [InlineData("tool", null)]
    [InlineData("test", null)]
    public Task Is_sure_only_in_a_service(string kind, DiagnosticSeverity? severity) =>
        ExpectAsync(severity, "await Task.WhenAll((await AllAsync()).Select(id => {|#0:http.GetStringAsync(id)|}));", kind);

    [Theory]
    [InlineData("[HttpPost] public Task Load(List<string> ids) => All(ids);")]
    [InlineData("public Task Load(Order order) => All(order.Lines);")]
    [InlineData("public Task Load(Order order) => All(order?.Lines);")]
    [InlineData("public Task Load(string ids) => All(ids.Split(','));")]
    [InlineData("public Task Load(Order order) => All([.. order.Lines.Select(line => line.Trim())]);")]
    [InlineData("public Task Load(Order order) { var lines = order.Lines.ToArray(); return All(lines); }")]
    [InlineData("public Task Load(Order[] orders) { foreach (var order in orders) All(order.Lines); return Task.CompletedTask; }")]
    [InlineData("public Task Load(Order order) => Through(order); Task Through(Order order) => All(order.Lines);")]
    [InlineData("public Task Load() => All(Request.Form.Files.Select(file => file.Name));")]
    [InlineData("[BindProperty] public Order Sent { get; set; } public Task Load() => All(Sent.Lines);")]
    public Task Is_sure_of_what_a_request_carries(string actions) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.AspNetCore.Mvc;
        public class Order { public List<string> Lines { get; set; } }
        public class Orders(HttpClient http) : ControllerBase
        {
            {{actions}}
            Task All(IEnumerable<string> lines) => Task.WhenAll(lines.Select(line => [|http.GetStringAsync(line)|]));
        }
        """);

    [Theory]
    [InlineData(": MassTransit.IConsumer<Order> { public Task Consume(MassTransit.ConsumeContext<Order> context) => All(context.Message.Lines);")]
    [InlineData(": ICommandHandler<Order> { public Task Handle(Order command) => All(command.Lines);")]
    [InlineData("{ public Task Receive(Azure.Messaging.ServiceBus.ProcessMessageEventArgs args) { var order = args.Message.Body.ToObjectFromJson<Order>(); return All(order.Lines); }")]
    public Task Is_sure_of_what_a_message_carries(string handler) => Verify.AnalyzeAsync(
        $$"""
        public class Order { public List<string> Lines { get; set; } }
        interface ICommandHandler<T> { Task Handle(T command); }
        class Orders(HttpClient http) {{handler}}
            Task All(IEnumerable<string> lines) => Task.WhenAll(lines.Select(line => [|http.GetStringAsync(line)|]));
        }
        """,
        references: References.With("MassTransit", "Azure.Messaging.ServiceBus"));

    private static async Task ExpectAsync(DiagnosticSeverity? severity, string statements, string kind = "service")
    {
        var test = new Verify.Test(
            $$"""
            using System.Net.Http.Json;
            using System.Text.Json;
            using Dapper;
            using Microsoft.EntityFrameworkCore;
            using Microsoft.Extensions.Options;
            class NameOptions { public string[] Names { get; set; } }
            class Order { public string Id { get; set; } public int Total { get; set; } public List<string> Lines { get; set; } }
            class Found { public List<string> Items { get; set; } }
            class Query { public int Take { get; set; } }
            class Shop : DbContext { public DbSet<Order> Orders { get; set; } }
            interface IRepository { Task<List<string>> FindAsync(); Task<List<string>> FindAsync(int limit); Task<List<string>> FindAsync(Query query); }
            interface IManager { IList<string> GetServers(); }
            class Client(HttpClient http, System.Data.Common.DbConnection db, Shop shop, IRepository repository, IManager manager)
            {
                readonly List<string> _peers = []; IOptions<NameOptions> _options; Microsoft.Extensions.Configuration.IConfiguration _configuration;
                IEnumerable<string> Everything => shop.Orders.Select(order => order.Id);
                async Task<List<string>> AllAsync() => await http.GetFromJsonAsync<List<string>>("orders");
                async Task<List<string>> NewestAsync() => await http.GetFromJsonAsync<List<string>>("orders?sort=age&limit=20");
                List<string> Rows() { return shop.Orders.Select(order => order.Id).ToList(); }
                List<string> Peers() => _peers;
                List<string> Again() => Again();
                public async Task Load(string[] ids, Order order, int most) { {{statements}} }
            }
            """,
            "fallacies.project_kind = " + kind,
            Packages);
        if (severity is { } expected)
            test.ExpectedDiagnostics.Add(new DiagnosticResult("FAL3001", expected).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

        await test.RunAsync();
    }
}
