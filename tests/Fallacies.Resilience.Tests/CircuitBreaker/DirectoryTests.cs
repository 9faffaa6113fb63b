using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

public sealed class DirectoryTests
{
    private static readonly DependencyKey Stock = new("stock");
    private static readonly ResiliencePropertyKey<string> Host = new("host");

    private readonly TestClock _time = new();

    [Fact]
    public async Task A_view_shows_state_since_wait_and_failures()
    {
        var directory = new CircuitBreakerDirectory(timeProvider: _time);
        var pipeline = Build(directory, Stock);
        Assert.True(directory.TryGet(Stock, out var view));
        Assert.Equal((Stock, CircuitState.Closed, TimeSpan.Zero, 0), (view.Dependency, view.State, view.RetryAfter, view.Failures));

        await FailAsync(pipeline);
        await FailAsync(pipeline);
        var opened = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(12));

        Assert.True(directory.TryGet(Stock, out view));
        Assert.Equal((CircuitState.Open, TimeSpan.FromSeconds(18), 2, opened), (view.State, view.RetryAfter, view.Failures, view.Since));
        Assert.False(directory.TryGet(new DependencyKey("other"), out _));
    }

    [Fact]
    public async Task Pipelines_with_one_directory_and_one_dependency_share_a_circuit()
    {
        var directory = new CircuitBreakerDirectory(timeProvider: _time);
        var (one, other) = (Build(directory, Stock), Build(directory, Stock));
        await FailAsync(one);
        await FailAsync(other);
        await Assert.ThrowsAsync<CircuitRejectedException>(() => one.ExecuteAsync(_ => default).AsTask());
    }

    [Fact]
    public async Task Isolation_refuses_until_reset_and_knows_no_wait()
    {
        var directory = new CircuitBreakerDirectory(timeProvider: _time);
        await directory.IsolateAsync(Stock);              // Before the first call, as an operator may have to.
        await directory.IsolateAsync(Stock);
        var pipeline = Build(directory, Stock);
        _time.Advance(TimeSpan.FromDays(1));

        var refusal = await Assert.ThrowsAsync<CircuitRejectedException>(() => pipeline.ExecuteAsync(_ => default).AsTask());
        Assert.Equal(("circuit_isolated", null, "The call to 'stock' was refused: circuit_isolated."), (refusal.Reason, refusal.RetryAfter, refusal.Message));
        Assert.True(directory.TryGet(Stock, out var view) && view.RetryAfter is null);

        await directory.ResetAsync(Stock);
        await pipeline.ExecuteAsync(_ => default);
    }

    [Fact]
    public async Task Reset_forgets_failures_and_the_answers_of_calls_from_before()
    {
        var directory = new CircuitBreakerDirectory(timeProvider: _time);
        var pipeline = Build(directory, Stock);
        var late = new TaskCompletionSource();
        var call = pipeline.ExecuteAsync(async _ => await late.Task).AsTask();
        await FailAsync(pipeline);

        await directory.ResetAsync(Stock);
        late.SetException(new HttpRequestException("down"));
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.Equal(0, Assert.Single(directory.Snapshot()).Failures);
        await directory.ResetAsync(new DependencyKey("never seen"));
        Assert.Single(directory.Snapshot());
    }

    [Fact]
    public async Task P15_Polly_keeps_the_pipeline_of_every_host_for_ever()
    {
        using var registry = new Polly.Registry.ResiliencePipelineRegistry<string>();
        var built = 0;
        for (var visit = 0; visit < 2; visit++)
        {
            for (var host = 0; host < 100; host++)
                await registry.GetOrAddPipeline($"host {host}", builder => { built++; builder.TimeProvider = _time; builder.AddCircuitBreaker(new()); }).ExecuteAsync(_ => default);
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(100, built);
    }

    [Fact]
    public async Task P15_Ours_forgets_hosts_after_ten_idle_minutes()
    {
        var directory = new CircuitBreakerDirectory(timeProvider: _time);
        var pipeline = BuildByHost(directory);
        for (var host = 0; host < 100; host++)
            await CallAsync(pipeline, $"host {host}");
        Assert.Equal(100, directory.Snapshot().Count);

        for (var minute = 0; minute < 12; minute++)
        {
            await CallAsync(pipeline, "host 7");
            _time.Advance(TimeSpan.FromMinutes(1));
            _ = directory.Snapshot();
        }

        Assert.Equal("host 7", Assert.Single(directory.Snapshot()).Dependency.Authority);
    }

    [Fact]
    public async Task A_circuit_that_was_forgotten_comes_back_when_its_pipeline_is_used()
    {
        var directory = new CircuitBreakerDirectory(timeProvider: _time);
        var pipeline = Build(directory, Stock);
        for (var minute = 0; minute < 13; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _ = directory.Snapshot();
        }

        Assert.Empty(directory.Snapshot());
        await FailAsync(pipeline);
        await FailAsync(pipeline);
        Assert.Equal(CircuitState.Open, Assert.Single(directory.Snapshot()).State);
    }

    [Fact]
    public async Task Beyond_the_capacity_dependencies_share_a_circuit_and_cannot_be_isolated_alone()
    {
        var directory = new CircuitBreakerDirectory(new() { Capacity = 1 }, _time);
        var pipeline = BuildByHost(directory);
        foreach (var host in new[] { "a", "b", "c" })
            await CallAsync(pipeline, host);

        Assert.Equal(["(overflow)", "web/a"], directory.Snapshot().Select(circuit => circuit.Dependency.ToString()).Order());
        await Assert.ThrowsAsync<InvalidOperationException>(() => directory.IsolateAsync(new DependencyKey("web", "b")).AsTask());

        await directory.IsolateAsync(DependencyKey.Overflow);
        await CallAsync(pipeline, "a");
        Assert.Equal(DependencyKey.Overflow, (await Assert.ThrowsAsync<CircuitRejectedException>(() => CallAsync(pipeline, "c"))).Dependency);
    }

    [Fact]
    public async Task A_pipeline_that_found_no_room_gets_a_circuit_of_its_own_when_there_is_some()
    {
        var directory = new CircuitBreakerDirectory(new() { Capacity = 1 }, _time);
        await CallAsync(BuildByHost(directory), "a");
        var pipeline = Build(directory, Stock);
        await pipeline.ExecuteAsync(_ => default);
        Assert.False(directory.TryGet(Stock, out _));

        for (var minute = 0; minute < 13; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _ = directory.Snapshot();
        }

        await pipeline.ExecuteAsync(_ => default);
        Assert.True(directory.TryGet(Stock, out _));
    }

    [Fact]
    public async Task Health_names_the_circuits_that_are_not_closed()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddHealthChecks().AddCircuitBreakers(tags: ["dependencies"]);
        await using var provider = services.BuildServiceProvider();
        var (health, directory) = (provider.GetRequiredService<HealthCheckService>(), provider.GetRequiredService<CircuitBreakerDirectory>());
        var pipeline = Build(directory, Stock);
        Build(directory, new DependencyKey("prices"));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        await FailAsync(pipeline);
        await FailAsync(pipeline);
        await directory.IsolateAsync(new DependencyKey("bank"));
        var report = (await health.CheckHealthAsync(check => check.Tags.Contains("dependencies"))).Entries["circuit_breakers"];

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Equal(new Dictionary<string, object> { ["bank"] = "isolated", ["stock"] = "open" }, report.Data);
        Assert.Equal($"bank is isolated since {_time.GetUtcNow():u}; stock is open since {_time.GetUtcNow():u}, retry after 00:00:30", report.Description);
    }

    private ResiliencePipeline Build(CircuitBreakerDirectory directory, DependencyKey key) => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddConsecutiveCircuitBreaker(new() { FailureThreshold = 2, BreakJitter = 0, Directory = directory, Dependency = key }).Build();

    private ResiliencePipeline BuildByHost(CircuitBreakerDirectory directory) => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddConsecutiveCircuitBreaker(new() { Directory = directory, DependencySelector = context => new("web", context.Properties.GetValue(Host, "")) }).Build();

    private static async Task CallAsync(ResiliencePipeline pipeline, string host)
    {
        var context = ResilienceContextPool.Shared.Get();
        context.Properties.Set(Host, host);
        await pipeline.ExecuteAsync(static _ => default, context);
        ResilienceContextPool.Shared.Return(context);
    }

    private static async Task FailAsync(ResiliencePipeline pipeline) => await Assert.ThrowsAsync<HttpRequestException>(() => pipeline.ExecuteAsync(_ => throw new HttpRequestException("down")).AsTask());
}
