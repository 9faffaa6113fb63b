using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Fallacies.Resilience;

/// <summary>What retry budgets measure.</summary>
internal sealed class RetryBudgetInstruments
{
    public const string Kind = "fallacies.attempt.kind";

    private static readonly ConditionalWeakTable<Meter, RetryBudgetInstruments> Known = [];

    private readonly Living<RetryBudget> _budgets = new();
    private readonly Counter<long> _denials;

    private RetryBudgetInstruments(Meter meter)
    {
        meter.CreateObservableGauge("fallacies.retry_budget.tokens", Measure, "{token}", "Tokens left for retries and hedged attempts.");
        _denials = meter.CreateCounter<long>("fallacies.retry_budget.denials", "{attempt}", "Retries and hedged attempts that were not sent.");
    }

    public static RetryBudgetInstruments Of(Meter meter) => Known.GetValue(meter, static m => new(m));

    public void Watch(RetryBudget budget) => _budgets.Add(budget);

    public void Denied(DependencyKey dependency, string kind)
    {
        if (!_denials.Enabled && Activity.Current is null)
            return;

        KeyValuePair<string, object?> key = new(StrategyTags.Dependency, dependency.ToString()), attempt = new(Kind, kind);
        _denials.Add(1, key, attempt);
        Activity.Current?.AddEvent(new("fallacies.retry_budget.denied", tags: [key, attempt]));
    }

    private IEnumerable<Measurement<double>> Measure() =>
        _budgets.All.Select(budget => new Measurement<double>(budget.Tokens, new KeyValuePair<string, object?>(StrategyTags.Dependency, budget.Dependency.ToString())));
}
