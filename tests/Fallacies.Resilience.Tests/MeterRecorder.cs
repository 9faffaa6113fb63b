using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Resilience.Tests;

/// <summary>What the meter of one container measures, as text.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<string> _measurements = [];

    public MeterRecorder(IServiceProvider provider)
    {
        var own = provider.GetRequiredService<IMeterFactory>().Create(ResilienceMeter.Name);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == own)                  // Other tests run meanwhile.
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>The measurements since the last time, those of gauges included.</summary>
    public string[] Take()
    {
        _listener.RecordObservableInstruments();
        string[] taken = [.. _measurements];
        _measurements.Clear();
        return taken;
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measurements.Add(FormattableString.Invariant(
        $"{instrument.Name} {instrument.Unit} {value}: {string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
}
