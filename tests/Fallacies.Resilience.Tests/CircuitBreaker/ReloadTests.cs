using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;

namespace Fallacies.Resilience.Tests;

/// <summary>Options change while the process runs: the numbers change, the circuit stays.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TestClock _time = new();
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
    private readonly ServiceProvider _provider;

    public ReloadTests()
    {
        Set("FailureThreshold", "4");
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddConsecutiveCircuitBreaker("stock", options => options.BreakJitter = 0).Bind(_configuration);
        services.AddResiliencePipeline("stock", (builder, context) =>
        {
            context.EnableReloads<ConsecutiveCircuitBreakerStrategyOptions>("stock");
            builder.AddConsecutiveCircuitBreaker(context.GetOptions<ConsecutiveCircuitBreakerStrategyOptions>("stock"));
        });
        _provider = services.BuildServiceProvider();
    }

    private ResiliencePipeline Pipeline => _provider.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("stock");

    private CircuitBreakerView Circuit => Assert.Single(_provider.GetRequiredService<ICircuitBreakerDirectory>().Snapshot());

    public void Dispose() => _provider.Dispose();

    [Fact]
    public async Task A_reload_keeps_the_failures_in_a_row_and_takes_the_new_threshold()
    {
        await FailAsync();
        await FailAsync();

        Set("FailureThreshold", "3");
        Assert.Equal((CircuitState.Closed, 2), (Circuit.State, Circuit.Failures));
        await FailAsync();
        Assert.Equal((CircuitState.Open, 3), (Circuit.State, Circuit.Failures));
    }

    [Fact]
    public async Task A_reload_keeps_a_circuit_open()
    {
        for (var i = 0; i < 4; i++)
            await FailAsync();
        Set("BreakDuration", "00:00:05");

        var refusal = await Assert.ThrowsAsync<CircuitRejectedException>(() => Pipeline.ExecuteAsync(_ => default).AsTask());
        Assert.Equal((new DependencyKey("stock"), TimeSpan.FromSeconds(30)), (refusal.Dependency, refusal.RetryAfter));

        _time.Advance(TimeSpan.FromSeconds(30));
        await FailAsync();                                // The probe; its break has the new length.
        Assert.Equal(TimeSpan.FromSeconds(5), Circuit.RetryAfter);
    }

    [Fact]
    public async Task A_reload_keeps_an_isolation()
    {
        await _provider.GetRequiredService<ICircuitBreakerDirectory>().IsolateAsync(new DependencyKey("stock"));
        await Assert.ThrowsAsync<CircuitRejectedException>(() => Pipeline.ExecuteAsync(_ => default).AsTask());
        Set("FailureThreshold", "3");
        await Assert.ThrowsAsync<CircuitRejectedException>(() => Pipeline.ExecuteAsync(_ => default).AsTask());
    }

    private async Task FailAsync() => await Assert.ThrowsAsync<HttpRequestException>(() => Pipeline.ExecuteAsync(_ => throw new HttpRequestException("down")).AsTask());

    private void Set(string key, string value)
    {
        _configuration[key] = value;
        _configuration.Reload();
    }
}
