using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnboundedQueueAnalyzer, Fallacies.CodeFixes.Bandwidth.UnboundedQueueFixer>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class UnboundedQueueTests
{
    private const string Controller =
        """
        public class OrdersController(Mails mails) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public async Task Post(string order) => await mails.EnqueueAsync(order);
        }

        """;

    [Fact]
    public Task A_channel_whose_writers_wait_gets_a_bound() => Verify.FixAsync(
        """
        using System.Threading.Channels;

        public class Mails(HttpClient http)
        {
            // Whatever the shop has to say.
            readonly Channel<string> _open = [|Channel.CreateUnbounded<string>()|]; // In memory.
            readonly Channel<string> _late = [|Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true })|];

            public async Task EnqueueAsync(string order)
            {
                await _open.Writer.WriteAsync(order);
                await _late.Writer.WriteAsync(order).ConfigureAwait(false);
            }

            async Task RunAsync(CancellationToken stopping)
            {
                await foreach (var order in _open.Reader.ReadAllAsync(stopping))
                    await http.PostAsync("mails", new StringContent(order), stopping);
                while (await _late.Reader.WaitToReadAsync(stopping))
                {
                    while (_late.Reader.TryRead(out var order))
                        await SendAsync(order);
                }
            }

            Task SendAsync(string order) => http.PostAsync("mails", new StringContent(order));
        }
        """ + Controller,
        """
        using System.Threading.Channels;

        public class Mails(HttpClient http)
        {
            // Whatever the shop has to say.
            readonly Channel<string> _open = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.Wait }); // In memory.
            readonly Channel<string> _late = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

            public async Task EnqueueAsync(string order)
            {
                await _open.Writer.WriteAsync(order);
                await _late.Writer.WriteAsync(order).ConfigureAwait(false);
            }

            async Task RunAsync(CancellationToken stopping)
            {
                await foreach (var order in _open.Reader.ReadAllAsync(stopping))
                    await http.PostAsync("mails", new StringContent(order), stopping);
                while (await _late.Reader.WaitToReadAsync(stopping))
                {
                    while (_late.Reader.TryRead(out var order))
                        await SendAsync(order);
                }
            }

            Task SendAsync(string order) => http.PostAsync("mails", new StringContent(order));
        }
        """ + Controller);

    [Theory]
    [InlineData("Channel<string>", "[|Channel.CreateUnbounded<string>()|]", "_open.Writer.TryWrite(order);", "await foreach (var order in _open.Reader.ReadAllAsync()) await http.GetAsync(order);")]
    [InlineData("System.Collections.Concurrent.BlockingCollection<string>", "[|new()|]", "_open.Add(order);", "foreach (var order in _open.GetConsumingEnumerable()) await http.GetAsync(order);")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<string>", "[|new System.Collections.Concurrent.ConcurrentQueue<string>()|]", "_open.Enqueue(order);", "while (true) { if (_open.TryDequeue(out var order)) await http.GetAsync(order); else await Task.Delay(100); }")]
    [InlineData("Channel<string>", "[|Channel.CreateUnbounded<string>(Options)|]", "await _open.Writer.WriteAsync(order);", "while (true) await http.GetAsync(await _open.Reader.ReadAsync());")]
    public Task Offers_no_fix_where_a_bound_could_lose_items_or_is_written_otherwise(string type, string create, string write, string read) => Verify.NoFixAsync(Queue(type, create, write, read) + Controller);

    [Theory]
    [InlineData("Channel<string>", "Channel.CreateBounded<string>(100)", "_open.Writer.TryWrite(order);", "await foreach (var order in _open.Reader.ReadAllAsync()) await http.GetAsync(order);")]
    [InlineData("System.Collections.Concurrent.BlockingCollection<string>", "new(100)", "_open.Add(order);", "foreach (var order in _open.GetConsumingEnumerable()) await http.GetAsync(order);")]
    [InlineData("Channel<string>", "Channel.CreateUnbounded<string>()", "if (_open.Reader.Count < 1000) _open.Writer.TryWrite(order);", "await foreach (var order in _open.Reader.ReadAllAsync()) await http.GetAsync(order);")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<string>", "new()", "if (_open.Count < 1000) _open.Enqueue(order);", "while (_open.TryDequeue(out var order)) await http.GetAsync(order);")]
    public Task Says_nothing_where_there_is_a_bound(string type, string create, string write, string read) => Verify.AnalyzeAsync(Queue(type, create, write, read) + Controller);

    [Theory]
    [InlineData("await foreach (var order in _open.Reader.ReadAllAsync()) Console.WriteLine(order);")]
    [InlineData("await foreach (var order in _open.Reader.ReadAllAsync()) await File.WriteAllTextAsync(\"x\", order);")]
    [InlineData("await http.GetAsync(\"before\"); await foreach (var order in _open.Reader.ReadAllAsync()) Console.WriteLine(order);")]
    public Task Says_nothing_where_the_reader_stays_on_this_machine(string read) =>
        Verify.AnalyzeAsync(Queue("Channel<string>", "Channel.CreateUnbounded<string>()", "_open.Writer.TryWrite(order);", read) + Controller);

    [Fact]
    public Task Says_nothing_where_no_request_writes() =>
        Verify.AnalyzeAsync(Queue("Channel<string>", "Channel.CreateUnbounded<string>()", "_open.Writer.TryWrite(order);", "await foreach (var order in _open.Reader.ReadAllAsync()) await http.GetAsync(order);"));

    [Fact]
    public Task Follows_a_channel_through_the_container_to_an_endpoint() => Verify.AnalyzeAsync(
        """
        using System.Threading.Channels;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton([|Channel.CreateUnbounded<string>()|]);
        builder.Services.AddSingleton(_ => Channel.CreateUnbounded<int>());
        builder.Services.AddHostedService<Sender>();
        var app = builder.Build();
        app.MapPost("/orders", async (string order, Channel<string> orders) => await orders.Writer.WriteAsync(order));
        app.Run();

        class Sender(Channel<string> orders, HttpClient http) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                await foreach (var order in orders.Reader.ReadAllAsync(stoppingToken))
                    await http.PostAsync("mails", new StringContent(order), stoppingToken);
            }
        }
        """);

    [Fact]
    public Task Follows_a_queue_class_to_its_reader_and_its_writers() => Verify.AnalyzeAsync(
        """
        using System.Threading.Channels;
        using Microsoft.AspNetCore.Builder;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPost("/orders", Accept);
        app.Run();

        static void Accept(string order, IOrders orders) => orders.Add(order);

        interface IOrders { void Add(string order); ValueTask<string> NextAsync(); }

        class Orders : IOrders
        {
            readonly Channel<string> _open;
            public Orders() => _open = [|Channel.CreateUnbounded<string>()|];
            public void Add(string order) => _open.Writer.TryWrite(order);
            public ValueTask<string> NextAsync() => _open.Reader.ReadAsync();
        }

        class Sender(IOrders orders, HttpClient http)
        {
            async Task RunAsync()
            {
                while (true)
                {
                    var order = await orders.NextAsync();
                    await http.PostAsync("mails", new StringContent(order));
                }
            }
        }
        """);

    [Fact]
    public async Task The_message_names_the_queue_the_writer_and_the_way()
    {
        var source = Queue("Channel<string>", "Channel.CreateUnbounded<string>()", "_open.Writer.TryWrite(order);", "await foreach (var order in _open.Reader.ReadAllAsync()) await SendAsync(order);") + Controller;
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + source), ("fallacies.project_kind", "service"));

        Assert.Equal(
            "'_open' has no bound: 'TryWrite' fills it for each request while its reader waits for 'Mails.SendAsync → HttpClient.PostAsync', so when that slows down, 100 requests a second leave 360,000 items in memory after an hour",
            Assert.Single(found, finding => finding.Id == "FAL3006").GetMessage(null));
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Says_nothing_in_tools_and_tests(string kind) =>
        Verify.AnalyzeAsync(Queue("Channel<string>", "Channel.CreateUnbounded<string>()", "_open.Writer.TryWrite(order);", "await foreach (var order in _open.Reader.ReadAllAsync()) await http.GetAsync(order);") + Controller, "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("Channel.CreateUnbounded<", "_open.Writer.")]
    [InlineData("Channel.CreateUnbounded<string>(", "_open.Writer.TryWrite(")]
    [InlineData("new BlockingCollection<string>(", "_open.")]
    public async Task Survives_half_typed_code(string create, string write)
    {
        var test = new Verify.Test(Queue("Channel<string>", create, write, "await foreach (var order in _open.Reader.") + Controller, "fallacies.project_kind = service") { CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.None };
        test.DisabledDiagnostics.Add("FAL3006");
        await test.RunAsync();
    }

    private static string Queue(string type, string create, string write, string read) =>
        $$"""
        using System.Threading.Channels;

        public class Mails(HttpClient http)
        {
            static readonly UnboundedChannelOptions Options = new();
            readonly {{type}} _open = {{create}};
            public async Task EnqueueAsync(string order) { {{write}} await Task.Yield(); }
            async Task RunAsync() { {{read}} }
            Task SendAsync(string order) => http.PostAsync("mails", new StringContent(order));
        }

        """;
}
