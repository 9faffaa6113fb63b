using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;

namespace Fallacies.Resilience.Tests;

public sealed class TelemetryTests : IDisposable
{
    private readonly TestClock _time = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measurements = [];
    private readonly ServiceProvider _provider;

    public TelemetryTests()
    {
        _provider = new ServiceCollection().AddMetrics().AddSingleton<TimeProvider>(_time).AddCircuitBreakerDirectory().BuildServiceProvider();
        var own = _provider.GetRequiredService<IMeterFactory>().Create(ResilienceMeter.Name);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == own)                  // Other tests run meanwhile.
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    private CircuitBreakerDirectory Directory => _provider.GetRequiredService<CircuitBreakerDirectory>();

    public void Dispose()
    {
        _listener.Dispose();
        _provider.Dispose();
    }

    [Fact]
    public async Task Transitions_and_refusals_are_counted_with_Pollys_tags_beside_ours()
    {
        var pipeline = Build();
        await CallAsync(pipeline, fail: true);
        await CallAsync(pipeline);
        _time.Advance(TimeSpan.FromSeconds(30));
        await CallAsync(pipeline);
        await Directory.IsolateAsync(new DependencyKey("web", "eu:443"));
        await Directory.ResetAsync(new DependencyKey("web", "eu:443"));

        const string Dependency = "fallacies.dependency=web/eu:443", Strategy = "pipeline.name=web, pipeline.instance=eu:443, strategy.name=ConsecutiveCircuitBreaker";
        const string Transitions = $"fallacies.circuit_breaker.transitions {{transition}} 1: {Dependency}, fallacies.circuit_breaker.";
        Assert.Equal(
            [
                $"{Transitions}from=closed, fallacies.circuit_breaker.to=open, fallacies.reason=consecutive_failures, {Strategy}",
                $"fallacies.circuit_breaker.rejections {{call}} 1: {Dependency}, fallacies.reason=circuit_open, {Strategy}",
                $"{Transitions}from=open, fallacies.circuit_breaker.to=half_open, fallacies.reason=break_over, {Strategy}",
                $"{Transitions}from=half_open, fallacies.circuit_breaker.to=closed, fallacies.reason=probe_succeeded, {Strategy}",
                $"{Transitions}from=closed, fallacies.circuit_breaker.to=isolated, fallacies.reason=isolated",
                $"{Transitions}from=isolated, fallacies.circuit_breaker.to=closed, fallacies.reason=reset",
            ],
            _measurements);
    }

    [Fact]
    public async Task The_state_is_observed_as_one_on_the_current_state()
    {
        await CallAsync(Build(), fail: true);
        _measurements.Clear();
        _listener.RecordObservableInstruments();

        Assert.Equal(
            ["closed 0", "open 1", "half_open 0", "isolated 0"],
            _measurements.Select(text => text.Split("fallacies.circuit_breaker.state=")[1] + " " + text["fallacies.circuit_breaker.state 1 ".Length..].Split(':')[0]));
    }

    [Fact]
    public async Task Changes_reach_the_handler_Pollys_listener_and_the_current_activity()
    {
        var (changes, events) = (new List<CircuitTransitionArguments>(), new List<string>());
        using var source = new ActivitySource("TelemetryTests");
        using var activities = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(activities);
        using var activity = source.StartActivity("order");

        var pipeline = Build(options => options.OnTransition = args => { changes.Add(args); return default; }, new Listener(events));
        await CallAsync(pipeline, fail: true);
        _time.Advance(TimeSpan.FromSeconds(30));
        await CallAsync(pipeline, fail: true);
        _time.Advance(TimeSpan.FromSeconds(30));
        await CallAsync(pipeline);

        Assert.Equal(["consecutive_failures", "break_over", "probe_failed", "break_over", "probe_succeeded"], changes.Select(change => change.Reason));
        Assert.Equal([(CircuitState.Closed, CircuitState.Open), (CircuitState.Open, CircuitState.HalfOpen)], changes.Take(2).Select(change => (change.From, change.To)));
        Assert.Equal([1, 2, 3, 4, 5], changes.Select(change => change.Generation));
        Assert.All(changes, change => Assert.Equal((new DependencyKey("web", "eu:443"), true), (change.Dependency, change.Context is not null)));
        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.Zero], changes.Select(change => change.RetryAfter!.Value));
        Assert.Equal(["Error OnCircuitOpened", "Warning OnCircuitHalfOpened", "Error OnCircuitOpened", "Warning OnCircuitHalfOpened", "Information OnCircuitClosed"], events);
        Assert.Equal(5, activity!.Events.Count(e => e.Name == "fallacies.circuit_breaker.transition"));
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_keep_the_slot_of_the_probe()
    {
        var broken = false;
        var pipeline = Build(options => options.OnTransition = _ => broken ? throw new InvalidOperationException("bug") : default);
        await CallAsync(pipeline, fail: true);
        _time.Advance(TimeSpan.FromSeconds(30));
        broken = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.ExecuteAsync(_ => default).AsTask());

        broken = false;
        await pipeline.ExecuteAsync(_ => default);
        Assert.Equal(CircuitState.Closed, Assert.Single(Directory.Snapshot()).State);
    }

    private ResiliencePipeline Build(Action<ConsecutiveCircuitBreakerStrategyOptions>? configure = null, TelemetryListener? listener = null)
    {
        var options = new ConsecutiveCircuitBreakerStrategyOptions { FailureThreshold = 1, BreakJitter = 0, Directory = Directory };
        configure?.Invoke(options);
        return new ResiliencePipelineBuilder { Name = "web", InstanceName = "eu:443", TimeProvider = _time, TelemetryListener = listener }.AddConsecutiveCircuitBreaker(options).Build();
    }

    private static async Task CallAsync(ResiliencePipeline pipeline, bool fail = false) =>
        await Record.ExceptionAsync(() => pipeline.ExecuteAsync(_ => fail ? throw new HttpRequestException("down") : default).AsTask());

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measurements.Add($"{instrument.Name} {instrument.Unit} {value}: {string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");

    private sealed class Listener(List<string> events) : TelemetryListener
    {
        public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args)
        {
            if (args.Arguments is CircuitTransitionArguments)
                events.Add($"{args.Event.Severity} {args.Event.EventName}");
        }
    }
}
