using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Polly;

namespace Fallacies.Resilience.Tests;

public sealed class CircuitOptionsTests
{
    public static TheoryData<Action<ConsecutiveCircuitBreakerStrategyOptions>, string> BadOptions => new()
    {
        { o => o.FailureThreshold = 0, "FailureThreshold is 0; allowed is from 1 to 1000000." },
        { o => o.FailureThreshold = 1_000_001, "FailureThreshold is 1000001; allowed is from 1 to 1000000." },
        { o => o.BreakDuration = TimeSpan.FromMilliseconds(9), "BreakDuration is 00:00:00.0090000; allowed is from 00:00:00.010 to 1.00:00:00." },
        { o => o.BreakDuration = TimeSpan.FromDays(2), "BreakDuration is 2.00:00:00; allowed is from 00:00:00.010 to 1.00:00:00." },
        { o => o.BreakBackoff = 0.9, "BreakBackoff is 0.9; allowed is from 1 to 10." },
        { o => o.BreakBackoff = double.NaN, "BreakBackoff is NaN; allowed is from 1 to 10." },
        { o => o.MaxBreakDuration = TimeSpan.Zero, "MaxBreakDuration is 00:00:00; allowed is from 00:00:00.010 to 1.00:00:00." },
        { o => (o.BreakBackoff, o.BreakDuration) = (2, TimeSpan.FromMinutes(6)), "MaxBreakDuration is 00:05:00; allowed is not less than BreakDuration (00:06:00) where BreakBackoff is above 1." },
        { o => o.BreakJitter = 1.1, "BreakJitter is 1.1; allowed is from 0 to 1." },
        { o => o.ProbeTimeout = TimeSpan.Zero, "ProbeTimeout is 00:00:00; allowed is from 00:00:00.010 to 1.00:00:00." },
        { o => o.AbandonedAfter = TimeSpan.Zero, "AbandonedAfter is 00:00:00; allowed is from 00:00:00.001 to 1.00:00:00." },
        { o => o.DependencySelector = _ => default, "Directory is null; allowed is a directory where DependencySelector is set." },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Bad_options_do_not_build(Action<ConsecutiveCircuitBreakerStrategyOptions> configure, string message)
    {
        var options = new ConsecutiveCircuitBreakerStrategyOptions();
        configure(options);
        var exception = Assert.Throws<ValidationException>(() => new ResiliencePipelineBuilder().AddConsecutiveCircuitBreaker(options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_options_stop_the_host_before_the_first_call()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddConsecutiveCircuitBreaker("stock", options => options.FailureThreshold = 0);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal("ConsecutiveCircuitBreakerStrategyOptions 'stock': FailureThreshold is 0; allowed is from 1 to 1000000.", exception.Message);
    }

    [Fact]
    public void A_long_break_needs_no_longest_break_where_breaks_do_not_grow() =>
        new ResiliencePipelineBuilder().AddConsecutiveCircuitBreaker(new() { BreakDuration = TimeSpan.FromHours(1) }).Build();

    [Fact]
    public void Predicates_and_chance_are_required()
    {
        Assert.Throws<ValidationException>(() => new ResiliencePipelineBuilder().AddConsecutiveCircuitBreaker(new() { ShouldHandle = null! }));
        Assert.Throws<ValidationException>(() => new ResiliencePipelineBuilder<int>().AddConsecutiveCircuitBreaker(new() { Randomizer = null! }));
    }

    [Fact]
    public void A_pipeline_without_a_name_must_say_what_it_depends_on_before_it_shares_a_circuit()
    {
        var builder = new ResiliencePipelineBuilder().AddConsecutiveCircuitBreaker(new() { Directory = new CircuitBreakerDirectory() });
        Assert.Equal("Dependency is null; allowed is a key, as the pipeline has no name.", Assert.Throws<ValidationException>(() => builder.Build()).Message);
    }

    [Fact]
    public void A_pipeline_and_its_directory_must_have_one_clock()
    {
        var builder = new ResiliencePipelineBuilder { Name = "stock", TimeProvider = new TestClock() }.AddConsecutiveCircuitBreaker(new() { Directory = new CircuitBreakerDirectory() });
        Assert.StartsWith("Directory is ", Assert.Throws<ValidationException>(() => builder.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_refuses_options_out_of_range() =>
        Assert.Equal("CircuitBreakerDirectoryOptions: Capacity is 0; allowed is from 1 to 1000000.", Assert.Throws<ValidationException>(() => new CircuitBreakerDirectory(new() { Capacity = 0 })).Message);

    [Fact]
    public async Task Without_a_name_or_a_directory_each_pipeline_has_a_circuit_of_its_own()
    {
        var options = new ConsecutiveCircuitBreakerStrategyOptions { FailureThreshold = 1 };
        var (one, other) = (new ResiliencePipelineBuilder().AddConsecutiveCircuitBreaker(options).Build(), new ResiliencePipelineBuilder().AddConsecutiveCircuitBreaker(options).Build());
        await Assert.ThrowsAsync<HttpRequestException>(() => one.ExecuteAsync(_ => throw new HttpRequestException()).AsTask());

        Assert.Equal("ConsecutiveCircuitBreaker", (await Assert.ThrowsAsync<CircuitRejectedException>(() => one.ExecuteAsync(_ => default).AsTask())).Dependency.Name);
        await other.ExecuteAsync(_ => default);
    }
}
