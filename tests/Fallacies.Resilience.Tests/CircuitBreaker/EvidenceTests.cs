using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Fallacies.Resilience.Tests;

/// <summary>Which outcomes count for the dependency, which against it, and which for nothing.</summary>
public sealed class EvidenceTests
{
    public static TheoryData<Exception, CircuitState> Exceptions => new()
    {
        { new HttpRequestException("down"), CircuitState.Open },
        { new TimeoutRejectedException(), CircuitState.Open },
        { new TaskCanceledException("could not connect", new TimeoutException()), CircuitState.Open },
        { new OperationCanceledException(), CircuitState.Closed },
        { new BrokenCircuitException(), CircuitState.Closed },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Failures_by_default_are_exceptions_that_say_something_about_the_dependency(Exception exception, CircuitState expected)
    {
        var subject = Subject.Ours(failures: 1);
        Assert.Same(exception, await subject.CallAsync(exception));
        Assert.Equal(expected, subject.State);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, CircuitState.Closed)]
    [InlineData(HttpStatusCode.NotFound, CircuitState.Closed)]
    [InlineData((HttpStatusCode)499, CircuitState.Closed)]
    [InlineData(HttpStatusCode.RequestTimeout, CircuitState.Open)]
    [InlineData(HttpStatusCode.TooManyRequests, CircuitState.Open)]
    [InlineData(HttpStatusCode.InternalServerError, CircuitState.Open)]
    [InlineData(HttpStatusCode.ServiceUnavailable, CircuitState.Open)]
    public async Task Failures_by_default_are_the_responses_of_a_server_in_trouble(HttpStatusCode status, CircuitState expected)
    {
        using var response = new HttpResponseMessage(status);
        var directory = new CircuitBreakerDirectory();
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = "stock" }
            .AddConsecutiveCircuitBreaker(new ConsecutiveCircuitBreakerStrategyOptions<HttpResponseMessage> { FailureThreshold = 1, Directory = directory }).Build();

        Assert.Same(response, await pipeline.ExecuteAsync(_ => ValueTask.FromResult(response)));
        Assert.Equal(expected, Assert.Single(directory.Snapshot()).State);
    }

    [Theory]
    [InlineData(2, CircuitState.Open)]
    [InlineData(3, CircuitState.Closed)]
    public async Task A_success_ends_a_run_of_failures_and_an_unhandled_exception_does_not(int position, CircuitState expected)
    {
        var subject = Subject.Ours(failures: 3);
        await subject.FailAsync(times: 2);
        await subject.CallAsync(position == 3 ? null : new OperationCanceledException());
        await subject.FailAsync();
        Assert.Equal(expected, subject.State);
    }

    [Fact]
    public async Task A_predicate_in_Pollys_form_decides_what_a_failure_is()
    {
        var subject = Subject.Ours(failures: 1, options => options.ShouldHandle = new PredicateBuilder().Handle<InvalidOperationException>());
        await subject.CallAsync(new HttpRequestException("down"));
        Assert.Equal(CircuitState.Closed, subject.State);
        await subject.CallAsync(new InvalidOperationException());
        Assert.Equal(CircuitState.Open, subject.State);
    }

    [Fact]
    public async Task A_predicate_may_take_its_time()
    {
        var verdict = new TaskCompletionSource<bool>();
        var subject = Subject.Ours(failures: 1, options => options.ShouldHandle = _ => new ValueTask<bool>(verdict.Task));
        var call = subject.CallAsync();
        Assert.Equal(CircuitState.Closed, subject.State);
        verdict.SetResult(true);
        Assert.Null(await call);
        Assert.Equal(CircuitState.Open, subject.State);
    }

    [Theory]
    [InlineData(CircuitEvidence.None, CircuitState.HalfOpen)]
    [InlineData(CircuitEvidence.Success, CircuitState.Closed)]
    [InlineData(CircuitEvidence.Failure, CircuitState.Open)]
    public async Task A_classification_of_three_kinds_decides_about_a_probe(CircuitEvidence evidence, CircuitState expected)
    {
        var subject = Subject.Ours(failures: 1, options => options.Classify = args => args.Outcome.Exception is ArgumentException ? evidence : CircuitEvidence.Failure);
        await subject.OpenAndWaitAsync(failures: 1);
        await subject.CallAsync(new ArgumentException("whose fault?"));
        Assert.Equal(expected, subject.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_predicate_that_throws_frees_the_slot_of_the_probe(bool classify)
    {
        var broken = false;
        var subject = Subject.Ours(failures: 1, options =>
        {
            if (classify)
                options.Classify = args => broken ? throw new InvalidOperationException("bug") : args.Outcome.Exception is null ? CircuitEvidence.Success : CircuitEvidence.Failure;
            else
                options.ShouldHandle = args => broken ? throw new InvalidOperationException("bug") : new(args.Outcome.Exception is not null);
        });
        await subject.OpenAndWaitAsync(failures: 1);

        broken = true;
        Assert.IsType<InvalidOperationException>(await subject.CallAsync());
        Assert.Equal(CircuitState.HalfOpen, subject.State);
        broken = false;
        Assert.Null(await subject.CallAsync());
        Assert.Equal(CircuitState.Closed, subject.State);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_already_is_neither_sent_nor_the_probe()
    {
        var subject = Subject.Ours(failures: 1);
        await subject.OpenAndWaitAsync(failures: 1);
        var sends = subject.Sends;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subject.Begin(new CancellationToken(canceled: true)).Call);
        Assert.Equal((sends, CircuitState.Open), (subject.Sends, subject.State));
    }

    [Theory]
    [InlineData(24, CircuitState.Closed)]
    [InlineData(25, CircuitState.Open)]
    public async Task A_call_is_abandoned_once_it_ran_as_long_as_the_bound(int milliseconds, CircuitState expected)
    {
        var subject = Subject.Ours(failures: 1, options => options.AbandonedAfter = TimeSpan.FromMilliseconds(25));
        using var caller = new CancellationTokenSource();
        var (call, _) = subject.Begin(caller.Token);
        subject.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await caller.CancelAsync();
        await Record.ExceptionAsync(() => call);
        Assert.Equal(expected, subject.State);
    }

    [Fact]
    public async Task A_strategy_further_in_that_throws_is_an_outcome_like_any_other()
    {
        var directory = new CircuitBreakerDirectory();
        var pipeline = new ResiliencePipelineBuilder<int> { Name = "stock" }
            .AddConsecutiveCircuitBreaker(new ConsecutiveCircuitBreakerStrategyOptions<int> { FailureThreshold = 2, Directory = directory })
            .AddStrategy(_ => new ThrowingStrategy()).Build();
        var context = ResilienceContextPool.Shared.Get();

        Assert.IsType<InvalidOperationException>((await pipeline.ExecuteOutcomeAsync((_, _) => Outcome.FromResultAsValueTask(1), context, 0)).Exception);
        Assert.IsType<InvalidOperationException>((await pipeline.ExecuteOutcomeAsync(async (_, _) => { await Task.Yield(); return Outcome.FromResult(1); }, context, 0)).Exception);
        Assert.Equal(CircuitState.Open, Assert.Single(directory.Snapshot()).State);
    }

    private sealed class ThrowingStrategy : ResilienceStrategy<int>
    {
        protected override ValueTask<Outcome<int>> ExecuteCore<TState>(Func<ResilienceContext, TState, ValueTask<Outcome<int>>> callback, ResilienceContext context, TState state)
        {
            var call = callback(context, state);
            return call.IsCompleted ? throw new InvalidOperationException("at once") : ThrowLaterAsync(call);
        }

        private static async ValueTask<Outcome<int>> ThrowLaterAsync(ValueTask<Outcome<int>> call)
        {
            await call;
            throw new InvalidOperationException("later");
        }
    }
}
