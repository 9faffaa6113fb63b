using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

/// <summary>A clock at which something can happen just while a call joins a queue, and which knows its timers.</summary>
internal sealed class QueueClock : FakeTimeProvider
{
    /// <summary>What happens once, while the next call looks at the clock under the lock of the queues: it found no permit and does not wait yet, or it leaves one to those who wait.</summary>
    public Action? BeforeItWaits { get; set; }

    /// <summary>What happens once, while the next call sets its timer: it waits, but neither a timer nor its token can end that.</summary>
    public Action? BeforeItIsWatched { get; set; }

    /// <summary>Those that have not been disposed.</summary>
    public List<Timer> Timers { get; } = [];

    public override long GetTimestamp()
    {
        var action = BeforeItWaits;
        BeforeItWaits = null;
        action?.Invoke();
        return base.GetTimestamp();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var action = BeforeItIsWatched;
        BeforeItIsWatched = null;
        action?.Invoke();
        var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period), () => callback(state));
        Timers.Add(timer);
        return timer;
    }

    public sealed class Timer(QueueClock clock, ITimer inner, Action fire) : ITimer
    {
        /// <summary>Calls back, as a real timer may while it is disposed.</summary>
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            clock.Timers.Remove(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
