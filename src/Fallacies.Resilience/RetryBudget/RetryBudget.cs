using System.Diagnostics.Metrics;

namespace Fallacies.Resilience;

/// <summary>
/// A bucket of tokens that pays for retries and hedged attempts and is filled by successes only. Share one instance between
/// all that calls the same dependency. All members may be used by many threads at once.
/// </summary>
/// <remarks>
/// Retry throttling of gRPC (gRFC A6). However calls turn out, <c>attempts ≤ calls + bucket × (1 − reserve) + ratio × successes</c>, the last two in
/// retries of cost 1: a dependency that answers nothing gets a handful of retries and then none, and no time that passes grants more.
/// </remarks>
public sealed class RetryBudget
{
    // Thousandths, as in gRFC A6, so that a ratio such as 0.1 adds up exactly.
    private const int Unit = 1000;

    private readonly long _capacity;
    private readonly long _gain;
    private readonly long _refund;
    private readonly long _cost;
    private readonly long _throttledCost;
    private readonly long _reserve;
    private readonly bool _chargeDenied;
    private readonly RetryBudgetInstruments _instruments;

    // May be above the capacity, which counts as full: so a success is one addition, without a second try when another comes at once.
    private long _tokens;

    /// <summary>Fills a bucket.</summary>
    /// <param name="dependency">What is called; it names the measurements.</param>
    /// <param name="options">The size of the bucket, what a success pays in and what a failure takes; gRPC's defaults when left out.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A value of <paramref name="options"/> is out of range.</exception>
    public RetryBudget(DependencyKey dependency, RetryBudgetOptions? options = null)
        : this(dependency, options ?? new(), ResilienceMeter.Default)
    {
    }

    internal RetryBudget(DependencyKey dependency, RetryBudgetOptions options, Meter meter)
    {
        OptionsCheck.Ensure(options);

        Dependency = dependency;
        _tokens = _capacity = options.MaxTokens * (long)Unit;
        _gain = Thousandths(options.TokenRatio);
        _cost = Thousandths(options.FailureCost);
        _throttledCost = Thousandths(options.ThrottledCost);
        _refund = options.RefundRetries ? Math.Max(_gain, _cost) : _gain;
        _reserve = (long)Math.Round(_capacity * options.Reserve);
        _chargeDenied = options.ChargeDenied;
        CountHedges = options.CountHedges;
        _instruments = RetryBudgetInstruments.Of(meter);
        _instruments.Watch(this);
    }

    /// <summary>Gets what is called.</summary>
    /// <value>The key that names the measurements.</value>
    public DependencyKey Dependency { get; }

    /// <summary>Gets the tokens left.</summary>
    /// <value>From 0 to <see cref="RetryBudgetOptions.MaxTokens"/>.</value>
    public double Tokens => (double)Math.Min(_capacity, Volatile.Read(ref _tokens)) / Unit;

    internal bool CountHedges { get; }

    /// <summary>Records that an attempt succeeded: <see cref="RetryBudgetOptions.TokenRatio"/> tokens are paid in.</summary>
    /// <param name="retried">Whether the attempt was a retry; it matters with <see cref="RetryBudgetOptions.RefundRetries"/> only.</param>
    public void RecordSuccess(bool retried = false)
    {
        // Most buckets are full most of the time, and a full one is only read: no write, no shared cache line that moves.
        if (Volatile.Read(ref _tokens) < _capacity)
            Interlocked.Add(ref _tokens, retried ? _refund : _gain);
    }

    /// <summary>Records that an attempt failed, and asks whether another may follow.</summary>
    /// <param name="throttled">Whether the callee refused because it has too much to do.</param>
    /// <returns><see langword="true"/> when the retry is paid for; <see langword="false"/> when it must not be sent.</returns>
    public bool TryAcquireRetry(bool throttled = false) => TryTake(throttled ? _throttledCost : _cost, _chargeDenied);

    /// <summary>Asks whether a hedged attempt may be sent beside the ones that run.</summary>
    /// <returns><see langword="true"/> when the attempt is paid for; <see langword="false"/> when it must not be sent.</returns>
    /// <remarks>A denied hedge takes no tokens: nothing has failed.</remarks>
    public bool TryAcquireHedge() => TryTake(_cost, chargeDenied: false);

    /// <summary>Records that an attempt failed that will not be tried again in any case.</summary>
    /// <param name="throttled">Whether the callee refused because it has too much to do.</param>
    public void RecordFailure(bool throttled = false)
    {
        if (_chargeDenied)
            TryTake(throttled ? _throttledCost : _cost, chargeDenied: true);
    }

    internal void ReportDenial(string kind) => _instruments.Denied(Dependency, kind);

    private static long Thousandths(double tokens) => (long)Math.Round(tokens * Unit);

    private bool TryTake(long cost, bool chargeDenied)
    {
        var tokens = Volatile.Read(ref _tokens);
        while (true)
        {
            var level = Math.Min(_capacity, tokens);
            var left = level - cost;
            var granted = _reserve == 0 ? left >= 0 : left > _reserve;
            var next = granted || chargeDenied ? Math.Max(0, left) : level;
            if (next == level)
                return granted;

            var seen = Interlocked.CompareExchange(ref _tokens, next, tokens);
            if (seen == tokens)
                return granted;

            tokens = seen;
        }
    }
}
