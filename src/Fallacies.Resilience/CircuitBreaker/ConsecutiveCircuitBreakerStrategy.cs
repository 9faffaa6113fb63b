using System.Runtime.CompilerServices;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;

namespace Fallacies.Resilience;

/// <summary>Counts failures in a row. A call that is answered at once takes no lock, writes nothing that is shared, and allocates nothing.</summary>
internal sealed class ConsecutiveCircuitBreakerStrategy<TResult>(
    ConsecutiveCircuitBreakerStrategyOptions<TResult> options, CircuitSource circuits, TimeProvider time, ResilienceStrategyTelemetry telemetry, StrategyTags tags) : ResilienceStrategy<TResult>
{
    private readonly CircuitSettings _settings = options.ToSettings(time);
    private readonly Func<CircuitBreakerPredicateArguments<TResult>, ValueTask<bool>> _shouldHandle = options.ShouldHandle;
    private readonly Func<CircuitBreakerPredicateArguments<TResult>, CircuitEvidence>? _classify = options.Classify;
    private readonly TimeSpan? _abandonedAfter = options.AbandonedAfter;
    private readonly CircuitReports<TResult> _reports = new(circuits.Metrics, telemetry, tags, options.OnTransition);

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        // A call that nobody waits for must not take the place of a probe.
        if (context.CancellationToken.IsCancellationRequested)
            return Outcome.FromExceptionAsValueTask<TResult>(new OperationCanceledException(context.CancellationToken));

        var circuit = circuits.Find(context);
        if (!circuit.TryEnter(_settings, out var phase))
            return Outcome.FromExceptionAsValueTask<TResult>(_reports.Refuse(circuit, phase));
        if (phase.State == CircuitState.HalfOpen)
            return ProbeAsync(circuit, phase, callback, context, state);

        // Only who asks how long a call ran pays for the clock.
        var started = _abandonedAfter is null ? 0 : time.GetTimestamp();
        var call = SendAsync(callback, context, state);
        if (!call.IsCompletedSuccessfully)
            return FinishAsync(call, circuit, phase, started, context);

        var outcome = call.Result;
        var evidence = JudgeAsync(outcome, started, context);
        if (!evidence.IsCompletedSuccessfully)
            return LeaveAsync(evidence, outcome, circuit, phase, context);

        return circuit.Leave(phase, evidence.Result, _settings, outcome.Exception) is { } changed
            ? ReportAsync(circuit, changed, outcome, context)
            : new ValueTask<Outcome<TResult>>(outcome);
    }

    // Strategies further in should not throw, but some do.
    private static ValueTask<Outcome<TResult>> SendAsync<TState>(Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            return callback(context, state);
        }
        catch (Exception exception)
        {
            return Outcome.FromExceptionAsValueTask<TResult>(exception);
        }
    }

    private async ValueTask<Outcome<TResult>> ProbeAsync<TState>(
        Circuit circuit, CircuitPhase probe, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var started = time.GetTimestamp();
        try
        {
            if (probe.IsTransition)
                await _reports.ChangedAsync(circuit, probe, null, context).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch
        {
            // The handler threw and nothing is sent: another call may probe.
            circuit.Leave(probe, CircuitEvidence.None, _settings);
            throw;
        }

        return await FinishAsync(SendAsync(callback, context, state), circuit, probe, started, context).ConfigureAwait(context.ContinueOnCapturedContext);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> FinishAsync(ValueTask<Outcome<TResult>> call, Circuit circuit, CircuitPhase phase, long started, ResilienceContext context)
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = await call.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception exception)
        {
            outcome = Outcome.FromException<TResult>(exception);
        }

        return await LeaveAsync(JudgeAsync(outcome, started, context), outcome, circuit, phase, context).ConfigureAwait(context.ContinueOnCapturedContext);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> LeaveAsync(ValueTask<CircuitEvidence> judgement, Outcome<TResult> outcome, Circuit circuit, CircuitPhase phase, ResilienceContext context)
    {
        // Where the predicate throws there is no evidence, and the slot of a probe is free again.
        var evidence = CircuitEvidence.None;
        CircuitPhase? changed;
        try
        {
            evidence = await judgement.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        finally
        {
            changed = circuit.Leave(phase, evidence, _settings, outcome.Exception);
        }

        if (changed is not null)
            await _reports.ChangedAsync(circuit, changed, outcome, context).ConfigureAwait(context.ContinueOnCapturedContext);
        return outcome;
    }

    private async ValueTask<Outcome<TResult>> ReportAsync(Circuit circuit, CircuitPhase changed, Outcome<TResult> outcome, ResilienceContext context)
    {
        await _reports.ChangedAsync(circuit, changed, outcome, context).ConfigureAwait(context.ContinueOnCapturedContext);
        return outcome;
    }

    // What the predicates throw goes the way of their answer, so that a probe leaves its slot in either case.
    private ValueTask<CircuitEvidence> JudgeAsync(Outcome<TResult> outcome, long started, ResilienceContext context)
    {
        try
        {
            if (outcome.Exception is OperationCanceledException cancelled && context.CancellationToken.IsCancellationRequested && !DefaultFailures.IsTimeout(cancelled))
                return new(_abandonedAfter is { } bound && time.GetElapsedTime(started) >= bound ? CircuitEvidence.Failure : CircuitEvidence.None);

            var args = new CircuitBreakerPredicateArguments<TResult>(context, outcome);
            if (_classify is not null)
                return new(_classify(args));

            var handled = _shouldHandle(args);
            return handled.IsCompletedSuccessfully ? new(Weigh(handled.Result, outcome)) : WeighAsync(handled, outcome, context);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<CircuitEvidence>(exception);
        }
    }

    private static async ValueTask<CircuitEvidence> WeighAsync(ValueTask<bool> handled, Outcome<TResult> outcome, ResilienceContext context) =>
        Weigh(await handled.ConfigureAwait(context.ContinueOnCapturedContext), outcome);

    // A result that is no failure shows that the dependency answers. An exception that is no failure shows nothing.
    private static CircuitEvidence Weigh(bool handled, Outcome<TResult> outcome) =>
        handled ? CircuitEvidence.Failure : outcome.Exception is null ? CircuitEvidence.Success : CircuitEvidence.None;
}
