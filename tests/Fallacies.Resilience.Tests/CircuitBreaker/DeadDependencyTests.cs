using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>A dependency that hangs for two minutes at ten calls a second, while callers give up after 50 ms.</summary>
public sealed class DeadDependencyTests
{
    private const int Calls = 1_200;

    [Fact]
    public async Task Polly_lets_all_calls_through()
    {
        var subject = Subject.Polly(failures: 5);
        await CallADeadDependencyAsync(subject);
        Assert.Equal((Calls, CircuitState.Closed), (subject.Sends, subject.State));
    }

    [Fact]
    public async Task Ours_sends_five_calls_and_one_probe_each_half_minute()
    {
        var subject = Subject.Ours(failures: 5, options => options.AbandonedAfter = TimeSpan.FromMilliseconds(25));
        await CallADeadDependencyAsync(subject);
        Assert.Equal(5 + 3, subject.Sends);
        Assert.Equal(CircuitState.Open, subject.State);
    }

    private static async Task CallADeadDependencyAsync(Subject subject)
    {
        for (var i = 0; i < Calls; i++)
        {
            using var caller = new CancellationTokenSource();
            var (call, _) = subject.Begin(caller.Token);
            subject.Time.Advance(TimeSpan.FromMilliseconds(50));
            await caller.CancelAsync();
            await Record.ExceptionAsync(() => call);
            subject.Time.Advance(TimeSpan.FromMilliseconds(50));
        }
    }
}
