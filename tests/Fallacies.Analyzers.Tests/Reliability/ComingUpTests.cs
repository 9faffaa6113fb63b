using static Fallacies.Analyzers.Tests.Reliability.RetrySource;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Names that say that a loop waits for something to come up, for the rules about retry loops (FAL1006, FAL1010).</summary>
public sealed class ComingUpTests
{
    [Theory]
    [InlineData("CatalogAvailableTool", "RunAsync")]
    [InlineData("Tool", "WaitForCatalog")]
    [InlineData("EnsureModelAvailableHook", "RunAsync")]
    [InlineData("Tool", "WaitUntilAvailableAsync")]
    [InlineData("Tool", "IsReady")]
    [InlineData("Tool", "EnsureAvailableAsync")]
    [InlineData("Tool", "CatalogIsAvailable")]
    [InlineData("Tool", "GetWhenReadyAsync")]
    [InlineData("Tool", "EnsureReadyForRequests")]
    [InlineData("Tool", "DatabaseHealthy")]
    [InlineData("Tool", "PingAsync")]
    public async Task A_loop_that_waits_for_something_to_come_up_is_no_retry(string type, string method) => Assert.Empty(await RetriesIn(Waiting(type, method)));

    [Theory]
    [InlineData("Tool", "GetAvailableStock")]
    [InlineData("Tool", "ListAvailableAsync")]
    [InlineData("Tool", "CheckAvailableStock")]
    [InlineData("Tool", "ReadyOrders")]
    [InlineData("Tool", "MakePackageAvailableAsync")]
    [InlineData("Tool", "LoadHealthyForRegion")]
    [InlineData("Tool", "FindAlreadySent")]
    [InlineData("AvailableProducts", "RunAsync")]
    [InlineData("GetAvailableSeatsHandler", "Handle")]
    [InlineData("HealthyFoodClient", "LoadAsync")]
    public async Task A_name_that_tells_which_data_is_meant_does_not_say_waiting(string type, string method) =>
        Assert.Equal(["FAL1006", "FAL1010"], await RetriesIn(Waiting(type, method)));

    private static async Task<IEnumerable<string>> RetriesIn(string source) =>
        (await FindAsync(source)).Select(finding => finding.Id).Where(id => id is "FAL1006" or "FAL1010" or "AD0001").Order(StringComparer.Ordinal);
}
