using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>A breaker under test, Polly's or ours, driven in virtual time.</summary>
internal sealed class Subject
{
    private readonly Func<CircuitState> _state;

    private Subject(TestClock time, ResiliencePipeline pipeline, Func<CircuitState> state) => (Time, Pipeline, _state) = (time, pipeline, state);

    public static TimeSpan Break { get; } = TimeSpan.FromSeconds(30);

    public TestClock Time { get; }

    public ResiliencePipeline Pipeline { get; }

    public CircuitState State => _state();

    /// <summary>Calls that reached the dependency.</summary>
    public int Sends { get; private set; }

    /// <summary>Polly's breaker, made to resemble "so many failures in a row" as far as it goes.</summary>
    public static Subject Polly(int failures)
    {
        var (time, state) = (new TestClock(), new CircuitBreakerStateProvider());
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { FailureRatio = 1, MinimumThroughput = failures, SamplingDuration = TimeSpan.FromSeconds(30), BreakDuration = Break, StateProvider = state })
            .Build();
        return new Subject(time, pipeline, () => state.CircuitState);
    }

    public static Subject Ours(int failures, Action<ConsecutiveCircuitBreakerStrategyOptions>? configure = null)
    {
        var time = new TestClock();
        var directory = new CircuitBreakerDirectory(timeProvider: time);
        var options = new ConsecutiveCircuitBreakerStrategyOptions { FailureThreshold = failures, BreakDuration = Break, BreakJitter = 0, Directory = directory, Dependency = new DependencyKey("stock") };
        configure?.Invoke(options);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddConsecutiveCircuitBreaker(options).Build();
        return new Subject(time, pipeline, () => directory.TryGet(options.Dependency!.Value, out var view) ? view.State : throw new InvalidOperationException("The circuit is gone."));
    }

    /// <summary>A call that is answered when the test says so.</summary>
    public (Task Call, TaskCompletionSource Answer) Begin(CancellationToken cancellation = default)
    {
        var answer = new TaskCompletionSource();
        var call = Pipeline.ExecuteAsync(
            async token =>
            {
                Sends++;
                await answer.Task.WaitAsync(token);
            },
            cancellation).AsTask();
        return (call, answer);
    }

    /// <summary>A call that is answered at once: with nothing, or with an exception.</summary>
    /// <returns>What the caller sees.</returns>
    public async Task<Exception?> CallAsync(Exception? answer = null)
    {
        var (call, source) = Begin();
        if (answer is null)
            source.TrySetResult();
        else
            source.TrySetException(answer);
        return await Record.ExceptionAsync(() => call);
    }

    public async Task FailAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
            await CallAsync(new HttpRequestException("down"));
    }

    /// <summary>Opens the circuit and lets the break pass.</summary>
    public async Task OpenAndWaitAsync(int failures)
    {
        await FailAsync(failures);
        Assert.Equal(CircuitState.Open, State);
        Time.Advance(Break + TimeSpan.FromSeconds(1));
    }
}
