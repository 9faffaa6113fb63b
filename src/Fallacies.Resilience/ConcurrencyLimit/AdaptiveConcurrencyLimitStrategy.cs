using System.Runtime.CompilerServices;
using Polly;
using Polly.Telemetry;

namespace Fallacies.Resilience;

/// <summary>Runs a call while it holds a place of an adaptive limit, and tells the limit what it has seen.</summary>
internal sealed class AdaptiveConcurrencyLimitStrategy<TResult>(
    AdaptiveConcurrencyLimitStrategyOptions<TResult> options, ResilienceStrategyTelemetry telemetry, StrategyTags tags) : ResilienceStrategy<TResult>
{
    private readonly AdaptiveConcurrencyLimit _limit = options.Limit!;
    private readonly Func<ConcurrencyLimitPredicateArguments<TResult>, ValueTask<bool>> _shouldHandle = options.ShouldHandle;
    private readonly Func<ConcurrencyLimitPredicateArguments<TResult>, ConcurrencyEvidence>? _classify = options.Classify;
    private readonly Func<OnConcurrencyLimitRejectedArguments, ValueTask>? _onRejected = options.OnRejected;

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        if (!_limit.TryEnter(tags, out var place))
            return RefuseAsync(context);

        var call = SendAsync(callback, context, state);
        if (!call.IsCompletedSuccessfully)
            return FinishAsync(call, place, context);

        var outcome = call.Result;
        var evidence = JudgeAsync(outcome, context);
        if (!evidence.IsCompletedSuccessfully)
            return LeaveAsync(evidence, outcome, place, context);

        _limit.Leave(place, evidence.Result);
        return new(outcome);
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> FinishAsync(ValueTask<Outcome<TResult>> call, AdaptiveConcurrencyLimit.Place place, ResilienceContext context)
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

        return await LeaveAsync(JudgeAsync(outcome, context), outcome, place, context).ConfigureAwait(context.ContinueOnCapturedContext);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> LeaveAsync(
        ValueTask<ConcurrencyEvidence> judging, Outcome<TResult> outcome, AdaptiveConcurrencyLimit.Place place, ResilienceContext context)
    {
        var evidence = ConcurrencyEvidence.None;
        try
        {
            evidence = await judging.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        finally
        {
            // Also when a predicate throws: a place that is not given back is lost for good.
            _limit.Leave(place, evidence);
        }

        return outcome;
    }

    private ValueTask<ConcurrencyEvidence> JudgeAsync(Outcome<TResult> outcome, ResilienceContext context)
    {
        // When the caller gave up, the time that has passed is the caller's patience and not a latency.
        if (context.CancellationToken.IsCancellationRequested)
            return new(ConcurrencyEvidence.None);

        try
        {
            var args = new ConcurrencyLimitPredicateArguments<TResult>(context, outcome);
            if (_classify is not null)
                return new(_classify(args));

            var handling = _shouldHandle(args);
            return handling.IsCompletedSuccessfully ? new(Evidence(handling.Result, outcome)) : JudgeLaterAsync(handling, outcome, context);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<ConcurrencyEvidence>(exception);
        }
    }

    private static async ValueTask<ConcurrencyEvidence> JudgeLaterAsync(ValueTask<bool> handling, Outcome<TResult> outcome, ResilienceContext context) =>
        Evidence(await handling.ConfigureAwait(context.ContinueOnCapturedContext), outcome);

    private static ConcurrencyEvidence Evidence(bool handled, Outcome<TResult> outcome) =>
        handled ? ConcurrencyEvidence.Dropped : outcome.Exception is null ? ConcurrencyEvidence.Success : ConcurrencyEvidence.None;

    private ValueTask<Outcome<TResult>> RefuseAsync(ResilienceContext context)
    {
        var rejection = new ConcurrencyLimitRejectedException(_limit.Dependency, _limit.RetryAfter);
        var args = new OnConcurrencyLimitRejectedArguments(context, rejection);
        telemetry.Report(new(ResilienceEventSeverity.Error, "OnConcurrencyLimitRejected"), context, args);
        telemetry.SetTelemetrySource(rejection);
        return _onRejected is null ? Outcome.FromExceptionAsValueTask<TResult>(rejection) : NotifyAsync(_onRejected, args);
    }

    private static async ValueTask<Outcome<TResult>> NotifyAsync(Func<OnConcurrencyLimitRejectedArguments, ValueTask> onRejected, OnConcurrencyLimitRejectedArguments args)
    {
        await onRejected(args).ConfigureAwait(args.Context.ContinueOnCapturedContext);
        return Outcome.FromException<TResult>(args.Rejection);
    }
}
