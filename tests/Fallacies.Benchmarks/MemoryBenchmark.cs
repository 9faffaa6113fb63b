using Microsoft.CodeAnalysis;

namespace Fallacies.Benchmarks;

/// <summary>What stays in memory because of the rules while a compilation lives, and whether it goes when the compilation does.</summary>
internal static class MemoryBenchmark
{
    public static async Task<int> RunAsync()
    {
        // Once before, so that what is kept for the whole process is not counted.
        await MeasureAsync();
        var (compiler, rules) = await MeasureAsync();
        var left = await LeftAsync();
        Console.WriteLine($"a project of {LargeProject.Files} files of {LargeProject.Lines} lines");
        Console.WriteLine($"held by the compilation after its diagnostics   {compiler / 1024,8:N0} KiB");
        Console.WriteLine($"held in addition after the rules have run      {rules / 1024,8:N0} KiB");
        Console.WriteLine($"compilations alive after they were dropped     {left,8}");
        return left == 0 ? 0 : 1;
    }

    private static async Task<(long Compiler, long Rules)> MeasureAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var compilation = LargeProject.Compile();
        compilation.GetDiagnostics();
        var compiled = GC.GetTotalMemory(forceFullCollection: true);

        await AnalyseAsync(compilation);
        var analysed = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(compilation);
        return (compiled - before, analysed - compiled);
    }

    private static async Task<int> LeftAsync()
    {
        var dropped = new List<WeakReference>();
        for (var i = 0; i < 3; i++)
            dropped.Add(await DropAsync());
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return dropped.Count(compilation => compilation.IsAlive);
    }

    private static async Task<WeakReference> DropAsync()
    {
        var compilation = LargeProject.Compile();
        await AnalyseAsync(compilation);
        return new WeakReference(compilation);
    }

    private static async Task AnalyseAsync(Compilation compilation) => await LargeProject.WithRules(compilation).GetAnalyzerDiagnosticsAsync();
}
