using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>How long breaks last, and what a refused caller is told.</summary>
public sealed class BreakTests
{
    [Fact]
    public async Task A_break_ends_to_the_tick()
    {
        var subject = Subject.Ours(failures: 1);
        await subject.FailAsync();

        subject.Time.Advance(Subject.Break - TimeSpan.FromTicks(1));
        var refusal = Assert.IsType<CircuitRejectedException>(await subject.CallAsync());
        Assert.Equal(TimeSpan.FromTicks(1), refusal.RetryAfter);

        subject.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await subject.CallAsync());
    }

    [Fact]
    public async Task Breaks_are_equal_unless_told_to_grow() => Assert.Equal([30, 30, 30, 30], await BreaksAsync(4, _ => { }));

    [Fact]
    public async Task Without_growth_the_longest_break_has_no_effect() => Assert.Equal([3_600], await BreaksAsync(1, options => options.BreakDuration = TimeSpan.FromHours(1)));

    [Fact]
    public async Task Breaks_grow_up_to_the_longest_and_start_anew_after_a_success()
    {
        var subject = Subject.Ours(failures: 1, options => (options.BreakBackoff, options.MaxBreakDuration) = (2, TimeSpan.FromSeconds(100)));
        Assert.Equal([30, 60, 100, 100], await BreaksAsync(subject, 4));

        Assert.Null(await subject.CallAsync());
        Assert.Equal([30], await BreaksAsync(subject, 1));
    }

    [Fact]
    public async Task Breaks_that_grow_for_ever_stay_finite() =>
        Assert.Equal(Enumerable.Repeat(86_400.0, 399), (await BreaksAsync(400, options => (options.BreakBackoff, options.MaxBreakDuration, options.BreakDuration) = (10, TimeSpan.FromDays(1), TimeSpan.FromHours(12)))).Skip(1));

    [Theory]
    [InlineData(0.0, 30)]
    [InlineData(0.5, 31.5)]
    public async Task Chance_only_lengthens(double chance, double expected) => Assert.Equal([expected], await BreaksAsync(1, options => (options.BreakJitter, options.Randomizer) = (0.1, () => chance)));

    [Fact]
    public async Task The_longest_break_is_lengthened_by_chance_as_well() =>
        Assert.Equal([45, 60], await BreaksAsync(2, options => (options.BreakBackoff, options.MaxBreakDuration, options.BreakJitter, options.Randomizer) = (2, TimeSpan.FromSeconds(40), 1, () => 0.5)));

    [Fact]
    public async Task A_refusal_carries_the_dependency_the_reason_the_wait_and_the_cause()
    {
        var subject = Subject.Ours(failures: 1, options => options.Dependency = new DependencyKey("stock", "eu:443"));
        var cause = new HttpRequestException("down");
        await subject.CallAsync(cause);

        var refusal = Assert.IsType<CircuitRejectedException>(await subject.CallAsync());
        Assert.Equal(new DependencyKey("stock", "eu:443"), ((IDependencyRejection)refusal).Dependency);
        Assert.Equal(("circuit_open", Subject.Break, CircuitState.Open), (refusal.Reason, refusal.RetryAfter, refusal.State));
        Assert.Equal("The call to 'stock/eu:443' was refused: circuit_open. Retry after 00:00:30.", refusal.Message);
        Assert.Same(cause, refusal.InnerException);
        Assert.IsAssignableFrom<BrokenCircuitException>(refusal);
        Assert.NotNull(refusal.TelemetrySource);
    }

    [Fact]
    public async Task While_a_probe_is_under_way_others_are_told_the_time_it_has_left()
    {
        var subject = Subject.Ours(failures: 1, options => options.ProbeTimeout = TimeSpan.FromSeconds(8));
        await subject.OpenAndWaitAsync(failures: 1);
        subject.Begin();
        subject.Time.Advance(TimeSpan.FromSeconds(3));

        var refusal = Assert.IsType<CircuitRejectedException>(await subject.CallAsync());
        Assert.Equal(("circuit_half_open", TimeSpan.FromSeconds(5)), (refusal.Reason, refusal.RetryAfter));
        Assert.IsType<HttpRequestException>(refusal.InnerException);
    }

    [Fact]
    public async Task A_probe_has_as_long_as_a_break_unless_told_otherwise()
    {
        var subject = Subject.Ours(failures: 1);
        await subject.OpenAndWaitAsync(failures: 1);
        subject.Begin();
        subject.Time.Advance(Subject.Break - TimeSpan.FromTicks(1));
        Assert.IsType<CircuitRejectedException>(await subject.CallAsync());
        subject.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await subject.CallAsync());
    }

    [Fact]
    public async Task An_answer_after_the_probe_timeout_counts_for_nothing_even_if_nobody_took_the_slot()
    {
        var subject = Subject.Ours(failures: 1);
        await subject.OpenAndWaitAsync(failures: 1);
        var (probe, answer) = subject.Begin();
        subject.Time.Advance(Subject.Break);
        answer.SetResult();
        await probe;
        Assert.Equal(CircuitState.HalfOpen, subject.State);
    }

    private static Task<List<double>> BreaksAsync(int count, Action<ConsecutiveCircuitBreakerStrategyOptions> configure) => BreaksAsync(Subject.Ours(failures: 1, configure), count);

    /// <summary>The lengths of so many breaks in a row, in seconds, each ended by a probe that fails but the last.</summary>
    private static async Task<List<double>> BreaksAsync(Subject subject, int count)
    {
        var breaks = new List<double>();
        for (var i = 0; i < count; i++)
        {
            await subject.FailAsync();
            var wait = Assert.IsType<CircuitRejectedException>(await subject.CallAsync()).RetryAfter!.Value;
            breaks.Add(wait.TotalSeconds);
            subject.Time.Advance(wait);
        }

        return breaks;
    }
}
