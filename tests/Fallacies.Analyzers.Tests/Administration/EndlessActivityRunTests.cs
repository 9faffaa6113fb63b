using System.Diagnostics;
using System.Reflection;

namespace Fallacies.Analyzers.Tests.Administration;

/// <summary>Runs the two forms of the rule's page, and listens to what is exported.</summary>
public sealed class EndlessActivityRunTests
{
    [Theory]
    [InlineData("Bad", "ship < place")]
    [InlineData("Good", "place, ship")]
    public void An_activity_that_is_not_stopped_is_not_exported_and_takes_what_follows_below_it(string section, string expected)
    {
        using var image = new MemoryStream();
        var emitted = Analysis.Compile(RulePage.Read("FAL6002").Code(section)).WithAssemblyName("Orders" + Guid.NewGuid().ToString("N")).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        var orders = Assembly.Load(image.ToArray()).GetType("Orders")!;

        var exported = new List<string>();
        using var source = new ActivitySource("Run" + Guid.NewGuid().ToString("N"));
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard == source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => exported.Add(activity.Parent is { } parent ? $"{activity.OperationName} < {parent.OperationName}" : activity.OperationName),
        };
        ActivitySource.AddActivityListener(listener);

        var before = Activity.Current;
        orders.GetMethod("Place")!.Invoke(Activator.CreateInstance(orders, source), ["17"]);
        using (source.StartActivity("ship"))
        {
        }

        Activity.Current = before;
        Assert.Equal(expected, string.Join(", ", exported));
    }
}
