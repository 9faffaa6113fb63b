using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

/// <summary>A fake clock whose wall clock can be set while its monotonic clock goes on; the base class sets both.</summary>
internal sealed class TestClock : FakeTimeProvider
{
    public TimeSpan WallClockOffset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallClockOffset;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
