using Fallacies.Analyzers.Knowledge;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Two or more handlers of one client that retry the same failures.</summary>
/// <param name="Client">The client.</param>
/// <param name="Culprit">The handler that should go: one of the program's own before a standard one, else the last.</param>
/// <param name="Others">The handlers that stay.</param>
internal sealed record StackedRetries(RegisteredClient Client, RetryingHandler Culprit, IReadOnlyList<RetryingHandler> Others)
{
    /// <summary>What that comes to, in numbers where they are known.</summary>
    public string Product => TextOf(Others.Append(Culprit).Select(handler => handler.Tries));

    public static IEnumerable<StackedRetries> Of(RegisteredClient client, RetryingHandlers handlers, bool withDefaults) => client.Chains(withDefaults)
        .Select(handlers.In)
        .Where(stacked => stacked.Count > 1)
        .Select(stacked => (Stacked: stacked, Culprit: stacked.LastOrDefault(handler => !handler.Step.IsStandard && !handler.Step.IsDefault) ?? stacked[stacked.Count - 1]))
        .Select(found => new StackedRetries(client, found.Culprit, found.Stacked.Where(handler => handler != found.Culprit).ToList()));

    /// <summary><c>4 × 4 = 16 tries</c>, or the same in words where a number is missing.</summary>
    public static string TextOf(IEnumerable<double?> tries)
    {
        var factors = tries.ToArray();
        return factors.All(factor => factor is not null)
            ? FormattableString.Invariant($"{string.Join(" × ", factors.Select(factor => FormattableString.Invariant($"{factor}")))} = {factors.Aggregate(1d, (product, factor) => product * factor!.Value)} tries")
            : "each try of the one is a series of tries of the other";
    }
}
