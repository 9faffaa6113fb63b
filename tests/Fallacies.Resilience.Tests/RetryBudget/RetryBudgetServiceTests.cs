using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Hedging;
using Polly.Registry;
using Polly.Retry;

namespace Fallacies.Resilience.Tests;

public sealed class RetryBudgetServiceTests
{
    [Fact]
    public void A_bad_number_stops_the_start_of_the_host()
    {
        var services = new ServiceCollection();
        services.AddRetryBudget("stock", options => options.TokenRatio = 2);
        using var provider = services.BuildServiceProvider();

        var stopped = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("RetryBudgetOptions 'stock': TokenRatio is 2; allowed is from 0.001 to 1.", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_changes_the_retry_and_leaves_the_budget_as_it_is()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        var services = new ServiceCollection().AddLogging();
        services.AddRetryBudget("stock").Bind(configuration.GetSection("Budget"));
        services.Configure<RetryStrategyOptions>("stock", configuration.GetSection("Retry"));
        services.AddResiliencePipeline("stock", (builder, context) =>
        {
            context.EnableReloads<RetryStrategyOptions>("stock");
            var options = context.GetOptions<RetryStrategyOptions>("stock");
            options.Delay = TimeSpan.Zero;
            builder.AddRetry(options.WithRetryBudget(context.ServiceProvider.GetRequiredKeyedService<RetryBudget>("stock")));
        });
        await using var provider = services.BuildServiceProvider();
        var budget = provider.GetRequiredKeyedService<RetryBudget>("stock");

        Assert.Equal(4, await SendsAsync());
        Assert.Equal(6, budget.Tokens);

        configuration["Retry:MaxRetryAttempts"] = "1";
        configuration["Budget:MaxTokens"] = "1000";
        configuration.Reload();
        Assert.Equal(1, await SendsAsync());
        Assert.Equal(5, budget.Tokens);
        Assert.Same(budget, provider.GetRequiredKeyedService<RetryBudget>("stock"));

        async Task<int> SendsAsync()
        {
            var sends = 0;
            await Assert.ThrowsAsync<TimeoutException>(async () => await provider.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("stock").ExecuteAsync(_ =>
            {
                sends++;
                throw new TimeoutException();
            }));
            return sends;
        }
    }

    [Fact]
    public async Task Tokens_and_denials_are_measured_and_a_denial_is_an_event_of_the_activity()
    {
        var services = new ServiceCollection().AddMetrics();
        services.AddRetryBudget("stock", options => options.MaxTokens = 1);
        await using var provider = services.BuildServiceProvider();
        using var recorder = new MeterRecorder(provider);
        var budget = provider.GetRequiredKeyedService<RetryBudget>("stock");
        using var activity = new Activity("call").Start();

        var retry = new ResiliencePipelineBuilder<int>().AddRetry(new RetryStrategyOptions<int> { ShouldHandle = _ => new(true) }.WithRetryBudget(budget)).Build();
        await retry.ExecuteAsync(_ => new ValueTask<int>(503));
        var hedging = new HedgingStrategyOptions<int> { ShouldHandle = _ => new(true) }.WithRetryBudget(budget);
        await new ResiliencePipelineBuilder<int>().AddHedging(hedging).Build().ExecuteAsync(_ => new ValueTask<int>(503));

        Assert.Equal(
            [
                "fallacies.retry_budget.denials {attempt} 1: fallacies.dependency=stock, fallacies.attempt.kind=retry",
                "fallacies.retry_budget.denials {attempt} 1: fallacies.dependency=stock, fallacies.attempt.kind=hedge",
                "fallacies.retry_budget.tokens {token} 0: fallacies.dependency=stock",
            ],
            recorder.Take());
        Assert.Equal(["fallacies.retry_budget.denied", "fallacies.retry_budget.denied"], activity.Events.Select(e => e.Name));
    }
}
