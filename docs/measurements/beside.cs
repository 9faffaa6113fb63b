// Which rules of other packages report on the bad examples of our pages:
//   dotnet run docs/measurements/beside.cs -- projects FOLDER      writes each bad example as a project of its own
//   dotnet run docs/measurements/beside.cs -- table RESULT.json…   prints, for each of our rules, what the others report there
// "measure.sh beside" does both. Only rules of others that are about the same matter are listed; all of them are switched on.
using System.Text.Json;
using System.Text.RegularExpressions;

string[] related =
[
    "AsyncFixer01", "AsyncFixer02", "AsyncFixer03", "AsyncFixer04", "AsyncFixer05", "AsyncFixer06",
    "CA1031", "CA1065", "CA1305", "CA1849", "CA2000", "CA2008", "CA2012", "CA2016", "CA2022", "CA2025", "CA2027", "CA2213", "CA2300", "CA2301", "CA2310", "CA2311", "CA2326", "CA2327", "CA2328", "CA2329",
    "CA2330", "CA5359", "CA5390", "CA5399", "CA5400",
    "IDISP001", "IDISP003", "IDISP004", "IDISP006", "IDISP013", "IDISP014", "IDISP017",
    "MA0011", "MA0032", "MA0039", "MA0040", "MA0042", "MA0045", "MA0075", "MA0076", "MA0100", "MA0132", "MA0134", "MA0147", "MA0155", "MA0166", "MA0167",
    "RCS1075", "S1075", "S108", "S1313", "S2068", "S2115", "S2221", "S2222", "S2486", "S2674", "S2930", "S3168", "S4056", "S4462", "S4830", "S5332", "S5693", "S5773", "S6354", "S6418", "S6420", "S6422", "S6561",
    "S6563", "S6566", "S6580", "S6962", "S6966",
    "VSTHRD002", "VSTHRD100", "VSTHRD101", "VSTHRD103", "VSTHRD104", "VSTHRD110",
];

var rules = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Here())!, "..", "rules"), "FAL*.md").Select(page => Path.GetFileNameWithoutExtension(page)).Where(id => id != "FAL0001").Order(StringComparer.Ordinal).ToArray();
switch (args)
{
    case ["ids"]:
        Console.WriteLine(string.Join(',', related));
        return 0;
    case ["projects", var folder]:
        foreach (var id in rules)
            Write(folder, id);
        return 0;
    case ["table", .. { Length: > 0 } results]:
        Table(results);
        return 0;
    default:
        Console.Error.WriteLine("say \"projects FOLDER\", \"ids\" or \"table RESULT.json…\"");
        return 2;
}

void Write(string folder, string id)
{
    var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "rules", id + ".md"));
    var code = Regex.Match(page, @"^## Bad\s+```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
    var packages = Regex.Matches(code, @"^#:package ([\w.]+)(?:@(\S+))?.*\n", RegexOptions.Multiline);
    var references = string.Concat(packages.Select(package => $"<PackageReference Include=\"{package.Groups[1].Value}\" Version=\"{package.Groups[2].Value}\" />"));
    Directory.CreateDirectory(Path.Combine(folder, id));
    File.WriteAllText(Path.Combine(folder, id, "Program.cs"), Regex.Replace(code, @"^#:package.*\n", "", RegexOptions.Multiline));
    File.WriteAllText(Path.Combine(folder, id, id + ".csproj"), $"<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><OutputType>Library</OutputType></PropertyGroup><ItemGroup>{references}</ItemGroup></Project>\n");
}

void Table(string[] results)
{
    var found = new HashSet<(string Rule, string Other)>();
    foreach (var file in results)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var scans = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToArray() : [json.RootElement];
        foreach (var finding in scans.SelectMany(scan => scan.GetProperty("Findings").EnumerateArray()))
            found.Add((finding.GetProperty("File").GetString()!.Split('/')[0], finding.GetProperty("Id").GetString()!));
    }

    foreach (var id in rules)
        Console.WriteLine($"{id}\t{(found.Contains((id, id)) ? "reports" : "SILENT HERE")}\t{string.Join(' ', found.Where(pair => pair.Rule == id && (related.Contains(pair.Other) || pair.Other.StartsWith("HCR", StringComparison.Ordinal))).Select(pair => pair.Other).Order(StringComparer.Ordinal))}");
}

static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
