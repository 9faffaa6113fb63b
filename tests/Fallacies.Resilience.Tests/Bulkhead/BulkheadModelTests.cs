using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

/// <summary>Random sequences against a model that is too simple to be wrong: plain counts and lists.</summary>
public sealed class BulkheadModelTests
{
    private const int Shares = 3;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private static readonly Gen<BulkheadSetOptions> Options =
        from free in Gen.Int[0, 3]
        from reserved in Gen.Int[0, 3].Array[Shares]
        from extra in Gen.Int[0, 3].Array[Shares]
        from queues in Gen.Int[0, 3].Array[Shares]
        select Create(free, reserved, extra, queues);

    private static readonly Gen<(int What, int Share, int Which)[]> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Shares - 1], Gen.Int[0, 100]).Array[1, 60];

    [Fact]
    public void Every_sequence_ends_as_in_the_model() => Gen.Select(Options, Steps).Sample((options, steps) =>
    {
        var time = new FakeTimeProvider();
        var model = new Model(options, new BulkheadSet("set", options, time), time);
        foreach (var (what, share, which) in steps)
        {
            model.Step(what, share, which);
            model.Check();
        }

        model.Quiesce();
    }, iter: 10_000);

    private static BulkheadSetOptions Create(int free, int[] reserved, int[] extra, int[] queues)
    {
        var options = new BulkheadSetOptions { TotalPermits = reserved.Sum() + Math.Max(free, reserved.Contains(0) ? 1 : 0) };
        for (var i = 0; i < Shares; i++)
            options.Carve($"{i}", reserved[i], Math.Clamp(reserved[i] + extra[i], 1, options.TotalPermits), queues[i], MaxWait);
        return options;
    }

    private sealed class Model(BulkheadSetOptions options, BulkheadSet set, FakeTimeProvider time)
    {
        private readonly BulkheadShareOptions[] _shares = [.. options.Shares.Values];
        private readonly int[] _inUse = new int[Shares];
        private readonly List<Call>[] _lines = [[], [], []];
        private readonly List<Call> _all = [];
        private int _turn;

        public void Step(int what, int share, int which)
        {
            if (what <= 1)
                Assert.Equal(Try(share) ? Admission.Admitted : Admission.Full, set.Get($"{share}").TryEnter());
            else if (what <= 4)
                Come(share);
            else if (what <= 7)
                Leave(share);
            else if (what == 8 && _lines[share] is { Count: > 0 } line)
                Cancel(line[which % line.Count]);
            else
                Advance(TimeSpan.FromMilliseconds(which * 10));
        }

        public void Check()
        {
            Assert.True(_inUse.Sum() <= options.TotalPermits);
            for (var i = 0; i < Shares; i++)
                Assert.Equal((_inUse[i], _lines[i].Count), (set.Get($"{i}").InUse, set.Get($"{i}").Waiting));
            foreach (var call in _all)
                Assert.Equal(call.Ended, call.Task.IsCompleted ? call.Task.Result : null);

            // An end is final: a task cannot change its result.
            _all.RemoveAll(call => call.Ended is not null);
        }

        public void Quiesce()
        {
            while (_inUse.Sum() > 0)
                Leave(Array.FindIndex(_inUse, count => count > 0));
            Check();
            Assert.Equal(0, _lines.Sum(line => line.Count));
        }

        private bool HasPermit(int share) =>
            _inUse[share] < _shares[share].Reserved
            || (_inUse[share] < _shares[share].Max
                && Enumerable.Range(0, Shares).Sum(i => Math.Max(0, _inUse[i] - _shares[i].Reserved)) < options.TotalPermits - _shares.Sum(s => s.Reserved));

        private bool Try(int share)
        {
            if (!HasPermit(share))
                return false;

            _inUse[share]++;
            return true;
        }

        private void Come(int share)
        {
            var call = new Call(share, time.GetTimestamp());
            if (Try(share))
                call.Ended = Admission.Admitted;
            else if (_lines[share].Count == _shares[share].Queue)
                call.Ended = _shares[share].Queue == 0 ? Admission.Full : Admission.QueueFull;
            else
                _lines[share].Add(call);

            call.Task = set.Get($"{share}").EnterAsync(call.Source.Token).AsTask();
            _all.Add(call);
        }

        private void Leave(int share)
        {
            if (_inUse[share] == 0)
                return;

            _inUse[share]--;
            for (var idle = 0; idle < Shares; idle++)
            {
                var next = _turn;
                _turn = (_turn + 1) % Shares;
                if (_lines[next].Count > 0 && Try(next))
                {
                    Serve(_lines[next]);
                    idle = -1;
                }
            }

            set.Get($"{share}").Leave();
        }

        private void Serve(List<Call> line)
        {
            var served = line[time.GetElapsedTime(line[0].Since) > MaxWait / 2 ? ^1 : 0];
            line.Remove(served);
            served.Ended = Admission.Admitted;
        }

        private void Cancel(Call call)
        {
            _lines[call.Share].Remove(call);
            call.Ended = Admission.Cancelled;
            call.Source.Cancel();
        }

        private void Advance(TimeSpan by)
        {
            var now = time.GetTimestamp() + time.ToTimestamps(by);
            foreach (var line in _lines)
            {
                foreach (var call in line.FindAll(call => now - call.Since >= time.ToTimestamps(MaxWait)))
                {
                    line.Remove(call);
                    call.Ended = Admission.QueueTimeout;
                }
            }

            time.Advance(by);
        }
    }

    private sealed class Call(int share, long since)
    {
        public int Share => share;

        public long Since => since;

        public CancellationTokenSource Source { get; } = new();

        public Task<Admission> Task { get; set; } = null!;

        public Admission? Ended { get; set; }
    }
}
