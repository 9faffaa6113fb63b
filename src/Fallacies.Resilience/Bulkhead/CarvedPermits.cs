namespace Fallacies.Resilience;

/// <summary>
/// The permits of one bulkhead: the first <c>reserved</c> are its own, each further one up to <c>max</c> is covered by a shared permit.
/// </summary>
/// <remarks>
/// Always <c>shared in use ≥ Σ max(0, in use − reserved)</c>: a shared permit is taken before the count goes up and returned after it went down.
/// Hence Σ in use ≤ Σ reserved + size of the shared part, at every moment and without a lock over both counters.
/// </remarks>
internal sealed class CarvedPermits(int reserved, int max, SharedPermits shared)
{
    private int _inUse;

    public int InUse => Volatile.Read(ref _inUse);

    /// <summary>How many more would be admitted now.</summary>
    public int Free
    {
        get
        {
            var inUse = InUse;
            return Math.Min(max - inUse, Math.Max(0, reserved - inUse) + shared.Size - shared.InUse);
        }
    }

    /// <summary>Takes one of the reserved permits, whatever the others do.</summary>
    public bool TryTakeReserved()
    {
        var inUse = Volatile.Read(ref _inUse);
        while (inUse < reserved)
        {
            var seen = Interlocked.CompareExchange(ref _inUse, inUse + 1, inUse);
            if (seen == inUse)
                return true;

            inUse = seen;
        }

        return false;
    }

    /// <summary>Takes a permit: a reserved one if there is one.</summary>
    /// <param name="returned">
    /// Whether a shared permit was held for a moment and returned unused. Another may have missed it meanwhile, so that those who wait have to be looked at.
    /// </param>
    public bool TryTake(out bool returned)
    {
        returned = false;
        while (!TryTakeReserved())
        {
            if (Volatile.Read(ref _inUse) >= max || !shared.TryTake())
                return false;

            if (TryTakeCovered())
                return true;

            shared.Return();
            returned = true;
        }

        return true;
    }

    /// <summary>Gives a permit back.</summary>
    public void Return()
    {
        // Which of the two it was follows from the count: the last to come over the reserve pays the shared one back.
        if (Interlocked.Decrement(ref _inUse) >= reserved)
            shared.Return();
    }

    /// <summary>Counts one more for which a shared permit is in hand, unless a reserved one has become free or the maximum is reached.</summary>
    private bool TryTakeCovered()
    {
        var inUse = Volatile.Read(ref _inUse);
        while (inUse >= reserved && inUse < max)
        {
            var seen = Interlocked.CompareExchange(ref _inUse, inUse + 1, inUse);
            if (seen == inUse)
                return true;

            inUse = seen;
        }

        return false;
    }
}
