using Xunit.Abstractions;

namespace Fallacies.Resilience.Tests;

/// <summary>What sustains an outage after its cause is gone, and what ends it. Medians of five seeds.</summary>
public sealed class RetryStormTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(4)]
    [InlineData(100)]
    public void Three_retries_without_a_budget_never_let_the_server_recover(int clients)
    {
        var (amplification, recovery) = Run(clients, _ => null);
        Assert.InRange(amplification, 3.0, 4.0);
        Assert.Equal(int.MaxValue, recovery);
    }

    [Theory]
    [InlineData(4, 1.02)]
    [InlineData(100, 1.20)]
    public void A_budget_keeps_the_load_down_and_the_server_recovers(int clients, double most)
    {
        var (amplification, recovery) = Run(clients, client => new RetryBudget(new($"client {client}")));
        Assert.InRange(amplification, 1.0, most);
        Assert.InRange(recovery, 0, 60);
    }

    [Fact]
    public void A_large_bucket_in_each_of_many_processes_is_as_good_as_none() =>
        Assert.Equal(int.MaxValue, Run(100, client => new RetryBudget(new($"client {client}"), RetryBudgetOptions.AwsStandard2026)).Recovery);

    private (double Amplification, int Recovery) Run(int clients, Func<int, RetryBudget?> budgetOf)
    {
        var runs = Enumerable.Range(1, 5).Select(seed => new OutageModel(clients, budgetOf, seed).Run()).ToList();
        var amplification = runs.Select(run => run.Amplification).Order().ElementAt(2);
        var recovery = runs.Select(run => run.Recovery ?? int.MaxValue).Order().ElementAt(2);
        output.WriteLine($"{clients} clients: amplification {amplification:F2}, recovery {recovery} s");
        return (amplification, recovery);
    }
}
