using System.Globalization;

namespace Fallacies.CodeFixes;

/// <summary>Writes a time as a person would.</summary>
internal static class TimeCode
{
    /// <summary><c>TimeSpan.FromSeconds(30)</c>, in the largest unit that needs no fraction.</summary>
    public static string Of(TimeSpan time)
    {
        var (unit, ticks) = time.Ticks % TimeSpan.TicksPerDay == 0 && time != TimeSpan.Zero ? ("Days", TimeSpan.TicksPerDay)
            : time.Ticks % TimeSpan.TicksPerSecond == 0 ? ("Seconds", TimeSpan.TicksPerSecond)
            : ("Milliseconds", TimeSpan.TicksPerMillisecond);
        return time == TimeSpan.Zero ? "TimeSpan.Zero" : $"TimeSpan.From{unit}({((double)time.Ticks / ticks).ToString(CultureInfo.InvariantCulture)})";
    }
}
