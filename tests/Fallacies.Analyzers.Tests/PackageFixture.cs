using System.Globalization;

namespace Fallacies.Analyzers.Tests;

/// <summary>Packs the rules and fixes that the tests were built with into a feed of its own, and builds every consumer and variant in one go.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    // A version that no cache has seen: a stale package is never used.
    private readonly string _version = "0.1.0-test." + DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
    private readonly string _folder = Directory.CreateTempSubdirectory("fallacies-").FullName;

    public string Package { get; private set; } = "";

    /// <summary>What the build of all consumers printed.</summary>
    public string Output { get; private set; } = "";

    internal IReadOnlyList<Finding> FindingsOf(string consumer, string variant = "Default") => Sarif.Read(LogOf(consumer, variant));

    internal Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => DotNet.RunAsync(_folder, arguments);

    internal string PathOf(string consumer, string file) => Path.Combine(_folder, consumer, file);

    public async Task InitializeAsync()
    {
        await DotNet.SucceedAsync(
            Repository.Root,
            "pack", Path.Combine("src", "Fallacies.Package"), "-c", Repository.Configuration, "--no-restore", "-v", "quiet", "-nologo", "-p:BuildProjectReferences=false",
            $"-p:PackageVersion={_version}", "-o", Path.Combine(_folder, "feed"));
        Package = Directory.GetFiles(Path.Combine(_folder, "feed"), "*.nupkg").Single();

        File.Copy(Repository.At("global.json"), Path.Combine(_folder, "global.json"));
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), NuGetConfig());
        File.WriteAllText(Path.Combine(_folder, "consumers.proj"), Solution());
        foreach (var consumer in Consumers.All)
            consumer.WriteTo(_folder, _version);

        // Some of them must not compile: each test looks at the log of its own.
        (_, Output) = await DotNet.RunAsync(_folder, "build", "consumers.proj", "-v", "quiet", "-nologo");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private string LogOf(string consumer, string variant) => Path.Combine(_folder, "logs", $"{consumer}.{variant}.sarif");

    // The sources of the machine stay; its packages are read but not written to.
    private string NuGetConfig()
    {
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(machine);
        return $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "packages")}" /></config>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><add key="feed" value="{Path.Combine(_folder, "feed")}" /></packageSources>
            </configuration>
            """;
    }

    private string Solution()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "logs"));
        var projects = string.Concat(Consumers.All.Select(consumer => $"<Consumer Include=\"{consumer.PathIn(_folder)}\" />\n"));
        var variants = string.Concat(Consumers.All.SelectMany(consumer => consumer.Variants.Select(v =>
            $"<Variant Include=\"{consumer.PathIn(_folder)}\" AdditionalProperties=\"{v.Properties};IntermediateOutputPath=obj/{v.Variant}/;OutDir=bin/{v.Variant}/;ErrorLog={LogOf(consumer.Name, v.Variant)},version=2.1\" />\n")));
        return $"""
            <Project DefaultTargets="Build">
              <ItemGroup>
                {projects}{variants}
              </ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Consumer)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Variant)" BuildInParallel="true" ContinueOnError="true" /></Target>
            </Project>
            """;
    }
}
