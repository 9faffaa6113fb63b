using System.Numerics;
using System.Runtime.InteropServices;

namespace Fallacies.Resilience;

/// <summary>Counts calls in flight against a limit, without one counter that all processors fight for.</summary>
/// <remarks>
/// Each stripe has a part of the limit; a call takes a place in the stripe of its processor, and elsewhere only when that one is full. So a call is
/// refused only when all are, and the sum never exceeds the limit but for calls that ran when it was lowered.
/// </remarks>
internal sealed class InFlightStripes
{
    private readonly Stripe[] _stripes;
    private readonly int _mask;

    public InFlightStripes(int limit, int processors)
    {
        _stripes = new Stripe[Math.Min(16, (int)BitOperations.RoundUpToPowerOf2((uint)processors))];
        _mask = _stripes.Length - 1;
        SetLimit(limit);
    }

    /// <summary>Calls in flight; the sum of counts that are read one after the other.</summary>
    public int InFlight
    {
        get
        {
            var sum = 0;
            foreach (ref var stripe in _stripes.AsSpan())
                sum += Volatile.Read(ref stripe.InFlight);
            return sum;
        }
    }

    public int Count => _stripes.Length;

    public ref Samples SamplesOf(int stripe) => ref _stripes[stripe].Samples;

    public void SetLimit(int limit)
    {
        for (var i = 0; i < _stripes.Length; i++)
            Volatile.Write(ref _stripes[i].Limit, (limit / _stripes.Length) + (i < limit % _stripes.Length ? 1 : 0));
    }

    /// <summary>Takes a place.</summary>
    /// <returns>The stripe, to be given to <see cref="Leave"/>; -1 when all are full.</returns>
    public int TryEnter()
    {
        var own = Thread.GetCurrentProcessorId() & _mask;
        if (TryEnter(ref _stripes[own]))
            return own;

        for (var i = 1; i <= _mask; i++)
        {
            var other = (own + i) & _mask;
            if (TryEnter(ref _stripes[other]))
                return other;
        }

        return -1;
    }

    /// <summary>Takes a place over the limit.</summary>
    public int Enter()
    {
        var own = Thread.GetCurrentProcessorId() & _mask;
        Interlocked.Increment(ref _stripes[own].InFlight);
        return own;
    }

    public void Leave(int stripe) => Interlocked.Decrement(ref _stripes[stripe].InFlight);

    private static bool TryEnter(ref Stripe stripe)
    {
        var inFlight = Volatile.Read(ref stripe.InFlight);
        while (inFlight < Volatile.Read(ref stripe.Limit))
        {
            var seen = Interlocked.CompareExchange(ref stripe.InFlight, inFlight + 1, inFlight);
            if (seen == inFlight)
                return true;

            inFlight = seen;
        }

        return false;
    }

    /// <summary>What the calls of one stripe have shown in this window.</summary>
    internal struct Samples
    {
        public long Count;
        public long Latency;
        public long Dropped;
    }

    // Two cache lines, because processors fetch them in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(0)]
        public int InFlight;

        [FieldOffset(4)]
        public int Limit;

        [FieldOffset(8)]
        public Samples Samples;
    }
}
