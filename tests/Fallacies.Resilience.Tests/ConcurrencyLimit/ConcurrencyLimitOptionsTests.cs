using System.ComponentModel.DataAnnotations;
using Polly;

namespace Fallacies.Resilience.Tests;

public sealed class ConcurrencyLimitOptionsTests
{
    [Fact]
    public void Refuses_options_out_of_range()
    {
        Refuses("Window is 00:00:00; allowed is from 00:00:00.010 to 00:10:00.", new() { Window = TimeSpan.Zero });
        Refuses("MinSamples is 0; allowed is from 1 to 100000.", new() { MinSamples = 0 });
        Refuses("IgnoreBelow is 00:00:02; allowed is from 00:00:00 to 00:00:01.", new() { IgnoreBelow = TimeSpan.FromSeconds(2) });
        Refuses("Mode", new() { Mode = (ConcurrencyLimitMode)7 });
        Refuses("Algorithm", new() { Algorithm = null! });
        Refuses("Algorithm.BackoffRatio is 1; allowed is from 0.5 to 0.99.", new() { Algorithm = new Aimd { BackoffRatio = 1 } });
        Refuses("Algorithm.Timeout is 00:00:00; allowed is from 00:00:00.001 to 01:00:00.", new() { Algorithm = new Aimd { Timeout = TimeSpan.Zero } });
        Refuses("Algorithm.Smoothing is 0; allowed is from 0.01 to 1.", new() { Algorithm = new Gradient2 { Smoothing = 0 } });
        Refuses("Algorithm.Tolerance is 0.9; allowed is from 1 to 10.", new() { Algorithm = new Gradient2 { Tolerance = 0.9 } });
        Refuses("Algorithm.LongWindow is 9; allowed is from 10 to 100000.", new() { Algorithm = new Gradient2 { LongWindow = 9 } });
        Refuses("Algorithm.QueueSize is -1; allowed is from 0 to 10000.", new() { Algorithm = new Gradient2 { QueueSize = -1 } });
        Refuses("Algorithm.MinLimit is 0; allowed is from 1 to 1000000.", new() { Algorithm = new Aimd { MinLimit = 0 } });
        Refuses("Algorithm.MinLimit is 30; allowed is at most MaxLimit = 25.", new() { Algorithm = new Aimd { MinLimit = 30, MaxLimit = 25 } });
        Refuses("Algorithm.InitialLimit is 20; allowed is from MinLimit = 30 to MaxLimit = 200.", new() { Algorithm = new Aimd { MinLimit = 30 } });
        Assert.Contains("Limit", Assert.Throws<ValidationException>(() => new ResiliencePipelineBuilder<int>().AddAdaptiveConcurrencyLimit(new()).Build()).Message, StringComparison.Ordinal);

        static void Refuses(string message, AdaptiveConcurrencyLimitOptions options) =>
            Assert.Contains(message, Assert.Throws<ValidationException>(() => new AdaptiveConcurrencyLimit(new("stock"), options)).Message, StringComparison.Ordinal);
    }
}
