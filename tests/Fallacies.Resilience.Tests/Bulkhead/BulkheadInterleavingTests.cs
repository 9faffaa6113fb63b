using System.Runtime.CompilerServices;

namespace Fallacies.Resilience.Tests;

/// <summary>Calls that come, leave and give up just while another joins a queue.</summary>
public sealed class BulkheadInterleavingTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly QueueClock _time = new();
    private readonly BulkheadSet _set;

    public BulkheadInterleavingTests() => _set = new("outbound", new BulkheadSetOptions { TotalPermits = 3 }
        .Carve("own", reserved: 1, max: 1)
        .Carve("queued", reserved: 0, max: 1, queue: 2, MaxWait)
        .Carve("free", reserved: 0, max: 2, queue: 2, MaxWait), _time);

    private Bulkhead Own => _set.Get("own");

    private Bulkhead Queued => _set.Get("queued");

    private Bulkhead Free => _set.Get("free");

    [Fact]
    public async Task Who_finds_a_permit_comes_and_goes_without_the_lock_of_the_queues()
    {
        Queued.TryEnter();
        _time.BeforeItWaits = () => Assert.True(Elsewhere(ComeAndGo));
        var first = Queued.EnterAsync(default).AsTask();

        // While others wait a shared permit is for them; a reserved one is not.
        _time.BeforeItWaits = () => Assert.Equal(Admission.Admitted, Elsewhere(Own.TryEnter));
        var second = Queued.EnterAsync(default).AsTask();
        Own.Leave();

        _time.Advance(MaxWait);
        Assert.Equal([Admission.QueueTimeout, Admission.QueueTimeout], await Task.WhenAll(first, second));
        _time.BeforeItWaits = () => Assert.True(Elsewhere(ComeAndGo));
        var third = Queued.EnterAsync(default).AsTask();
        Assert.False(third.IsCompleted);

        bool ComeAndGo()
        {
            var admitted = Free.TryEnter() == Admission.Admitted;
            Free.Leave();
            return admitted;
        }
    }

    [Fact]
    public void A_permit_that_comes_back_just_before_a_call_waits_admits_it()
    {
        Enter(Free, 2);
        _time.BeforeItWaits = () => Elsewhere(() =>
        {
            Free.Leave();
            return true;
        });

        Assert.True(Queued.EnterAsync(default).AsTask().IsCompleted);
        Assert.Equal((1, 0), (Queued.InUse, Queued.Waiting));
        Assert.Empty(_time.Timers);
    }

    [Fact]
    public void A_permit_that_has_just_come_back_goes_to_who_waits_and_not_to_who_comes()
    {
        Enter(Free, 2);
        var waiting = Queued.EnterAsync(default).AsTask();
        var leaving = new Thread(Free.Leave);
        _time.BeforeItWaits = () =>
        {
            // Who leaves has returned the permit and now needs the lock that is held here.
            leaving.Start();
            Assert.True(SpinWait.SpinUntil(() => Free.Free == 1, TimeSpan.FromSeconds(5)));
            Assert.Equal(Admission.Full, Free.TryEnter());
            Assert.True(waiting.IsCompleted);
        };
        var last = Queued.EnterAsync(default).AsTask();

        leaving.Join();
        Assert.False(last.IsCompleted);
        Assert.Equal((1, 1), (Queued.InUse, Free.InUse));
    }

    [Fact]
    public async Task A_timer_that_fires_just_when_a_permit_comes_changes_nothing()
    {
        Queued.TryEnter();
        var first = Queued.EnterAsync(default).AsTask();
        var second = Queued.EnterAsync(default).AsTask();
        var late = _time.Timers[0];

        Queued.Leave();
        late.Fire();
        Assert.Equal(Admission.Admitted, await first);
        Assert.Equal((1, 1), (Queued.InUse, Queued.Waiting));

        Queued.Leave();
        Assert.Equal(Admission.Admitted, await second);
    }

    [Fact]
    public async Task A_wait_that_runs_out_while_the_clock_is_asked_takes_no_permit()
    {
        Queued.TryEnter();
        var late = Queued.EnterAsync(default).AsTask();
        _time.BeforeItWaits = () => _time.Advance(TimeSpan.FromMinutes(1));

        Queued.Leave();

        Assert.Equal(Admission.QueueTimeout, await late);
        Assert.Equal((0, 0), (Queued.InUse, Queued.Waiting));
        Assert.Equal(Admission.Admitted, Queued.TryEnter());
    }

    [Fact]
    public async Task A_call_that_is_cancelled_just_before_it_is_watched_leaves_no_timer_behind()
    {
        using var source = new CancellationTokenSource();
        Queued.TryEnter();
        _time.BeforeItIsWatched = source.Cancel;

        Assert.Equal(Admission.Cancelled, await Queued.EnterAsync(source.Token));
        Assert.Empty(_time.Timers);
        Assert.Equal(0, Queued.Waiting);
    }

    [Fact]
    public async Task However_a_wait_ends_it_leaves_no_timer_behind()
    {
        using var source = new CancellationTokenSource();
        Queued.TryEnter();
        var admitted = Queued.EnterAsync(default).AsTask();
        var cancelled = Queued.EnterAsync(source.Token).AsTask();
        Assert.Equal(2, _time.Timers.Count);

        Queued.Leave();
        await source.CancelAsync();
        Assert.Equal([Admission.Admitted, Admission.Cancelled], await Task.WhenAll(admitted, cancelled));
        Assert.Empty(_time.Timers);
    }

    [Fact]
    public void A_token_that_lives_as_long_as_the_host_does_not_keep_the_calls_that_waited()
    {
        using var source = new CancellationTokenSource();
        var waited = Wait(source.Token);
        GC.Collect();
        Assert.False(waited.TryGetTarget(out _));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<object> Wait(CancellationToken cancellation)
    {
        Queued.TryEnter();
        var waiting = Queued.EnterAsync(cancellation).AsTask();
        Queued.Leave();
        Assert.True(waiting.IsCompleted);
        return new(waiting);
    }

    private static void Enter(Bulkhead bulkhead, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal(Admission.Admitted, bulkhead.TryEnter());
    }

    /// <summary>Does something on another thread, while this one holds a lock that it must not need.</summary>
    private static T Elsewhere<T>(Func<T> act)
    {
        T result = default!;
        var thread = new Thread(() => result = act());
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(5)), "The other thread waits for the lock of the queues.");
        return result;
    }
}
