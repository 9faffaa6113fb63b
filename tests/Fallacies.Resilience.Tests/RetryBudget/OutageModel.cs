namespace Fallacies.Resilience.Tests;

/// <summary>
/// A server that becomes five times slower for ten seconds, and clients that give up after a second and try again. Discrete events in virtual time: 16 workers, first come
/// first served, exponential service of mean 50 ms; 256 calls a second, four fifths of what it can do. The server works on calls that nobody waits for any more.
/// </summary>
internal sealed class OutageModel(int clients, Func<int, RetryBudget?> budgetOf, int seed)
{
    private const int Workers = 16, Horizon = 120, TriggerStart = 30, TriggerEnd = 40, Retries = 3;
    private const double Service = 0.050, CallsPerSecond = 256, Timeout = 1, BaseDelay = 0.050;

    private readonly Random _random = new(seed);
    private readonly RetryBudget?[] _budgets = [.. Enumerable.Range(0, clients).Select(budgetOf)];
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly Queue<(Call Call, int Attempt)> _waiting = new();
    private readonly int[] _offered = new int[Horizon], _attempts = new int[Horizon], _good = new int[Horizon];
    private double _now;
    private long _order;
    private int _busy;

    /// <summary>Attempts for each call that was offered while the server was slow.</summary>
    public double Amplification => (double)_attempts[TriggerStart..TriggerEnd].Sum() / _offered[TriggerStart..TriggerEnd].Sum();

    /// <summary>Seconds from the end of the trouble to the first five in a row in which at least 98 % of the calls are answered; null for never.</summary>
    public int? Recovery
    {
        get
        {
            for (var second = TriggerEnd; second < Horizon - 8; second++)
            {
                if (Enumerable.Range(second, 5).All(s => _good[s] >= 0.98 * _offered[s]))
                    return second - TriggerEnd;
            }

            return null;
        }
    }

    public OutageModel Run()
    {
        In(Exponential(1 / CallsPerSecond), Arrive);
        while (_events.TryDequeue(out var happens, out var when) && when.At < Horizon)
        {
            _now = when.At;
            happens();
        }

        return this;
    }

    private void Arrive()
    {
        var call = new Call(_random.Next(clients), (int)_now);
        _offered[call.Second]++;
        Send(call, 0);
        In(Exponential(1 / CallsPerSecond), Arrive);
    }

    private void Send(Call call, int attempt)
    {
        _attempts[(int)_now]++;
        call.Attempt = attempt;
        _waiting.Enqueue((call, attempt));
        In(Timeout, () => GiveUp(call, attempt));
        Serve();
    }

    private void Serve()
    {
        while (_busy < Workers && _waiting.TryDequeue(out var next))
        {
            _busy++;
            var slow = _now is >= TriggerStart and < TriggerEnd ? 5 : 1;
            In(Exponential(Service * slow), () =>
            {
                _busy--;
                Answer(next.Call, next.Attempt);
                Serve();
            });
        }
    }

    private void Answer(Call call, int attempt)
    {
        if (call.IsOver || call.Attempt != attempt)
            return;

        call.IsOver = true;
        _good[call.Second]++;
        _budgets[call.Client]?.RecordSuccess();
    }

    private void GiveUp(Call call, int attempt)
    {
        if (call.IsOver || call.Attempt != attempt)
            return;

        call.Attempt = -1;
        var budget = _budgets[call.Client];
        if (attempt == Retries)
            budget?.RecordFailure();
        else if (budget?.TryAcquireRetry() != false)
            In(BaseDelay * Math.Pow(2, attempt) * _random.NextDouble(), () => Send(call, attempt + 1));
    }

    private double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    private void In(double delay, Action happens) => _events.Enqueue(happens, (_now + delay, _order++));

    private sealed class Call(int client, int second)
    {
        public int Client => client;

        public int Second => second;

        public int Attempt { get; set; }

        public bool IsOver { get; set; }
    }
}
