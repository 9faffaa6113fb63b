using System.Diagnostics.Metrics;

namespace Fallacies.Resilience;

/// <summary>Bulkheads carved from one total: the sum of the calls that run never exceeds it, and no bulkhead can take what another has reserved.</summary>
/// <remarks>
/// A call takes a permit of its own reserve first, and else one of what nobody reserved. The numbers of a set do not change while the
/// process runs, so that a reload cannot lose count of calls. All members may be used by many threads at once.
/// </remarks>
public sealed class BulkheadSet
{
    private readonly Dictionary<string, Bulkhead> _bulkheads = new(StringComparer.Ordinal);
    private readonly Bulkhead[] _turns;

    /// <summary>Carves a total.</summary>
    /// <param name="name">The name of the set, which names its measurements and refusals.</param>
    /// <param name="options">The total and its shares.</param>
    /// <param name="timeProvider">The clock of the queues; the system's by default.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A rule is broken; the message names it with its numbers.</exception>
    public BulkheadSet(string name, BulkheadSetOptions options, TimeProvider? timeProvider = null)
        : this(name, options, timeProvider, ResilienceMeter.Default)
    {
    }

    internal BulkheadSet(string name, BulkheadSetOptions options, TimeProvider? timeProvider, Meter meter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Ensure(options);

        (Name, TotalPermits) = (name, options.TotalPermits);
        var shared = new SharedPermits(options.TotalPermits - options.Shares.Values.Sum(share => share.Reserved));
        var instruments = BulkheadInstruments.Of(meter);
        _turns = new Bulkhead[options.Shares.Count];
        var queues = new BulkheadQueues(_turns, timeProvider ?? TimeProvider.System, instruments);
        foreach (var (share, shareOptions) in options.Shares)
            _bulkheads.Add(share, new Bulkhead(new(name, share), shareOptions, shared, queues, instruments));

        _bulkheads.Values.CopyTo(_turns, 0);
        instruments.Watch(this);
    }

    /// <summary>Gets the name of the set.</summary>
    /// <value>Never empty.</value>
    public string Name { get; }

    /// <summary>Gets the calls that may run at once in all bulkheads together.</summary>
    /// <value>At least 1.</value>
    public int TotalPermits { get; }

    /// <summary>Gets the calls that run now in all bulkheads together.</summary>
    /// <value>From 0 to <see cref="TotalPermits"/>, when no call comes or goes meanwhile: it is a sum of counts that are read one after the other.</value>
    public int InUse => _turns.Sum(bulkhead => bulkhead.InUse);

    /// <summary>Gets all bulkheads.</summary>
    /// <value>At least one.</value>
    public IReadOnlyList<Bulkhead> Bulkheads => _turns;

    /// <summary>Gets a bulkhead.</summary>
    /// <param name="share">Its name.</param>
    /// <returns>The bulkhead of that name, or <see cref="BulkheadSetOptions.Others"/> where there is none.</returns>
    /// <exception cref="ArgumentException">There is no such share, and none for others.</exception>
    public Bulkhead Get(string share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return _bulkheads.TryGetValue(share, out var bulkhead) || _bulkheads.TryGetValue(BulkheadSetOptions.Others, out bulkhead)
            ? bulkhead
            : throw new ArgumentException($"The bulkheads '{Name}' have no share '{share}'; they have {string.Join(", ", _bulkheads.Keys)}.", nameof(share));
    }
}
