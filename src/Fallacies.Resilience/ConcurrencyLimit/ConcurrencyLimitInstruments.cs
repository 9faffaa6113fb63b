using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Fallacies.Resilience;

/// <summary>What adaptive limits measure.</summary>
internal sealed class ConcurrencyLimitInstruments
{
    private const string Prefix = "fallacies.concurrency_limit.";

    private static readonly ConditionalWeakTable<Meter, ConcurrencyLimitInstruments> Known = [];

    private readonly Living<AdaptiveConcurrencyLimit> _limits = new();
    private readonly Counter<long> _rejections;

    private ConcurrencyLimitInstruments(Meter meter)
    {
        meter.CreateObservableGauge($"{Prefix}limit", () => Measure(limit => limit.Limit), "{call}", "Calls that may run at once.");
        meter.CreateObservableGauge($"{Prefix}in_flight", () => Measure(limit => limit.InFlight), "{call}", "Calls that run.");
        _rejections = meter.CreateCounter<long>($"{Prefix}rejections", "{call}", "Calls over the limit.");
    }

    public static ConcurrencyLimitInstruments Of(Meter meter) => Known.GetValue(meter, static m => new(m));

    public void Watch(AdaptiveConcurrencyLimit limit) => _limits.Add(limit);

    public void Rejected(AdaptiveConcurrencyLimit limit, StrategyTags strategy)
    {
        if (!_rejections.Enabled)
            return;

        var tags = TagsOf(limit);
        tags.Add($"{Prefix}enforced", limit.Mode == ConcurrencyLimitMode.Enforce);
        strategy.AddTo(ref tags);
        _rejections.Add(1, tags);
    }

    private static TagList TagsOf(AdaptiveConcurrencyLimit limit) => new()
    {
        { StrategyTags.Dependency, limit.Dependency.ToString() },
        { $"{Prefix}algorithm", limit.Algorithm },
    };

    private IEnumerable<Measurement<int>> Measure(Func<AdaptiveConcurrencyLimit, int> what) =>
        _limits.All.Select(limit => new Measurement<int>(what(limit), TagsOf(limit)));
}
