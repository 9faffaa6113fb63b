using System.Runtime.CompilerServices;

namespace Fallacies.Analyzers.Tests;

/// <summary>Where the repository lies, for tests that read its pages or keep a generated file current.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    /// <summary>The configuration that the tests, and what they test, were built in.</summary>
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Whether a generated file is what it should be. Where it is not, it is written anew, on a desk but not in CI.</summary>
    public static bool IsCurrent(string path, string generated)
    {
        var current = File.Exists(path) && File.ReadAllText(path) == generated;
        if (!current && Environment.GetEnvironmentVariable("CI") != "true")
            File.WriteAllText(path, generated);
        return current;
    }

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
