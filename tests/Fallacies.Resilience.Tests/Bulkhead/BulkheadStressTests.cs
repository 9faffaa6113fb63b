using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

/// <summary>A million operations on many threads, with cancellation and timeouts at random.</summary>
public sealed class BulkheadStressTests
{
    private const int Total = 10;
    private const int Workers = 16;
    private const int Operations = 1_000_000;

    private readonly FakeTimeProvider _time = new();
    private readonly BulkheadSet _set;
    private readonly int[] _admitted = new int[6];
    private int _running;

    public BulkheadStressTests()
    {
        var wait = TimeSpan.FromMilliseconds(100);
        _set = new("stress", new BulkheadSetOptions { TotalPermits = Total }
            .Carve("reserved", reserved: 2, max: 2)
            .Carve("search", reserved: 1, max: 8, queue: 3, maxQueueWait: wait)
            .Carve("stock", reserved: 3, max: 5, queue: 2, maxQueueWait: wait)
            .Carve("*", reserved: 0, max: 3), _time);
    }

    [Fact]
    public async Task The_total_holds_a_reserve_admits_at_once_and_all_is_returned()
    {
        // Two workers are as many as "reserved" has permits: they must never wait and never be refused, whatever the others do.
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => worker < 2 ? ReserveAsync() : CompeteAsync(new Random(worker)))).ToArray();
        await Task.WhenAll(workers);

        Assert.All(_set.Bulkheads, bulkhead => Assert.Equal((0, 0), (bulkhead.InUse, bulkhead.Waiting)));
        Assert.Equal((Total - 6) + 2, Enumerable.Range(0, 100).Count(_ => _set.Get("search").TryEnter() == Admission.Admitted) + 1);

        // The test has tried what it is about: each way to end was taken.
        Assert.All(Enum.GetValues<Admission>(), how => Assert.True(_admitted[(int)how] > 0, $"{how}: {string.Join(' ', _admitted)}"));
    }

    private async Task ReserveAsync()
    {
        for (var i = 0; i < Operations / Workers; i++)
        {
            Assert.Equal(Admission.Admitted, _set.Get("reserved").TryEnter());
            await RunAsync(_set.Get("reserved"), yields: i % 2);
        }
    }

    private async Task CompeteAsync(Random random)
    {
        string[] shares = ["search", "stock", "other"];
        for (var i = 0; i < Operations / Workers; i++)
        {
            var bulkhead = _set.Get(shares[random.Next(3)]);
            using var source = new CancellationTokenSource();
            var entering = bulkhead.EnterAsync(source.Token);
            if (!entering.IsCompleted && random.Next(3) == 0)
                source.Cancel();

            if (random.Next(10) == 0)
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(60)));

            var how = await entering;
            Interlocked.Increment(ref _admitted[(int)how]);
            if (how == Admission.Admitted)
                await RunAsync(bulkhead, random.Next(3));
        }
    }

    private async Task RunAsync(Bulkhead bulkhead, int yields)
    {
        // Counted by who runs, not by what is tested.
        Assert.InRange(Interlocked.Increment(ref _running), 1, Total);
        for (var i = 0; i < yields; i++)
            await Task.Yield();

        Interlocked.Decrement(ref _running);
        bulkhead.Leave();
    }
}
