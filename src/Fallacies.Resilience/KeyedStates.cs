using System.Collections.Concurrent;

namespace Fallacies.Resilience;

/// <summary>State that is kept for each dependency.</summary>
internal interface IKeyedState
{
    /// <summary>Whether losing this state would change no decision but the next few.</summary>
    bool IsAtRest { get; }

    /// <summary>Whether it is not at rest, yet nobody would miss it: what it waits for was over at that moment.</summary>
    bool IsStale(long timestamp);

    /// <summary>Says whether the state was used since it was last asked, and forgets it.</summary>
    bool TakeUse();

    /// <summary>Tells those who hold on to the state to look it up again.</summary>
    void Retire();
}

/// <summary>
/// State by dependency, without a lock on lookups. What is unused and at rest for a while is forgotten; beyond the capacity all keys share one state.
/// </summary>
/// <remarks>
/// Use is a mark that a sweep takes away (as in the clock algorithm for pages of memory), so that a call writes nothing another thread reads.
/// Sweeps ride on new keys and on readers; where neither comes, nothing grows.
/// </remarks>
internal sealed class KeyedStates<TState>(Func<DependencyKey, TState> create, TimeProvider time, TimeSpan idleTimeout, int capacity)
    where TState : class, IKeyedState
{
    private readonly ConcurrentDictionary<DependencyKey, Entry> _entries = new();
    private readonly long _idle = time.ToTimestamps(idleTimeout);
    private readonly object _gate = new();
    private long _swept = time.GetTimestamp();
    private TState? _overflow;
    private int _count;

    public TState Get(DependencyKey key) => _entries.TryGetValue(key, out var entry) ? entry.State : Add(key);

    public TState? Find(DependencyKey key) => key == DependencyKey.Overflow ? Volatile.Read(ref _overflow) : _entries.TryGetValue(key, out var entry) ? entry.State : null;

    /// <summary>All states that are known now, the shared one included.</summary>
    public List<TState> Snapshot()
    {
        lock (_gate)
            SweepIfDue();

        var states = _entries.Select(pair => pair.Value.State).ToList();
        if (Volatile.Read(ref _overflow) is { } overflow)
            states.Add(overflow);
        return states;
    }

    // New keys are rare, so that they may take turns; keys beyond the capacity are not, and do not.
    private TState Add(DependencyKey key)
    {
        if (Volatile.Read(ref _count) >= capacity && !IsSweepDue && Volatile.Read(ref _overflow) is { } shared)
            return shared;

        lock (_gate)
        {
            SweepIfDue();
            if (_entries.TryGetValue(key, out var known))
                return known.State;
            if (_count >= capacity)
                return _overflow ?? Overflow();

            var entry = new Entry(create(key), time.GetTimestamp());
            _entries[key] = entry;
            _count++;
            return entry.State;
        }
    }

    // Retired from the start: who holds on to it looks again with each call, as there may be room by then.
    private TState Overflow()
    {
        var shared = create(DependencyKey.Overflow);
        shared.Retire();
        Volatile.Write(ref _overflow, shared);
        return shared;
    }

    // Ten times per timeout: state is kept for at most a tenth longer than was asked for.
    private bool IsSweepDue => time.GetTimestamp() - Volatile.Read(ref _swept) >= _idle / 10;

    private void SweepIfDue()
    {
        if (!IsSweepDue)
            return;

        var now = _swept = time.GetTimestamp();
        foreach (var (key, entry) in _entries)
        {
            if (entry.State.TakeUse())
                entry.Seen = now;
            else if (now - entry.Seen >= _idle && IsExpendable(entry.State, now))
                Remove(key, entry.State);
        }
    }

    // What is not at rest is worth keeping, until it takes the place of others.
    private bool IsExpendable(TState state, long now) => state.IsAtRest || (_count >= capacity && state.IsStale(now - _idle));

    private void Remove(DependencyKey key, TState state)
    {
        _entries.TryRemove(key, out _);
        _count--;
        state.Retire();
    }

    private sealed class Entry(TState state, long seen)
    {
        public TState State => state;

        public long Seen { get; set; } = seen;
    }
}
