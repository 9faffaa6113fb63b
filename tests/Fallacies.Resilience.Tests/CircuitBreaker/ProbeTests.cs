using System.ComponentModel.DataAnnotations;
using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>What plain Polly does, and what ours does instead, pair by pair.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task P1_Polly_closes_when_the_probe_is_cancelled() => Assert.Equal(CircuitState.Closed, (await CancelTheProbeAsync(Subject.Polly(failures: 2))).State);

    [Fact]
    public async Task P1_Ours_stays_half_open_and_frees_the_slot()
    {
        var subject = await CancelTheProbeAsync(Subject.Ours(failures: 2));

        Assert.Equal(CircuitState.HalfOpen, subject.State);
        Assert.Null(await subject.CallAsync());
        Assert.Equal(CircuitState.Closed, subject.State);
    }

    [Fact]
    public async Task P2_Polly_closes_by_a_call_from_before_the_break_and_stays_closed_when_the_probe_fails() =>
        Assert.Equal([CircuitState.Closed, CircuitState.Closed], await AnswerALateCallDuringTheProbeAsync(Subject.Polly(failures: 2)));

    [Fact]
    public async Task P2_Ours_ignores_a_call_from_before_the_break_and_believes_the_probe() =>
        Assert.Equal([CircuitState.HalfOpen, CircuitState.Open], await AnswerALateCallDuringTheProbeAsync(Subject.Ours(failures: 2)));

    [Fact]
    public async Task P3_Polly_still_refuses_a_day_after_a_probe_that_hangs()
    {
        var subject = Subject.Polly(failures: 2);

        var refusal = Assert.IsType<BrokenCircuitException>(await CallADayAfterAHangingProbeAsync(subject));
        Assert.Equal(TimeSpan.FromSeconds(30) - TimeSpan.FromDays(1), refusal.RetryAfter);
    }

    [Fact]
    public async Task P3_Ours_admits_the_next_probe_when_a_probe_hangs()
    {
        var subject = Subject.Ours(failures: 2);

        Assert.Null(await CallADayAfterAHangingProbeAsync(subject));
        Assert.Equal(CircuitState.Closed, subject.State);
    }

    [Fact]
    public async Task P4_Polly_breaks_for_hours_when_the_wall_clock_goes_back()
    {
        var refusal = Assert.IsType<BrokenCircuitException>(await CallAfterTheClockWentBackAsync(Subject.Polly(failures: 2)));
        Assert.Equal(TimeSpan.FromSeconds(30) + TimeSpan.FromHours(2) - TimeSpan.FromMinutes(5), refusal.RetryAfter);
    }

    [Fact]
    public async Task P4_Ours_measures_breaks_by_the_monotonic_clock() => Assert.Null(await CallAfterTheClockWentBackAsync(Subject.Ours(failures: 2)));

    [Fact]
    public void P5_Polly_refuses_to_open_after_one_failure() =>
        Assert.Throws<ValidationException>(() => new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions { MinimumThroughput = 1 }));

    [Fact]
    public async Task P5_Ours_opens_after_one_failure_if_told_to()
    {
        var subject = Subject.Ours(failures: 1);
        await subject.FailAsync();
        Assert.Equal(CircuitState.Open, subject.State);
    }

    [Theory]
    [InlineData(1, 1000, 20)]
    [InlineData(0, 100, 8000)]
    public async Task P6_Polly_never_sees_five_in_a_row_after_a_success_or_in_low_traffic(int successes, int failures, int milliseconds)
    {
        var subject = Subject.Polly(failures: 5);
        Assert.Equal(failures, await SendsUntilOpenAsync(subject, successes, failures, milliseconds) - successes);
        Assert.Equal(CircuitState.Closed, subject.State);
    }

    [Theory]
    [InlineData(1, 1000, 20)]
    [InlineData(0, 100, 8000)]
    public async Task P6_Ours_opens_at_the_fifth_failure_in_a_row(int successes, int failures, int milliseconds)
    {
        var subject = Subject.Ours(failures: 5);
        Assert.Equal(5, await SendsUntilOpenAsync(subject, successes, failures, milliseconds) - successes);
        Assert.Equal(CircuitState.Open, subject.State);
    }

    [Fact]
    public async Task P9_Polly_sends_every_call_to_a_dead_server_while_callers_give_up()
    {
        var subject = Subject.Polly(failures: 5);
        await GiveUpAsync(subject, calls: 200);
        Assert.Equal((200, CircuitState.Closed), (subject.Sends, subject.State));
    }

    [Fact]
    public async Task P9_Ours_counts_abandoned_calls_as_failures()
    {
        var subject = Subject.Ours(failures: 5, options => options.AbandonedAfter = TimeSpan.FromMilliseconds(25));
        await GiveUpAsync(subject, calls: 200);
        Assert.Equal((5, CircuitState.Open), (subject.Sends, subject.State));
    }

    [Fact]
    public async Task P9_Without_a_bound_ours_learns_nothing_from_callers_that_give_up()
    {
        var subject = Subject.Ours(failures: 5);
        await GiveUpAsync(subject, calls: 200);
        Assert.Equal((200, CircuitState.Closed), (subject.Sends, subject.State));
    }

    private static async Task<Subject> CancelTheProbeAsync(Subject subject)
    {
        await subject.OpenAndWaitAsync(failures: 2);
        using var caller = new CancellationTokenSource();
        var (probe, _) = subject.Begin(caller.Token);
        Assert.Equal(CircuitState.HalfOpen, subject.State);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        return subject;
    }

    private static async Task<CircuitState[]> AnswerALateCallDuringTheProbeAsync(Subject subject)
    {
        var (late, lateAnswer) = subject.Begin();
        await subject.OpenAndWaitAsync(failures: 2);
        var (probe, probeAnswer) = subject.Begin();
        Assert.Equal(CircuitState.HalfOpen, subject.State);

        lateAnswer.SetResult();
        await late;
        var afterTheLateCall = subject.State;
        probeAnswer.SetException(new HttpRequestException("still down"));
        await Assert.ThrowsAsync<HttpRequestException>(() => probe);
        return [afterTheLateCall, subject.State];
    }

    private static async Task<Exception?> CallADayAfterAHangingProbeAsync(Subject subject)
    {
        await subject.OpenAndWaitAsync(failures: 2);
        subject.Begin();
        subject.Time.Advance(TimeSpan.FromDays(1));
        return await subject.CallAsync();
    }

    private static async Task<Exception?> CallAfterTheClockWentBackAsync(Subject subject)
    {
        await subject.FailAsync(times: 2);
        subject.Time.WallClockOffset = TimeSpan.FromHours(-2);
        subject.Time.Advance(TimeSpan.FromMinutes(5));
        return await subject.CallAsync();
    }

    private static async Task<int> SendsUntilOpenAsync(Subject subject, int successes, int failures, int milliseconds)
    {
        for (var i = 0; i < successes; i++)
            await subject.CallAsync();
        for (var i = 0; i < failures && subject.State == CircuitState.Closed; i++)
        {
            await subject.FailAsync();
            subject.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        }

        return subject.Sends;
    }

    private static async Task GiveUpAsync(Subject subject, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var caller = new CancellationTokenSource();
            var (call, _) = subject.Begin(caller.Token);
            subject.Time.Advance(TimeSpan.FromMilliseconds(50));
            await caller.CancelAsync();
            await Record.ExceptionAsync(() => call);
        }
    }
}
