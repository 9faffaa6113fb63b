using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

public sealed class KeyedStatesTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_key_keeps_its_state_while_it_is_used()
    {
        var states = Keep(capacity: 10);
        var state = Use(states, "a");

        for (var minute = 0; minute < 60; minute += 5)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            Use(states, "other" + minute);
            Assert.Same(state, Use(states, "a"));
        }
    }

    [Fact]
    public void State_at_rest_is_forgotten_after_ten_idle_minutes_and_retired()
    {
        var states = Keep(capacity: 10);
        var state = Use(states, "a");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(states.Snapshot());                 // This sweep sees the use.

        _time.Advance(Idle - TimeSpan.FromTicks(1));
        Assert.Single(states.Snapshot());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(states.Snapshot());

        Assert.True(state.Retired);
        Assert.NotSame(state, Use(states, "a"));
    }

    [Fact]
    public void State_that_is_not_at_rest_stays()
    {
        var states = Keep(capacity: 10);
        Use(states, "a").IsAtRest = false;

        _time.Advance(Idle * 10);
        _ = states.Snapshot();
        _time.Advance(Idle * 10);

        Assert.Single(states.Snapshot());
    }

    [Fact]
    public void Beyond_the_capacity_keys_share_one_state()
    {
        var states = Keep(capacity: 2);
        var (first, second) = (Use(states, "1"), Use(states, "2"));
        var third = Use(states, "3");

        Assert.Equal(DependencyKey.Overflow, third.Key);
        Assert.Same(third, Use(states, "4"));
        Assert.Same(first, Use(states, "1"));
        Assert.Same(second, Use(states, "2"));
        Assert.Same(third, states.Find(DependencyKey.Overflow));
        Assert.Null(states.Find(new DependencyKey("3")));
        Assert.Equal(3, states.Snapshot().Count);
    }

    [Fact]
    public void Where_there_is_no_room_stale_state_gives_way()
    {
        var states = Keep(capacity: 1);
        var stale = Use(states, "dead host");
        (stale.IsAtRest, stale.Stale) = (false, true);
        _time.Advance(TimeSpan.FromMinutes(1));
        _ = states.Snapshot();
        _time.Advance(Idle);

        Assert.Equal(new DependencyKey("living host"), Use(states, "living host").Key);
        Assert.True(stale.Retired);
    }

    private KeyedStates<State> Keep(int capacity) => new(key => new State(key), _time, Idle, capacity);

    private static State Use(KeyedStates<State> states, string name)
    {
        var state = states.Get(new DependencyKey(name));
        state.Used = true;
        return state;
    }

    private sealed class State(DependencyKey key) : IKeyedState
    {
        public DependencyKey Key => key;

        public bool Used { get; set; }

        public bool Stale { get; set; }

        public bool Retired { get; private set; }

        public bool IsAtRest { get; set; } = true;

        public bool IsStale(long timestamp) => Stale;

        public void Retire() => Retired = true;

        public bool TakeUse()
        {
            var used = Used;
            Used = false;
            return used;
        }
    }
}
