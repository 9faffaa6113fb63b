namespace Fallacies.Resilience;

/// <summary>The permits of a total that no bulkhead has reserved.</summary>
internal sealed class SharedPermits(int size)
{
    private int _inUse;

    public int Size => size;

    public int InUse => Volatile.Read(ref _inUse);

    public bool TryTake()
    {
        while (InUse is var inUse && inUse < size)
        {
            if (Interlocked.CompareExchange(ref _inUse, inUse + 1, inUse) == inUse)
                return true;
        }

        return false;
    }

    public void Return() => Interlocked.Decrement(ref _inUse);
}
