using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>Runs every comparison of this folder in one process and prints one table each.</summary>
internal static class RuntimeBenchmarks
{
    public static int Run(string[] filters)
    {
        var types = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Comparison)) && !type.IsAbstract && (filters.Length == 0 || filters.Any(word => type.Name.Contains(word, StringComparison.OrdinalIgnoreCase))))
            .OrderBy(type => type.Name, StringComparer.Ordinal).ToArray();
        var summaries = BenchmarkRunner.Run(types, Config());
        return summaries.Length == types.Length && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }

    // In this process: what is compared shares one runtime, one heap and one state of the machine.
    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithRuntime(CoreRuntime.Core10_0).WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(8).WithIterationCount(15).WithInvocationCount(1).WithUnrollFactor(1))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .HideColumns(Column.Job, Column.Error, Column.RatioSD, Column.Gen0, Column.AllocRatio, Column.Runtime, Column.Toolchain, Column.IterationCount, Column.WarmupCount, Column.InvocationCount, Column.UnrollFactor)
        .WithArtifactsPath(Environment.GetEnvironmentVariable("OUT") ?? "artifacts/measurements")
        .WithOptions(ConfigOptions.DisableLogFile);
}
