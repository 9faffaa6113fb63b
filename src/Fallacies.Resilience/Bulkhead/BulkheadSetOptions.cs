using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>Settings of a <see cref="BulkheadSet"/>: one total, and how it is carved.</summary>
public sealed class BulkheadSetOptions : IValidatableObject
{
    /// <summary>The name of the share that takes all calls for which no other is named.</summary>
    public const string Others = "*";

    internal const int MostPermits = 1_000_000;

    /// <summary>Gets or sets the calls that may run at once in all bulkheads together.</summary>
    /// <value>
    /// From 1 to 1,000,000; no default: it comes from what the process or the network can bear. By Little's law it is the rate times the latency: 500 calls per
    /// second of 200 ms each need 100 permits.
    /// </value>
    [Between(1, MostPermits)]
    public int TotalPermits { get; set; }

    /// <summary>Gets the shares by name.</summary>
    /// <value>At least one. Names are compared ordinally; <see cref="Others"/> takes the calls for which no other share is named.</value>
    public IDictionary<string, BulkheadShareOptions> Shares { get; } = new Dictionary<string, BulkheadShareOptions>(StringComparer.Ordinal);

    /// <summary>Adds a share.</summary>
    /// <param name="name">The name of the dependency, or <see cref="Others"/>.</param>
    /// <param name="reserved">See <see cref="BulkheadShareOptions.Reserved"/>.</param>
    /// <param name="max">See <see cref="BulkheadShareOptions.Max"/>.</param>
    /// <param name="queue">See <see cref="BulkheadShareOptions.Queue"/>.</param>
    /// <param name="maxQueueWait">See <see cref="BulkheadShareOptions.MaxQueueWait"/>.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or there is a share of that name.</exception>
    public BulkheadSetOptions Carve(string name, int reserved, int max, int queue = 0, TimeSpan? maxQueueWait = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Shares.Add(name, new BulkheadShareOptions { Reserved = reserved, Max = max, Queue = queue, MaxQueueWait = maxQueueWait });
        return this;
    }

    /// <summary>Checks the rules that tie several numbers together.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>The broken rules, each with its numbers.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Shares.Count == 0)
            yield return OptionRule.Broken(nameof(Shares), "empty", "at least one share");

        foreach (var (name, share) in Shares)
        {
            foreach (var broken in Validate($"{nameof(Shares)}['{name}']", share))
                yield return broken;
        }

        foreach (var broken in ValidateSum())
            yield return broken;
    }

    private IEnumerable<ValidationResult> ValidateSum()
    {
        // A sum of a million times a million does not fit an int.
        var sum = Shares.Values.Sum(share => (long)share.Reserved);
        var reserves = $"{string.Join(" + ", Shares.Values.Select(share => share.Reserved))} = {sum}";
        if (sum > TotalPermits)
            yield return OptionRule.Broken("The sum of all Reserved", reserves, $"at most TotalPermits = {TotalPermits}");

        if (sum == TotalPermits && Shares.FirstOrDefault(share => share.Value.Reserved == 0).Key is { } starved)
            yield return OptionRule.Broken("The sum of all Reserved", reserves, $"less than TotalPermits = {TotalPermits}, or '{starved}', which reserves nothing, never gets a permit");
    }

    private IEnumerable<ValidationResult> Validate(string path, BulkheadShareOptions share)
    {
        foreach (var broken in OptionsCheck.Broken(share, path))
            yield return broken;

        if (share.Reserved > share.Max)
            yield return OptionRule.Broken($"{path}.{nameof(share.Reserved)}", share.Reserved, $"at most its Max = {share.Max}");

        if (share.Max > TotalPermits)
            yield return OptionRule.Broken($"{path}.{nameof(share.Max)}", share.Max, $"at most TotalPermits = {TotalPermits}");

        if (share is { Queue: > 0, MaxQueueWait: null })
            yield return OptionRule.Broken($"{path}.{nameof(share.MaxQueueWait)}", null, $"00:00:00.001 to 01:00:00 when Queue = {share.Queue} is more than 0");
    }
}
