using System.Threading.RateLimiting;

namespace Fallacies.Resilience;

/// <summary>One share of a <see cref="BulkheadSet"/>: it keeps one dependency from taking all that others need.</summary>
/// <remarks>Calls are counted, not threads: a call that awaits holds a permit and no thread.</remarks>
public sealed class Bulkhead
{
    private readonly CarvedPermits _permits;
    private readonly BulkheadQueues _queues;
    private readonly BulkheadInstruments _instruments;

    internal Bulkhead(DependencyKey key, BulkheadShareOptions options, SharedPermits shared, BulkheadQueues queues, BulkheadInstruments instruments)
    {
        (_queues, _instruments) = (queues, instruments);
        (Key, Reserved, Max, RetryAfter) = (key, options.Reserved, options.Max, options.RetryAfter);
        _permits = new(options.Reserved, options.Max, shared);
        Line = new(options.Queue, options.MaxQueueWait ?? TimeSpan.Zero, queues.Time);
    }

    /// <summary>Gets the name of the set and of the share.</summary>
    /// <value>The share is the key's authority.</value>
    public DependencyKey Key { get; }

    /// <summary>Gets the permits that only this bulkhead can take.</summary>
    /// <value>From 0 to <see cref="Max"/>.</value>
    public int Reserved { get; }

    /// <summary>Gets the calls that may run at once.</summary>
    /// <value>At least 1.</value>
    public int Max { get; }

    /// <summary>Gets the calls that run now.</summary>
    /// <value>From 0 to <see cref="Max"/>.</value>
    public int InUse => _permits.InUse;

    /// <summary>Gets the calls that wait now.</summary>
    /// <value>From 0 to <see cref="BulkheadShareOptions.Queue"/>.</value>
    public int Waiting => Line.Count;

    /// <summary>Gets how many more calls would be admitted now.</summary>
    /// <value>From 0 to <see cref="Max"/>.</value>
    public int Free => _permits.Free;

    internal TimeSpan RetryAfter { get; }

    internal WaitingLine Line { get; }

    /// <summary>Makes a limiter for whatever takes one, such as Polly's <c>AddRateLimiter</c>. All limiters of a bulkhead take from the same permits.</summary>
    /// <returns>A limiter whose disposal has no effect on the bulkhead.</returns>
    public RateLimiter AsRateLimiter() => new BulkheadRateLimiter(this);

    /// <summary>Takes a permit or not, now.</summary>
    internal Admission TryEnter() => TryEnterFast() ? Admission.Admitted : EnterLast();

    /// <summary>Takes a permit, waiting for one as long as the options allow.</summary>
    internal ValueTask<Admission> EnterAsync(CancellationToken cancellation)
    {
        if (TryEnterFast())
            return new(Admission.Admitted);

        return Line.Limit == 0 ? new(EnterLast()) : _queues.WaitAsync(this, cancellation);
    }

    /// <summary>Returns a permit and lets in who waits for it.</summary>
    internal void Leave()
    {
        _permits.Return();
        _queues.Admit();
    }

    /// <summary>Takes a permit without a look at who came before. Under the lock of the queues only.</summary>
    internal bool TryTake() => _permits.TryTake();

    /// <summary>Counts a refusal.</summary>
    /// <returns>Its word.</returns>
    internal string Refused(Admission why, StrategyTags tags)
    {
        var reason = BulkheadInstruments.Reason(why);
        _instruments.Rejected(Key, reason, tags);
        return reason;
    }

    // Nobody passes those who wait: not those in the own line, nor those in other lines where it is about a permit they may need too.
    private bool TryEnterFast()
    {
        if (Line.Count == 0 && _permits.TryTakeReserved())
            return true;

        if (_queues.AnyWaiting)
            return false;

        // A shared permit may have been held for a moment and returned, and may be what another call has just begun to wait for.
        var taken = _permits.TryTake();
        _queues.Admit();
        return taken;
    }

    private Admission EnterLast() => _queues.TryEnter(this) ? Admission.Admitted : Admission.Full;
}
