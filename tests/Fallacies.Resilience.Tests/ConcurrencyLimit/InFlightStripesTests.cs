namespace Fallacies.Resilience.Tests;

public sealed class InFlightStripesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void However_many_stripes_there_are_the_limit_is_exact(int processors)
    {
        var limit = new AdaptiveConcurrencyLimit(new("stock"), new() { Algorithm = new Aimd { MinLimit = 21, InitialLimit = 21, MaxLimit = 21 } }, new TestClock(), ResilienceMeter.Default, processors);
        var running = 0;
        Parallel.For(0, 4, _ =>
        {
            var places = new Stack<AdaptiveConcurrencyLimit.Place>();
            for (var i = 0; i < 50_000; i++)
            {
                if (i % 16 < 8 && limit.TryEnter(StrategyTags.None, out var place))
                {
                    Assert.InRange(Interlocked.Increment(ref running), 1, 21);
                    places.Push(place);
                }
                else if (places.TryPop(out place))
                {
                    Interlocked.Decrement(ref running);
                    limit.Leave(place, ConcurrencyEvidence.Success);
                }
            }

            while (places.TryPop(out var place))
            {
                Interlocked.Decrement(ref running);
                limit.Leave(place, ConcurrencyEvidence.Success);
            }
        });

        Assert.Equal(0, limit.InFlight);
        Assert.Equal(21, Enumerable.Range(0, 50).Count(_ => limit.TryEnter(StrategyTags.None, out var _)));
    }
}
