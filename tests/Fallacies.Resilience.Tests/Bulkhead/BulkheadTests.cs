using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

public sealed class BulkheadTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_bulkhead_takes_its_reserve_then_what_nobody_reserved_and_never_more_than_its_maximum()
    {
        var set = Carve(10, options => options.Carve("payments", reserved: 4, max: 6).Carve("search", reserved: 2, max: 10));
        Bulkhead payments = set.Get("payments"), search = set.Get("search");

        // 2 of its own and the 4 that nobody reserved: the reserve of the other stays free.
        Assert.Equal(6, Enter(search, 10));
        Assert.Equal(4, Enter(payments, 10));
        Assert.Equal((10, 0, 0), (set.InUse, search.Free, payments.Free));
    }

    [Fact]
    public void A_maximum_binds_while_shared_permits_are_free()
    {
        var set = Carve(10, options => options.Carve("payments", reserved: 2, max: 3));

        Assert.Equal(3, set.Get("payments").Free);
        Assert.Equal(3, Enter(set.Get("payments"), 10));
    }

    [Fact]
    public void A_bulkhead_says_at_each_step_how_many_more_it_would_admit()
    {
        var set = Carve(6, options => options.Carve("a", reserved: 2, max: 5).Carve("b", reserved: 1, max: 2));
        Bulkhead a = set.Get("a"), b = set.Get("b");

        // Each has its reserve and the 3 that are shared, as far as its maximum goes.
        var free = new List<(int A, int B)> { (a.Free, b.Free) };
        foreach (var bulkhead in new[] { b, a, a, a, a, a })
        {
            Enter(bulkhead, 1);
            free.Add((a.Free, b.Free));
        }

        a.Leave();
        free.Add((a.Free, b.Free));
        Assert.Equal([(5, 2), (5, 1), (4, 1), (3, 1), (2, 1), (1, 1), (0, 0), (1, 1)], free);
    }

    [Fact]
    public void A_returned_permit_goes_back_to_where_it_came_from()
    {
        var set = Carve(3, options => options.Carve("a", reserved: 1, max: 3).Carve("b", reserved: 1, max: 3));
        Bulkhead a = set.Get("a"), b = set.Get("b");
        Assert.Equal(2, Enter(a, 3));

        // The first to leave frees the shared permit, which b may take; the second frees a's own, which b may not.
        a.Leave();
        Assert.Equal(2, Enter(b, 3));
        a.Leave();
        Assert.Equal(0, Enter(b, 3));
        Assert.Equal(1, Enter(a, 3));
    }

    [Fact]
    public void Calls_without_a_name_of_their_own_share_the_share_of_others()
    {
        var set = Carve(3, options => options.Carve("a", reserved: 1, max: 3).Carve(BulkheadSetOptions.Others, reserved: 0, max: 1));

        Assert.Same(set.Get("b"), set.Get("c"));
        Assert.Equal("outbound/*", set.Get("b").Key.ToString());
        Assert.Contains("no share 'x'; they have a.", Assert.Throws<ArgumentException>(() => Carve(1, o => o.Carve("a", 0, 1)).Get("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_is_served_in_order_while_it_is_young()
    {
        var bulkhead = Queueing(queue: 3);
        var waiting = Enumerable.Range(0, 3).Select(_ => bulkhead.EnterAsync(default).AsTask()).ToArray();
        Assert.Equal(3, bulkhead.Waiting);
        Assert.Equal(Admission.QueueFull, await bulkhead.EnterAsync(default));

        _time.Advance(TimeSpan.FromMilliseconds(500));
        for (var i = 0; i < 3; i++)
        {
            bulkhead.Leave();
            Assert.Equal(Enumerable.Range(0, 3).Select(j => j <= i), waiting.Select(task => task.IsCompleted));
        }

        Assert.Equal((1, 0), (bulkhead.InUse, bulkhead.Waiting));
    }

    [Fact]
    public void A_queue_serves_the_newest_first_once_the_oldest_has_waited_for_more_than_half_of_what_it_may()
    {
        var bulkhead = Queueing(queue: 3);
        var waiting = Enumerable.Range(0, 3).Select(_ => bulkhead.EnterAsync(default).AsTask()).ToArray();

        _time.Advance(TimeSpan.FromMilliseconds(501));
        bulkhead.Leave();
        Assert.Equal([false, false, true], waiting.Select(task => task.IsCompleted));
    }

    [Fact]
    public async Task A_call_waits_no_longer_than_it_may()
    {
        var bulkhead = Queueing(queue: 1);
        var waiting = bulkhead.EnterAsync(default).AsTask();

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Admission.QueueTimeout, await waiting);

        // Its place is free, and a permit that comes later is not given to who has gone.
        bulkhead.Leave();
        Assert.Equal((0, 0), (bulkhead.InUse, bulkhead.Waiting));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_leaves_the_queue()
    {
        var bulkhead = Queueing(queue: 1);
        using var source = new CancellationTokenSource();
        var waiting = bulkhead.EnterAsync(source.Token).AsTask();

        await source.CancelAsync();
        Assert.Equal(Admission.Cancelled, await waiting);
        Assert.Equal(0, bulkhead.Waiting);
        Assert.Equal(Admission.Cancelled, await bulkhead.EnterAsync(source.Token));

        bulkhead.Leave();
        Assert.Equal(0, bulkhead.InUse);
    }

    [Fact]
    public void Nobody_passes_those_who_wait_for_a_shared_permit()
    {
        var set = Carve(2, options => options.Carve("a", 0, 2, queue: 1, maxQueueWait: TimeSpan.FromSeconds(1)).Carve("b", 0, 2));
        Bulkhead a = set.Get("a"), b = set.Get("b");
        Enter(a, 2);
        var waiting = a.EnterAsync(default).AsTask();

        a.Leave();
        Assert.True(waiting.IsCompleted);
        Assert.Equal(Admission.Full, b.TryEnter());
    }

    [Fact]
    public void Lines_are_served_in_turn()
    {
        var wait = TimeSpan.FromSeconds(1);
        var set = Carve(1, options => options.Carve("a", 0, 1, 2, wait).Carve("b", 0, 1, 2, wait));
        Bulkhead a = set.Get("a"), b = set.Get("b");
        Enter(a, 1);
        var waiting = new[] { a, a, b, b }.Select(bulkhead => bulkhead.EnterAsync(default).AsTask()).ToArray();

        a.Leave();
        var first = waiting[0].IsCompleted ? a : b;
        first.Leave();
        Assert.True(waiting[0].IsCompleted && waiting[2].IsCompleted, "one of each line");
        Assert.False(waiting[1].IsCompleted || waiting[3].IsCompleted);
    }

    [Fact]
    public async Task A_reserve_admits_at_once_while_others_wait()
    {
        var set = Carve(2, options => options.Carve("a", 1, 2, queue: 5, maxQueueWait: TimeSpan.FromSeconds(1)).Carve("b", 1, 1));
        Enter(set.Get("a"), 1);
        var waiting = set.Get("a").EnterAsync(default).AsTask();
        Assert.False(waiting.IsCompleted);

        Assert.Equal(Admission.Admitted, set.Get("b").TryEnter());
        Assert.Equal(Admission.Full, set.Get("b").TryEnter());
        set.Get("a").Leave();
        Assert.Equal(Admission.Admitted, await waiting);
    }

    private Bulkhead Queueing(int queue)
    {
        var bulkhead = Carve(1, options => options.Carve("search", 0, 1, queue, TimeSpan.FromSeconds(1))).Get("search");
        Assert.Equal(Admission.Admitted, bulkhead.TryEnter());
        return bulkhead;
    }

    private BulkheadSet Carve(int total, Action<BulkheadSetOptions> carve)
    {
        var options = new BulkheadSetOptions { TotalPermits = total };
        carve(options);
        return new("outbound", options, _time);
    }

    private static int Enter(Bulkhead bulkhead, int times) => Enumerable.Range(0, times).Count(_ => bulkhead.TryEnter() == Admission.Admitted);
}
