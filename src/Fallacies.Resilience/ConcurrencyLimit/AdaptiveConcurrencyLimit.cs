using System.Diagnostics.Metrics;

namespace Fallacies.Resilience;

/// <summary>
/// A limit of calls in flight that finds itself: it rises while the dependency keeps up and falls when calls fail or become slow. Share one
/// instance between all that calls the same dependency; it outlives pipelines and reloads. All members may be used by many threads at once.
/// </summary>
public sealed class AdaptiveConcurrencyLimit
{
    private readonly TimeProvider _time;
    private readonly AdaptiveConcurrencyLimitOptions _options;
    private readonly ConcurrencyLimitInstruments _instruments;
    private readonly InFlightStripes _stripes;
    private readonly LimitEstimate _estimate;
    private readonly long _window;
    private readonly long _ignoredBelow;
    private readonly long _droppedFrom;
    private long _windowEnd;
    private int _maxInFlight;
    private int _closing;
    private int _limit;

    /// <summary>Starts with the algorithm's first limit.</summary>
    /// <param name="dependency">What is called; it names measurements and refusals.</param>
    /// <param name="options">The algorithm and its windows; the defaults when left out.</param>
    /// <param name="timeProvider">The clock of latencies and windows; the system's by default.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A value of <paramref name="options"/> is out of range.</exception>
    public AdaptiveConcurrencyLimit(DependencyKey dependency, AdaptiveConcurrencyLimitOptions? options = null, TimeProvider? timeProvider = null)
        : this(dependency, options ?? new(), timeProvider, ResilienceMeter.Default)
    {
    }

    internal AdaptiveConcurrencyLimit(
        DependencyKey dependency, AdaptiveConcurrencyLimitOptions options, TimeProvider? timeProvider, Meter meter, int? processors = null)
    {
        OptionsCheck.Ensure(options);

        (Dependency, _options, _time) = (dependency, options, timeProvider ?? TimeProvider.System);
        _limit = options.Algorithm.InitialLimit;
        _stripes = new(_limit, processors ?? Environment.ProcessorCount);
        _estimate = options.Algorithm.Start();
        _window = _time.ToTimestamps(options.Window);
        _ignoredBelow = _time.ToTimestamps(options.IgnoreBelow);
        _droppedFrom = options.Algorithm.DroppedFrom == Timeout.InfiniteTimeSpan ? long.MaxValue : _time.ToTimestamps(options.Algorithm.DroppedFrom);
        _windowEnd = _time.GetTimestamp() + _window;
        _instruments = ConcurrencyLimitInstruments.Of(meter);
        _instruments.Watch(this);
    }

    /// <summary>Gets what is called.</summary>
    /// <value>The key that names measurements and refusals.</value>
    public DependencyKey Dependency { get; }

    /// <summary>Gets the calls that may run at once now.</summary>
    /// <value>From <see cref="ConcurrencyLimitAlgorithm.MinLimit"/> to <see cref="ConcurrencyLimitAlgorithm.MaxLimit"/>.</value>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>Gets the calls that run now.</summary>
    /// <value>May be more than <see cref="Limit"/> shortly after that fell, and always in <see cref="ConcurrencyLimitMode.Observe"/>.</value>
    public int InFlight => _stripes.InFlight;

    internal string Algorithm => _options.Algorithm.Name;

    internal ConcurrencyLimitMode Mode => _options.Mode;

    internal TimeSpan RetryAfter => _options.Window;

    /// <summary>Takes a place, or says that the call is over the limit.</summary>
    /// <param name="tags">The strategy that asks.</param>
    /// <param name="place">What <see cref="Leave"/> takes.</param>
    internal bool TryEnter(StrategyTags tags, out Place place)
    {
        var stripe = _stripes.TryEnter();
        if (stripe < 0)
        {
            // Whoever is refused proves that the limit was reached, also where no call ends in this window.
            NoteInFlight(Limit);
            _instruments.Rejected(this, tags);
            if (_options.Mode == ConcurrencyLimitMode.Enforce)
            {
                place = default;
                return false;
            }

            stripe = _stripes.Enter();
        }

        place = new(stripe, _time.GetTimestamp());
        return true;
    }

    /// <summary>Gives a place back, with what the call has shown.</summary>
    internal void Leave(Place place, ConcurrencyEvidence evidence)
    {
        if (evidence == ConcurrencyEvidence.None)
        {
            _stripes.Leave(place.Stripe);
            return;
        }

        var now = _time.GetTimestamp();
        Note(ref _stripes.SamplesOf(place.Stripe), now - place.Since, evidence);
        _stripes.Leave(place.Stripe);
        if (now >= Volatile.Read(ref _windowEnd))
            TryCloseWindow(now);
    }

    private void Note(ref InFlightStripes.Samples samples, long latency, ConcurrencyEvidence evidence)
    {
        if (evidence == ConcurrencyEvidence.Dropped || latency >= _droppedFrom)
        {
            Interlocked.Increment(ref samples.Dropped);
            NoteInFlight(_stripes.InFlight);
        }
        else if (latency >= _ignoredBelow)
        {
            Interlocked.Add(ref samples.Latency, latency);

            // Adding up all stripes touches what other processors write; every eighth sample is enough to see whether the limit is used.
            if ((Interlocked.Increment(ref samples.Count) & 7) == 1)
                NoteInFlight(_stripes.InFlight);
        }
    }

    private void NoteInFlight(int inFlight)
    {
        var max = Volatile.Read(ref _maxInFlight);
        while (inFlight > max)
        {
            var seen = Interlocked.CompareExchange(ref _maxInFlight, inFlight, max);
            if (seen == max)
                return;

            max = seen;
        }
    }

    private void TryCloseWindow(long now)
    {
        // One closes it; the others go on, and their samples fall into this window or the next.
        if (Interlocked.CompareExchange(ref _closing, 1, 0) != 0)
            return;

        if (now >= _windowEnd && HasEnoughSamples())
        {
            _estimate.Update(TakeSamples());
            Volatile.Write(ref _limit, (int)_estimate.Limit);
            _stripes.SetLimit((int)_estimate.Limit);
            Volatile.Write(ref _windowEnd, now + _window);
        }

        Volatile.Write(ref _closing, 0);
    }

    private bool HasEnoughSamples()
    {
        long samples = 0;
        for (var i = 0; i < _stripes.Count; i++)
            samples += Volatile.Read(ref _stripes.SamplesOf(i).Count) + Volatile.Read(ref _stripes.SamplesOf(i).Dropped);
        return samples >= _options.MinSamples;
    }

    private WindowSummary TakeSamples()
    {
        long count = 0, latency = 0, dropped = 0;
        for (var i = 0; i < _stripes.Count; i++)
        {
            ref var samples = ref _stripes.SamplesOf(i);
            count += Interlocked.Exchange(ref samples.Count, 0);
            latency += Interlocked.Exchange(ref samples.Latency, 0);
            dropped += Interlocked.Exchange(ref samples.Dropped, 0);
        }

        var mean = count == 0 ? 0 : (double)latency / count / _time.TimestampFrequency;
        return new(mean, count, dropped, Interlocked.Exchange(ref _maxInFlight, 0));
    }

    /// <summary>A place of a call: the stripe that counts it, and when it began.</summary>
    internal readonly record struct Place(int Stripe, long Since);
}
