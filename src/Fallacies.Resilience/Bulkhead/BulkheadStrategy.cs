using System.Runtime.CompilerServices;
using Polly;
using Polly.Telemetry;

namespace Fallacies.Resilience;

/// <summary>Runs a call while it holds a permit of a bulkhead.</summary>
internal sealed class BulkheadStrategy(
    Bulkhead bulkhead, Func<OnBulkheadRejectedArguments, ValueTask>? onRejected, ResilienceStrategyTelemetry telemetry, StrategyTags tags) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var entering = bulkhead.EnterAsync(context.CancellationToken);
        if (!entering.IsCompletedSuccessfully)
            return WaitAsync(entering, callback, context, state);

        var admission = entering.Result;
        return admission == Admission.Admitted ? Run(callback, context, state) : RefuseAsync<TResult>(admission, context);
    }

    private ValueTask<Outcome<TResult>> Run<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        ValueTask<Outcome<TResult>> running;
        try
        {
            running = callback(context, state);
        }
        catch (Exception exception)
        {
            running = Outcome.FromExceptionAsValueTask<TResult>(exception);
        }

        if (!running.IsCompletedSuccessfully)
            return AwaitAsync(running, context);

        bulkhead.Leave();
        return running;
    }

    // A call that really waits needs a box for its state: a pooled one, so that it is no garbage.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(ValueTask<Outcome<TResult>> running, ResilienceContext context)
    {
        try
        {
            return await running.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<TResult>(exception);
        }
        finally
        {
            bulkhead.Leave();
        }
    }

    private async ValueTask<Outcome<TResult>> WaitAsync<TResult, TState>(
        ValueTask<Admission> entering, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var admission = await entering.ConfigureAwait(context.ContinueOnCapturedContext);
        return admission == Admission.Admitted
            ? await Run(callback, context, state).ConfigureAwait(context.ContinueOnCapturedContext)
            : await RefuseAsync<TResult>(admission, context).ConfigureAwait(context.ContinueOnCapturedContext);
    }

    private ValueTask<Outcome<TResult>> RefuseAsync<TResult>(Admission why, ResilienceContext context)
    {
        if (why == Admission.Cancelled)
            return Outcome.FromExceptionAsValueTask<TResult>(new OperationCanceledException(context.CancellationToken));

        var rejection = new BulkheadRejectedException(bulkhead.Key, bulkhead.Refused(why, tags), bulkhead.RetryAfter);
        var args = new OnBulkheadRejectedArguments(context, rejection);
        telemetry.Report(new(ResilienceEventSeverity.Error, "OnBulkheadRejected"), context, args);
        telemetry.SetTelemetrySource(rejection);
        return onRejected is null ? Outcome.FromExceptionAsValueTask<TResult>(rejection) : NotifyAsync<TResult>(onRejected, args);
    }

    private static async ValueTask<Outcome<TResult>> NotifyAsync<TResult>(Func<OnBulkheadRejectedArguments, ValueTask> onRejected, OnBulkheadRejectedArguments args)
    {
        await onRejected(args).ConfigureAwait(args.Context.ContinueOnCapturedContext);
        return Outcome.FromException<TResult>(args.Rejection);
    }
}
