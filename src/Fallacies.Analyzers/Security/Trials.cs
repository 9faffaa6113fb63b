using Fallacies.Analyzers.Knowledge;

namespace Fallacies.Analyzers.Security;

/// <summary>Tells projects that only try things out: what they send is nobody's secret.</summary>
internal static class Trials
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "Benchmark", "Benchmarks", "Benchmarking" };

    private static readonly HashSet<string> Showing = new(StringComparer.OrdinalIgnoreCase) { "Sample", "Samples", "Example", "Examples", "Demo", "Demos" };

    public static bool Are(Registration registration) =>
        registration.Kind == ProjectKind.Test || (registration.Compilation.AssemblyName is { } name && NameWords.Of(name).Any(Words.Contains));

    /// <summary>Whether a program shows somebody how a library is used, by its name or the folder it stands in; a service may be called so and run all the same.</summary>
    public static bool AreShown(Registration registration) =>
        registration is { Kind: ProjectKind.Tool, Compilation: { } compilation }
        && (NameWords.Of(compilation.AssemblyName ?? "").Any(Showing.Contains) || Projects.Folders(compilation).Any(folder => NameWords.Of(folder).Any(Showing.Contains)));
}
