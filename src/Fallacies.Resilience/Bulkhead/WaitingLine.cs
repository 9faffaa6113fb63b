namespace Fallacies.Resilience;

/// <summary>The queue of one bulkhead. All members but <see cref="Count"/> are used under the lock of the set.</summary>
internal sealed class WaitingLine(int limit, TimeSpan maxWait, TimeProvider time)
{
    private readonly LinkedList<Waiter> _waiters = new();
    private int _count;

    /// <summary>How many wait; may be read without a lock.</summary>
    public int Count => Volatile.Read(ref _count);

    public int Limit => limit;

    public TimeSpan MaxWait => maxWait;

    public void Add(Waiter waiter)
    {
        _waiters.AddLast(waiter.Node);
        Volatile.Write(ref _count, _waiters.Count);
    }

    /// <summary>Who is served next: in order of arrival while the line moves, and the newest first when the oldest has waited for more than half of what it may.</summary>
    /// <remarks>
    /// A line that old is overloaded, and its oldest calls are likely to be given up before their answer comes. Serving the newest wastes less
    /// (last-in-first-out queue of Netflix's concurrency-limits).
    /// </remarks>
    /// <param name="now">The timestamp.</param>
    public Waiter Next(long now)
    {
        var oldest = _waiters.First!.Value;
        return oldest.Waited(time, now) > maxWait / 2 ? _waiters.Last!.Value : oldest;
    }

    /// <summary>Takes one out.</summary>
    /// <returns><see langword="false"/> if it had left already.</returns>
    public bool Remove(Waiter waiter)
    {
        if (waiter.Node.List is null)
            return false;

        _waiters.Remove(waiter.Node);
        Volatile.Write(ref _count, _waiters.Count);
        return true;
    }
}
