using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

public sealed class StepResponseTests
{
    private const int Seeds = 100;

    /// <summary>
    /// The knee is where calls begin to fail, or where their latency is the tolerance times that of an idle server: by Little's law that is the tolerance
    /// times the capacity.
    /// </summary>
    [Fact]
    public void Aimd_follows_a_server_that_loses_half_its_capacity_and_gets_it_back() => Follows(new Aimd { InitialLimit = 100 }, knee: 1, sheds: true);

    [Fact]
    public void Gradient2_follows_a_server_that_loses_half_its_capacity_and_gets_it_back() => Follows(new Gradient2 { InitialLimit = 150 }, knee: 1.5, sheds: false);

    [Fact]
    public void Gradient2_without_tolerance_finds_the_capacity_itself() => Follows(new Gradient2 { InitialLimit = 100, Tolerance = 1 }, knee: 1, sheds: false);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_limit_that_the_application_does_not_use_does_not_grow(bool aimd)
    {
        // Less than half of 20 in flight, spread over as many stripes as there are.
        var (server, limit) = Create(aimd ? Aimd.Default : Gradient2.Default, seed: 1, sheds: false, processors: 16);
        server.Demand = 9;
        server.RunWindows(100);
        Assert.Equal((20, 0), (limit.Limit, server.Refused));

        // More than half: it grows, until that is half of it.
        server.Demand = 12;
        server.RunWindows(30);
        Assert.Equal(24, limit.Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_limit_never_sinks_below_its_minimum(bool aimd) => Parallel.For(1, Seeds + 1, seed =>
    {
        var (server, limit) = Create(aimd ? new Aimd { InitialLimit = 60, MinLimit = 20 } : new Gradient2 { InitialLimit = 60, MinLimit = 20 }, seed, sheds: aimd);
        server.Capacity = 60;
        server.Demand = 20;
        server.RunWindows(12);
        server.Demand = 100;
        server.Capacity = 1;
        server.RunWindows(60);
        Assert.Equal((20, 20), (server.Lowest, limit.Limit));
    });

    [Fact]
    public void A_load_that_never_pauses_does_not_push_the_limit_up_without_end()
    {
        // An hour at the limit. In the original the long-term latency follows the queue that the limit itself lets in, and both grow to the maximum.
        var (server, limit) = Create(new Gradient2 { InitialLimit = 20, MinLimit = 5 }, seed: 1, sheds: false);
        server.Capacity = 20;
        server.Demand = 5;
        server.RunWindows(12);
        server.Demand = 1_000;
        server.RunWindows(3_600);
        Assert.InRange(limit.Limit, 30, 45);
    }

    private static void Follows(ConcurrencyLimitAlgorithm algorithm, double knee, bool sheds) => Parallel.For(1, Seeds + 1, seed =>
    {
        var (server, limit) = Create(algorithm, seed, sheds);

        // First a quiet time, in which the idle latency is learnt, then more demand than any limit allows.
        server.Demand = 40;
        server.RunWindows(12);
        server.Demand = 1_000;
        foreach (var capacity in (int[])[100, 50, 100])
        {
            server.Capacity = capacity;
            Assert.InRange(server.WindowsUntilNear(knee * capacity), 0, 30);
            for (var i = 0; i < 5; i++)
            {
                server.RunWindows(4);
                Assert.True(server.IsNear(knee * capacity), $"seed {seed}, capacity {capacity}: {limit.Limit}");
            }
        }
    });

    private static (VirtualServer Server, AdaptiveConcurrencyLimit Limit) Create(ConcurrencyLimitAlgorithm algorithm, int seed, bool sheds, int processors = 2)
    {
        var time = new FakeTimeProvider();
        var limit = new AdaptiveConcurrencyLimit(new("server"), new() { Algorithm = algorithm }, time, ResilienceMeter.Default, processors);
        return (new(time, limit, seed, sheds), limit);
    }
}
