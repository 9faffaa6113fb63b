using Fallacies.Analyzers.Knowledge;

namespace Fallacies.Analyzers.Security;

/// <summary>Tells projects that only try things out: what they send is nobody's secret.</summary>
internal static class Trials
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "Benchmark", "Benchmarks", "Benchmarking" };

    public static bool Are(Registration registration) =>
        registration.Kind == ProjectKind.Test || (registration.Compilation.AssemblyName is { } name && NameWords.Of(name).Any(Words.Contains));
}
