using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;

namespace Fallacies.Resilience.Tests;

public sealed class ConcurrencyLimitServiceTests
{
    [Fact]
    public void A_bad_number_stops_the_start_of_the_host()
    {
        var services = new ServiceCollection();
        services.AddAdaptiveConcurrencyLimit("stock", options => options.Algorithm = new Gradient2 { Tolerance = 0.5 });
        using var provider = services.BuildServiceProvider();

        var stopped = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("AdaptiveConcurrencyLimitOptions 'stock': Algorithm.Tolerance is 0.5; allowed is from 1 to 10.", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_pipelines_of_a_dependency_share_its_limit_and_it_is_measured()
    {
        var services = new ServiceCollection().AddMetrics().AddLogging();
        services.AddAdaptiveConcurrencyLimit("stock", options => options.Algorithm = new Aimd { MinLimit = 1, InitialLimit = 1 });
        foreach (var name in (string[])["read", "write"])
        {
            services.AddResiliencePipeline(name, (builder, context) => builder.AddAdaptiveConcurrencyLimit(
                new AdaptiveConcurrencyLimitStrategyOptions { Limit = context.ServiceProvider.GetRequiredKeyedService<AdaptiveConcurrencyLimit>("stock") }));
        }

        await using var provider = services.BuildServiceProvider();
        using var recorder = new MeterRecorder(provider);
        var pipelines = provider.GetRequiredService<ResiliencePipelineProvider<string>>();
        var end = new TaskCompletionSource();
        var running = pipelines.GetPipeline("read").ExecuteAsync(async _ => await end.Task).AsTask();
        await Assert.ThrowsAsync<ConcurrencyLimitRejectedException>(async () => await pipelines.GetPipeline("write").ExecuteAsync(_ => default));

        const string Tags = "fallacies.dependency=stock, fallacies.concurrency_limit.algorithm=aimd";
        Assert.Equal(
            [
                $"fallacies.concurrency_limit.rejections {{call}} 1: {Tags}, fallacies.concurrency_limit.enforced=True, pipeline.name=write, strategy.name=AdaptiveConcurrencyLimit",
                $"fallacies.concurrency_limit.limit {{call}} 1: {Tags}",
                $"fallacies.concurrency_limit.in_flight {{call}} 1: {Tags}",
            ],
            recorder.Take());
        end.SetResult();
        await running;
    }
}
