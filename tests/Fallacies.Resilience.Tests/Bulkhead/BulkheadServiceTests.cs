using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;

namespace Fallacies.Resilience.Tests;

public sealed class BulkheadServiceTests
{
    private readonly TestClock _time = new();

    [Fact]
    public void A_broken_rule_stops_the_start_of_the_host()
    {
        var services = new ServiceCollection();
        services.AddBulkheads("outbound", options =>
        {
            options.TotalPermits = 50;
            options.Carve("payments", reserved: 40, max: 50).Carve("search", reserved: 20, max: 50);
        });
        using var provider = services.BuildServiceProvider();

        var stopped = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("BulkheadSetOptions 'outbound': The sum of all Reserved is 40 + 20 = 60; allowed is at most TotalPermits = 50.", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_come_from_configuration_and_a_reload_does_not_lose_count()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TotalPermits"] = "2",
            ["Shares:search:Max"] = "1",
            ["Shares:search:Reserved"] = "1",
        }).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddBulkheads("outbound").Bind(configuration);
        services.AddResiliencePipeline("search", (builder, context) =>
        {
            context.EnableReloads<BulkheadSetOptions>("outbound");
            builder.AddBulkhead(context.ServiceProvider, "outbound", "search");
        });
        await using var provider = services.BuildServiceProvider();
        var pipelines = provider.GetRequiredService<ResiliencePipelineProvider<string>>();
        var end = new TaskCompletionSource();
        var running = pipelines.GetPipeline("search").ExecuteAsync(async _ => await end.Task).AsTask();

        configuration["Shares:search:RetryAfter"] = "00:00:07";
        configuration.Reload();
        var refusal = await Assert.ThrowsAsync<BulkheadRejectedException>(async () => await pipelines.GetPipeline("search").ExecuteAsync(_ => default));
        Assert.Equal("full", refusal.Reason);

        end.SetResult();
        await running;
        Assert.Equal(0, provider.GetRequiredKeyedService<BulkheadSet>("outbound").InUse);
        await pipelines.GetPipeline("search").ExecuteAsync(_ => default);
    }

    [Fact]
    public async Task Use_waits_and_refusals_are_measured()
    {
        var services = new ServiceCollection().AddMetrics().AddSingleton<TimeProvider>(_time);
        services.AddBulkheads("out", options => (options.TotalPermits, _) = (1, options.Carve("a", 1, 1, queue: 1, TimeSpan.FromSeconds(2))));
        services.AddResiliencePipeline("orders", (builder, context) => builder.AddBulkhead(context.ServiceProvider, "out", "a"));
        await using var provider = services.BuildServiceProvider();
        using var recorder = new MeterRecorder(provider);
        var pipeline = provider.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("orders");
        var end = new TaskCompletionSource();
        var running = pipeline.ExecuteAsync(async _ => await end.Task).AsTask();
        var queued = pipeline.ExecuteAsync(_ => default).AsTask();

        await Assert.ThrowsAsync<BulkheadRejectedException>(async () => await pipeline.ExecuteAsync(_ => default));
        const string Tags = "fallacies.bulkhead=out/a";
        Assert.Equal(
            [
                $"fallacies.bulkhead.rejections {{call}} 1: {Tags}, fallacies.reason=queue_full, pipeline.name=orders, strategy.name=Bulkhead",
                $"fallacies.bulkhead.in_use {{call}} 1: {Tags}",
                $"fallacies.bulkhead.limit {{call}} 1: {Tags}",
            ],
            recorder.Take());

        _time.Advance(TimeSpan.FromSeconds(0.5));
        end.SetResult();
        await Task.WhenAll(running, queued);
        Assert.Equal($"fallacies.bulkhead.queue.duration s 0.5: {Tags}, fallacies.bulkhead.admitted=True", recorder.Take()[0]);

        var hanging = provider.GetRequiredKeyedService<BulkheadSet>("out").Get("a").AsRateLimiter();
        using var lease = hanging.AttemptAcquire();
        var waiting = hanging.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False((await waiting).IsAcquired);
        Assert.Equal(
            [
                $"fallacies.bulkhead.queue.duration s 2: {Tags}, fallacies.bulkhead.admitted=False",
                $"fallacies.bulkhead.rejections {{call}} 1: {Tags}, fallacies.reason=queue_timeout",
            ],
            recorder.Take()[..2]);
    }

    /// <summary>A set that is gone is not measured any more: a gauge of the process's meter must not keep it.</summary>
    [Fact]
    public void What_nobody_holds_is_forgotten()
    {
        var living = new Living<object>();
        var kept = new object();
        living.Add(kept);
        AddGarbage(living);
        GC.Collect();

        Assert.Same(kept, Assert.Single(living.All));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void AddGarbage(Living<object> living) => living.Add(new object());
    }
}
