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
        while (InUse is var inUse && inUse < reserved)
        {
            if (TryCountFrom(inUse))
                return true;
        }

        return false;
    }

    /// <summary>Takes a permit: a reserved one if there is one.</summary>
    /// <remarks>
    /// A shared permit may be held for a moment and returned unused. Another may miss it meanwhile, so that those who wait have to be looked at.
    /// </remarks>
    public bool TryTake()
    {
        while (InUse is var inUse && inUse < max)
        {
            var covered = inUse >= reserved;
            if (covered && !shared.TryTake())
                return false;

            if (TryCountFrom(inUse))
                return true;

            // The count has changed, and with it perhaps which permit the next try needs.
            if (covered)
                shared.Return();
        }

        return false;
    }

    /// <summary>Gives a permit back.</summary>
    public void Return()
    {
        // Which of the two it was follows from the count: the last to come over the reserve pays the shared one back.
        if (Interlocked.Decrement(ref _inUse) >= reserved)
            shared.Return();
    }

    private bool TryCountFrom(int inUse) => Interlocked.CompareExchange(ref _inUse, inUse + 1, inUse) == inUse;
}
