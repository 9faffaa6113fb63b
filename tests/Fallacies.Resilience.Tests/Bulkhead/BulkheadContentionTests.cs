namespace Fallacies.Resilience.Tests;

/// <summary>Threads that want the same permit at once: short enough to run beside everything else.</summary>
public sealed class BulkheadContentionTests
{
    [Fact]
    public void Threads_that_collide_neither_lose_a_permit_nor_make_one()
    {
        var set = new BulkheadSet("contended", new BulkheadSetOptions { TotalPermits = 5 }.Carve("a", reserved: 1, max: 4).Carve("b", reserved: 1, max: 4));
        using var start = new Barrier(2);
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < 200_000; i++)
            {
                // Two at a time: the reserve is left and found again at each turn.
                var bulkhead = set.Bulkheads[(i >> 10) & 1];
                Admission first = bulkhead.TryEnter(), second = bulkhead.TryEnter();
                Leave(bulkhead, first);
                Leave(bulkhead, second);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal((0, 4, 4), (set.InUse, set.Get("a").Free, set.Get("b").Free));
        Assert.Equal((4, 1), (Enter(set.Get("a")), Enter(set.Get("b"))));
    }

    private static void Leave(Bulkhead bulkhead, Admission admission)
    {
        if (admission == Admission.Admitted)
            bulkhead.Leave();
    }

    private static int Enter(Bulkhead bulkhead) => Enumerable.Range(0, 10).Count(_ => bulkhead.TryEnter() == Admission.Admitted);
}
