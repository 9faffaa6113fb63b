using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace Fallacies.Resilience.Tests;

public sealed class RetryDelayTests
{
    [Fact]
    public async Task P11_Polly_waits_six_hours_where_five_seconds_are_the_maximum()
    {
        var options = new HttpRetryStrategyOptions { MaxRetryAttempts = 1, MaxDelay = TimeSpan.FromSeconds(5) };
        Assert.Equal(TimeSpan.FromHours(6), await DelayAsync(options));
    }

    [Fact]
    public async Task P11_Ours_waits_as_long_as_the_maximum_allows()
    {
        var options = new HttpRetryStrategyOptions { MaxRetryAttempts = 1 };
        options.WithMaxDelay(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), await DelayAsync(options));
    }

    [Fact]
    public async Task A_shorter_delay_of_the_generator_stays()
    {
        var options = new HttpRetryStrategyOptions { MaxRetryAttempts = 1 };
        options.WithMaxDelay(TimeSpan.FromHours(7));
        Assert.Equal(TimeSpan.FromHours(6), await DelayAsync(options));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_generated_delay_Pollys_own_applies(bool generates)
    {
        var options = new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromSeconds(9),
            ShouldHandle = args => new(args.Outcome.Result is { IsSuccessStatusCode: false }),
            DelayGenerator = generates ? _ => new((TimeSpan?)null) : null,
        };
        Assert.Equal(TimeSpan.FromSeconds(4), await DelayAsync(options.WithMaxDelay(TimeSpan.FromSeconds(4))));
    }

    [Fact]
    public void A_maximum_out_of_range_is_refused()
    {
        var options = new RetryStrategyOptions<int>();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.WithMaxDelay(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.WithMaxDelay(TimeSpan.FromDays(1) + TimeSpan.FromTicks(1)));
    }

    /// <summary>How long Polly is about to wait for a server that says "in six hours".</summary>
    private static async Task<TimeSpan> DelayAsync(RetryStrategyOptions<HttpResponseMessage> options)
    {
        using var caller = new CancellationTokenSource();
        TimeSpan? delay = null;
        options.OnRetry = async args =>
        {
            delay = args.RetryDelay;
            await caller.CancelAsync();
        };
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = new TestClock() }.AddRetry(options).Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.ExecuteAsync(
            _ =>
            {
                var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
                response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromHours(6));
                return ValueTask.FromResult(response);
            },
            caller.Token));
        return delay!.Value;
    }
}
