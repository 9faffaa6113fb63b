namespace Fallacies.Resilience;

/// <summary>The queues of all bulkheads of a set. Only calls that found no permit come here, and calls that leave while others wait.</summary>
/// <remarks>
/// No wake-up is lost: who comes counts itself as waiting before it looks for a permit, who leaves returns the permit before it looks for
/// waiting calls, and both steps are full fences. So one of the two sees the other.
/// </remarks>
/// <param name="turns">Those whose lines are served in turn; filled before the first call comes.</param>
/// <param name="time">Says how long a call has waited.</param>
/// <param name="instruments">Measures it.</param>
internal sealed class BulkheadQueues(Bulkhead[] turns, TimeProvider time, BulkheadInstruments instruments)
{
    private readonly object _gate = new();
    private int _turn;
    private int _waiting;

    public TimeProvider Time => time;

    public bool AnyWaiting => Volatile.Read(ref _waiting) > 0;

    /// <summary>Takes a permit for a call that will not wait, after all that do.</summary>
    public bool TryEnter(Bulkhead bulkhead)
    {
        // Where nobody waits there is no order to keep, and the caller has looked for a permit already.
        if (!AnyWaiting)
            return false;

        lock (_gate)
            return TryEnterLast(bulkhead);
    }

    public ValueTask<Admission> WaitAsync(Bulkhead bulkhead, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return new(Admission.Cancelled);

        lock (_gate)
        {
            if (TryEnterLast(bulkhead))
                return new(Admission.Admitted);

            if (bulkhead.Line.Count >= bulkhead.Line.Limit)
                return new(Admission.QueueFull);

            var waiter = new Waiter(bulkhead, time.GetTimestamp());
            bulkhead.Line.Add(waiter);
            Interlocked.Increment(ref _waiting);

            // Who has left since, without a look at the line that was empty, left a permit that nobody else will hand over.
            AdmitWaiting();
            if (!waiter.Task.IsCompleted)
                Watch(waiter, cancellation);

            return new(waiter.Task);
        }
    }

    /// <summary>Lets in those who wait and for whom there is a permit.</summary>
    public void Admit()
    {
        if (!AnyWaiting)
            return;

        lock (_gate)
            AdmitWaiting();
    }

    private bool TryEnterLast(Bulkhead bulkhead)
    {
        AdmitWaiting();
        return bulkhead.Line.Count == 0 && bulkhead.TryTake();
    }

    private void AdmitWaiting()
    {
        // Asked first: a clock for tests may end waits while it is asked.
        var now = AnyWaiting ? time.GetTimestamp() : 0;

        // One of each line in turn, until a whole round has admitted nobody.
        for (var idle = 0; idle < turns.Length && AnyWaiting; idle++)
        {
            var bulkhead = turns[_turn];
            _turn = (_turn + 1) % turns.Length;
            if (bulkhead.Line.Count > 0 && bulkhead.TryTake())
            {
                End(bulkhead.Line.Next(now), Admission.Admitted);
                idle = -1;
            }
        }
    }

    private void Watch(Waiter waiter, CancellationToken cancellation)
    {
        var timer = time.CreateTimer(_ => End(waiter, Admission.QueueTimeout), null, waiter.Bulkhead.Line.MaxWait, Timeout.InfiniteTimeSpan);
        waiter.Watch(timer, cancellation.UnsafeRegister(_ => End(waiter, Admission.Cancelled), null));
    }

    private void End(Waiter waiter, Admission how)
    {
        lock (_gate)
        {
            // A permit, a timer and a token may come at once; the first decides.
            if (!waiter.Bulkhead.Line.Remove(waiter))
                return;

            Interlocked.Decrement(ref _waiting);
            instruments.Waited(waiter.Bulkhead.Key, waiter.Waited(time, time.GetTimestamp()), how);
            waiter.End(how);
        }
    }
}
