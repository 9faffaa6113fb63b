namespace Fallacies.Resilience;

/// <summary>The permits of a total that no bulkhead has reserved.</summary>
internal sealed class SharedPermits(int size)
{
    private int _inUse;

    public int Size => size;

    public int InUse => Volatile.Read(ref _inUse);

    public bool TryTake()
    {
        var inUse = Volatile.Read(ref _inUse);
        while (inUse < size)
        {
            var seen = Interlocked.CompareExchange(ref _inUse, inUse + 1, inUse);
            if (seen == inUse)
                return true;

            inUse = seen;
        }

        return false;
    }

    public void Return() => Interlocked.Decrement(ref _inUse);
}
