namespace Fallacies.Resilience;

/// <summary>Objects that an observable instrument reports as long as someone else holds them.</summary>
/// <remarks>An instrument lives as long as its meter, often as long as the process, and must not keep what it measures alive.</remarks>
internal sealed class Living<T>
    where T : class
{
    private readonly List<WeakReference<T>> _all = [];

    public IReadOnlyList<T> All
    {
        get
        {
            lock (_all)
            {
                var living = new List<T>(_all.Count);
                _all.RemoveAll(reference => !Collect(reference, living));
                return living;
            }
        }
    }

    public void Add(T item)
    {
        lock (_all)
        {
            // Also where nobody ever listens the list does not grow beyond those that live.
            _all.RemoveAll(static reference => !reference.TryGetTarget(out _));
            _all.Add(new(item));
        }
    }

    private static bool Collect(WeakReference<T> reference, List<T> living)
    {
        if (!reference.TryGetTarget(out var item))
            return false;

        living.Add(item);
        return true;
    }
}
