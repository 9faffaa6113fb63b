namespace Fallacies.Analyzers.Tests;

/// <summary>A project that installs the package as anybody would.</summary>
internal sealed record ConsumerProject(string Name, string Source)
{
    public string Sdk { get; init; } = "Microsoft.NET.Sdk";

    /// <summary>Lines of the project file.</summary>
    public string Body { get; init; } = "";

    public string EditorConfig { get; init; } = "";

    /// <summary>One variant of the build per set of properties.</summary>
    public IReadOnlyList<(string Variant, string Properties)> Variants { get; init; } = [("Default", "")];

    public string PathIn(string folder) => Path.Combine(folder, Name, Name + ".csproj");

    public void WriteTo(string folder, string packageVersion)
    {
        Directory.CreateDirectory(Path.Combine(folder, Name));
        File.WriteAllText(Path.Combine(folder, Name, "Program.cs"), Source);
        File.WriteAllText(Path.Combine(folder, Name, ".editorconfig"), "root = true\n" + EditorConfig);
        File.WriteAllText(
            PathIn(folder),
            $"""
            <Project Sdk="{Sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>disable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <EnableNETAnalyzers>false</EnableNETAnalyzers>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Fallacies.Analyzers" Version="[{packageVersion}]" PrivateAssets="all" />
              </ItemGroup>
              {Body}
            </Project>
            """);
    }
}
