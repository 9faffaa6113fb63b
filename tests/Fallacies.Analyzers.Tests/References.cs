using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Fallacies.Analyzers.Tests;

/// <summary>What test sources compile against: the running framework, ASP.NET Core, and the packages in the test project's output; more packages by name.</summary>
internal static class References
{
    // A test framework among the references would make every test source a test project.
    private static readonly string[] OfTheTestsThemselves = ["xunit", "Microsoft.CodeAnalysis", "Microsoft.TestPlatform", "Microsoft.VisualStudio", "testhost", "Fallacies.", "NuGet", "DiffPlex", "Humanizer", "Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw"];

    private static readonly string[] Network =
        ["System.Net.", "System.Private.Xml", "System.Private.CoreLib.Net", "Microsoft.", "Polly", "Grpc", "Confluent", "RabbitMQ", "StackExchange", "AWSSDK", "OpenTelemetry", "System.Threading.RateLimiting"];

    private static readonly Lazy<RestoredPackages> Current = new(() => new RestoredPackages("Fallacies.References"));

    private static readonly Lazy<RestoredPackages> Previous = new(() => new RestoredPackages("Fallacies.References.Previous"));

    /// <summary>No assemblies but those a test adds. One for all tests: resolving it takes a lock of this machine, and who finds that taken waits for a second.</summary>
    public static readonly ReferenceAssemblies None = new("net");

    /// <summary>Everything in the output.</summary>
    public static readonly MetadataReference[] All = [.. Paths().Select(RestoredPackages.Open)];

    /// <summary>A framework without any type that reaches a network.</summary>
    public static readonly MetadataReference[] WithoutNetwork =
        [.. Paths().Where(path => !Network.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal))).Select(RestoredPackages.Open)];

    /// <summary>Everything but the assemblies whose names begin so.</summary>
    public static MetadataReference[] Without(string beginning) => [.. Paths().Where(path => !Path.GetFileName(path).StartsWith(beginning, StringComparison.Ordinal)).Select(RestoredPackages.Open)];

    /// <summary>The packages of <c>tests/Fallacies.References</c>.</summary>
    public static RestoredPackages Packages => Current.Value;

    /// <summary>The packages of <c>tests/Fallacies.References.Previous</c>: older major versions.</summary>
    public static RestoredPackages PreviousPackages => Previous.Value;

    /// <summary>Everything, and packages of <c>tests/Fallacies.References</c> with what they need. A named package replaces another version of it.</summary>
    public static MetadataReference[] With(params string[] packages) => With(Packages, packages);

    /// <summary>Everything, and packages of <c>tests/Fallacies.References.Previous</c>.</summary>
    public static MetadataReference[] WithPrevious(params string[] packages) => With(PreviousPackages, packages);

    private static MetadataReference[] With(RestoredPackages restored, string[] packages)
    {
        var paths = Paths().DistinctBy(Path.GetFileName).ToDictionary(path => Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);
        foreach (var package in restored.Closure(packages))
        {
            foreach (var path in package.Assemblies)
            {
                // What a package merely needs is taken from the framework where the framework has it.
                if (packages.Contains(package.Name, StringComparer.OrdinalIgnoreCase))
                    paths[Path.GetFileName(path)] = path;
                else
                    paths.TryAdd(Path.GetFileName(path), path);
            }
        }

        return [.. paths.Values.Select(RestoredPackages.Open)];
    }

    private static IEnumerable<string> Paths() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Distinct()
            .Where(path => !OfTheTestsThemselves.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.OrdinalIgnoreCase)));
}
