using System.ComponentModel.DataAnnotations;
using Polly;

namespace Fallacies.Resilience.Tests;

public sealed class BulkheadSetOptionsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_valid_set_is_carved() => Assert.Equal(200, Carve(200, options => options
        .Carve("payments", reserved: 40, max: 120)
        .Carve("search", reserved: 20, max: 200, queue: 50, maxQueueWait: Second)
        .Carve("*", reserved: 0, max: 60)).TotalPermits);

    [Fact]
    public void All_of_the_total_may_be_reserved() => Assert.Equal(2, Carve(2, options => options.Carve("a", 1, 1).Carve("b", 1, 2)).Bulkheads.Count);

    [Fact]
    public void Names_the_broken_rule_with_its_numbers()
    {
        Refuses("TotalPermits is 0; allowed is from 1 to 1000000.", 0, options => options.Carve("a", 0, 1));
        Refuses("Shares is empty; allowed is at least one share.", 1, _ => { });
        Refuses("The sum of all Reserved is 40 + 20 + 150 = 210; allowed is at most TotalPermits = 200.", 200, options => options.Carve("a", 40, 120).Carve("b", 20, 200).Carve("c", 150, 200));
        Refuses("The sum of all Reserved is 3 + 0 = 3; allowed is less than TotalPermits = 3, or 'b', which reserves nothing, never gets a permit.", 3, options => options.Carve("a", 3, 3).Carve("b", 0, 3));
        Refuses("Shares['a'].Reserved is 5; allowed is at most its Max = 4.", 10, options => options.Carve("a", 5, 4));
        Refuses("Shares['a'].Max is 11; allowed is at most TotalPermits = 10.", 10, options => options.Carve("a", 0, 11));
        Refuses("Shares['a'].Max is 0; allowed is from 1 to 1000000.", 10, options => options.Carve("a", 0, 0));
        Refuses("Shares['a'].Reserved is -1; allowed is from 0 to 1000000.", 10, options => options.Carve("a", -1, 1));
        Refuses("Shares['a'].Queue is -1; allowed is from 0 to 1000000.", 10, options => options.Carve("a", 0, 1, queue: -1));
        Refuses("Shares['a'].MaxQueueWait is null; allowed is 00:00:00.001 to 01:00:00 when Queue = 7 is more than 0.", 10, options => options.Carve("a", 0, 1, queue: 7));
        Refuses("Shares['a'].MaxQueueWait is 00:00:00; allowed is from 00:00:00.001 to 01:00:00.", 10, options => options.Carve("a", 0, 1, 7, TimeSpan.Zero));
        Refuses("Shares['a'].RetryAfter is -00:00:01; allowed is from 00:00:00 to 01:00:00.", 10, options => options.Carve("a", 0, 1).Shares["a"].RetryAfter = -Second);
    }

    [Fact]
    public void Reserves_that_do_not_fit_an_int_are_added_up_right()
    {
        var options = new BulkheadSetOptions { TotalPermits = 1_000_000 };
        for (var i = 0; i < 3_000; i++)
            options.Carve($"{i}", reserved: 1_000_000, max: 1_000_000);

        Assert.Contains("= 3000000000; allowed is at most TotalPermits = 1000000.", Assert.Throws<ValidationException>(() => new BulkheadSet("set", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_is_carved_once() =>
        Assert.Throws<ArgumentException>(() => new BulkheadSetOptions().Carve("a", 0, 1).Carve("a", 0, 1));

    [Fact]
    public void A_strategy_needs_a_bulkhead() =>
        Assert.Contains("Bulkhead", Assert.Throws<ValidationException>(() => new ResiliencePipelineBuilder().AddBulkhead(new BulkheadStrategyOptions()).Build()).Message, StringComparison.Ordinal);

    private static void Refuses(string message, int total, Action<BulkheadSetOptions> carve) =>
        Assert.Contains(message, Assert.Throws<ValidationException>(() => Carve(total, carve)).Message, StringComparison.Ordinal);

    private static BulkheadSet Carve(int total, Action<BulkheadSetOptions> carve)
    {
        var options = new BulkheadSetOptions { TotalPermits = total };
        carve(options);
        return new("outbound", options);
    }
}
