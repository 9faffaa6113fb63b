using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Fallacies.Resilience;

/// <summary>What bulkheads measure.</summary>
internal sealed class BulkheadInstruments
{
    private const string Bulkhead = "fallacies.bulkhead";

    private static readonly ConditionalWeakTable<Meter, BulkheadInstruments> Known = [];

    private readonly Living<BulkheadSet> _sets = new();
    private readonly Counter<long> _rejections;
    private readonly Histogram<double> _waits;

    private BulkheadInstruments(Meter meter)
    {
        meter.CreateObservableGauge("fallacies.bulkhead.in_use", () => Measure(bulkhead => bulkhead.InUse), "{call}", "Calls that run.");
        meter.CreateObservableGauge("fallacies.bulkhead.limit", () => Measure(bulkhead => bulkhead.Max), "{call}", "Calls that may run at once.");
        _waits = meter.CreateHistogram<double>("fallacies.bulkhead.queue.duration", "s", "Time that a call waited for a permit.");
        _rejections = meter.CreateCounter<long>("fallacies.bulkhead.rejections", "{call}", "Calls that got no permit.");
    }

    public static BulkheadInstruments Of(Meter meter) => Known.GetValue(meter, static m => new(m));

    public static string Reason(Admission why) => why switch
    {
        Admission.QueueFull => "queue_full",
        Admission.QueueTimeout => "queue_timeout",
        _ => "full",
    };

    public void Watch(BulkheadSet set) => _sets.Add(set);

    public void Rejected(DependencyKey key, string reason, StrategyTags strategy)
    {
        // The name of a key is a new string each time.
        if (!_rejections.Enabled)
            return;

        var tags = new TagList { { Bulkhead, key.ToString() }, { StrategyTags.Reason, reason } };
        strategy.AddTo(ref tags);
        _rejections.Add(1, tags);
    }

    public void Waited(DependencyKey key, TimeSpan time, Admission how)
    {
        if (_waits.Enabled)
            _waits.Record(time.TotalSeconds, new(Bulkhead, key.ToString()), new("fallacies.bulkhead.admitted", how == Admission.Admitted));
    }

    private IEnumerable<Measurement<int>> Measure(Func<Bulkhead, int> what) =>
        from set in _sets.All
        from bulkhead in set.Bulkheads
        select new Measurement<int>(what(bulkhead), new KeyValuePair<string, object?>(Bulkhead, bulkhead.Key.ToString()));
}
