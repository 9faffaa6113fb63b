using System.Globalization;
using System.Text.RegularExpressions;
using Fallacies.Analyzers.Tests;

namespace Fallacies.Resilience.Tests;

/// <summary>Packs the package into a feed of its own, and builds a program that installs it as anybody would and consists of the examples of the pages.</summary>
public sealed partial class PackageFixture : IAsyncLifetime
{
    // A version that no cache has seen: a stale package is never used.
    private readonly string _version = "0.1.0-test." + DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
    private readonly string _folder = Directory.CreateTempSubdirectory("fallacies-").FullName;

    public string Package { get; private set; } = "";

    /// <summary>The pages of strategies: all but the overview.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        Directory.GetFiles(Repository.At("docs", "resilience"), "*.md").Where(page => Path.GetFileName(page) != "README.md").Order(StringComparer.Ordinal).ToList();

    public static string ExampleOf(string page) => Example().Match(File.ReadAllText(page)).Groups["code"].Value;

    internal Task<string> RunAsync(params string[] arguments) => DotNet.SucceedAsync(_folder, [Path.Combine("consumer", "bin", "consumer.dll"), .. arguments]);

    public async Task InitializeAsync()
    {
        await DotNet.SucceedAsync(
            Repository.Root,
            "pack", Path.Combine("src", "Fallacies.Resilience"), "-c", Repository.Configuration, "--no-restore", "-v", "quiet", "-nologo", "-p:RunAnalyzers=false", $"-p:PackageVersion={_version}",
            "-o", Path.Combine(_folder, "feed"));
        Package = Directory.GetFiles(Path.Combine(_folder, "feed"), "*.nupkg").Single();

        Directory.CreateDirectory(Path.Combine(_folder, "consumer"));
        File.Copy(Repository.At("global.json"), Path.Combine(_folder, "global.json"));
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), NuGetConfig());
        File.WriteAllText(Path.Combine(_folder, "consumer", "consumer.csproj"), Project());
        File.WriteAllText(Path.Combine(_folder, "consumer", "Program.cs"), Program);
        foreach (var page in Pages)
            File.WriteAllText(Path.Combine(_folder, "consumer", Path.GetFileNameWithoutExtension(page) + ".cs"), ExampleOf(page));
        await DotNet.SucceedAsync(_folder, "build", Path.Combine("consumer", "consumer.csproj"), "-o", Path.Combine("consumer", "bin"), "-v", "quiet", "-nologo");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();

    // Each example registers its strategy, and each pipeline it names then answers a call.
    private const string Program =
        """
        using System.Reflection;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Options;
        using Polly.Registry;

        var services = new ServiceCollection().AddLogging();
        foreach (var add in Assembly.GetExecutingAssembly().GetTypes().Select(type => type.GetMethod("Add", [typeof(IServiceCollection)])))
            add?.Invoke(null, [services]);
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        provider.GetService<IStartupValidator>()?.Validate();

        var pipelines = provider.GetRequiredService<ResiliencePipelineProvider<string>>();
        foreach (var name in args)
        {
            using var response = await pipelines.GetPipeline<HttpResponseMessage>(name).ExecuteAsync(_ => ValueTask.FromResult(new HttpResponseMessage()));
            Console.WriteLine($"{name}: {(int)response.StatusCode}");
        }
        """;

    private string Project() =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Fallacies.Resilience" Version="[{_version}]" />
            <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.15" />
          </ItemGroup>
        </Project>
        """;

    // The sources of the machine are left out; its packages are read but not written to.
    private string NuGetConfig()
    {
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "packages")}" /></config>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="feed" value="{Path.Combine(_folder, "feed")}" /></packageSources>
            </configuration>
            """;
    }
}
