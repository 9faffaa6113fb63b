using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests;

/// <summary>What test sources compile against: the running framework, ASP.NET Core, and the packages in the test project's output.</summary>
internal static class References
{
    // A test framework among the references would make every test source a test project.
    private static readonly string[] OfTheTestsThemselves = ["xunit", "Microsoft.CodeAnalysis", "Microsoft.TestPlatform", "Microsoft.VisualStudio", "testhost", "Fallacies.", "NuGet", "DiffPlex", "Humanizer"];

    private static readonly string[] Network =
        ["System.Net.", "System.Private.Xml", "System.Private.CoreLib.Net", "Microsoft.", "Polly", "Grpc", "Confluent", "RabbitMQ", "StackExchange", "AWSSDK", "OpenTelemetry", "System.Threading.RateLimiting"];

    /// <summary>Everything.</summary>
    public static readonly MetadataReference[] All = Paths().Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToArray();

    /// <summary>A framework without any type that reaches a network.</summary>
    public static readonly MetadataReference[] WithoutNetwork =
        Paths().Where(path => !Network.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal))).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToArray();

    private static IEnumerable<string> Paths() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !OfTheTestsThemselves.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.OrdinalIgnoreCase)));
}
