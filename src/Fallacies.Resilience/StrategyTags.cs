using System.Diagnostics;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Polly's own tags of a strategy, repeated so that its measurements and ours can be joined.</summary>
internal sealed class StrategyTags(string? pipeline, string? instance, string? strategy)
{
    public const string Dependency = "fallacies.dependency";
    public const string Reason = "fallacies.reason";

    /// <summary>For what an operator does through a directory, outside any pipeline.</summary>
    public static StrategyTags None { get; } = new(null, null, null);

    public static StrategyTags Of(ResiliencePipelineBuilderBase builder, ResilienceStrategyOptions options) => new(builder.Name, builder.InstanceName, options.Name);

    public void AddTo(ref TagList tags)
    {
        Add(ref tags, "pipeline.name", pipeline);
        Add(ref tags, "pipeline.instance", instance);
        Add(ref tags, "strategy.name", strategy);
    }

    private static void Add(ref TagList tags, string name, string? value)
    {
        if (value is not null)
            tags.Add(name, value);
    }
}
