using System.Runtime.CompilerServices;

namespace Fallacies.Analyzers.Tests;

/// <summary>Where the repository lies, for tests that read its pages.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    // Deterministic builds map source paths to "/_/": the folder is then found upwards from the output.
    private static string ThisFolder([CallerFilePath] string path = "")
    {
        if (File.Exists(path))
            return Path.GetDirectoryName(path)!;

        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Analyzers.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No Analyzers.sln above {AppContext.BaseDirectory}.");
        return Path.Combine(folder, "tests", "Fallacies.Analyzers.Tests");
    }
}
