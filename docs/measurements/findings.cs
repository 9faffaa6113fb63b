// Holds the findings of a scan against the labels in findings.tsv:
//   dotnet run docs/measurements/findings.cs -- FOLDER-OF-SCANS FOLDER-OF-CORPUS-TSV
// Prints the findings without a label and the labels without a finding; exit code 1 where there are any. With --write, new
// findings are added with the label "open", and labels without a finding are dropped.
using System.Text.Json;

var (scans, corpus, write) = (args[0], args[1], args.Contains("--write"));
var table = Path.Combine(Path.GetDirectoryName(Here())!, "findings.tsv");
var commits = File.ReadLines(Path.Combine(corpus, "corpus.tsv")).Skip(1).Select(line => line.Split('\t')).ToDictionary(row => row[1], row => row[2]);
var labels = File.ReadLines(table).Skip(1).Select(Label.Parse).ToDictionary(label => label.Key);

var found = new List<Label>();
foreach (var file in Directory.GetFiles(scans, "scan-*.json").Order(StringComparer.Ordinal))
{
    using var json = JsonDocument.Parse(File.ReadAllBytes(file));
    var repository = json.RootElement.GetProperty("Repo").GetString()!.Replace('+', '/');
    foreach (var finding in json.RootElement.GetProperty("Findings").EnumerateArray())
    {
        string Text(string name) => finding.GetProperty(name).ToString();
        found.Add(new Label(repository, commits[repository], Text("File"), Text("Line"), Text("Id"), Text("Severity"), "open", ""));
    }
}

// A file that several projects compile is one finding.
found = [.. found.DistinctBy(finding => finding.Key)];
var open = found.Where(finding => !labels.ContainsKey(finding.Key)).ToList();
var stale = labels.Keys.Except(found.Select(finding => finding.Key)).ToList();
foreach (var finding in open)
    Console.WriteLine($"no label: {finding}");
foreach (var key in stale)
    Console.WriteLine($"no finding: {key}");
Console.WriteLine($"{found.Count} findings, {open.Count} without a label, {stale.Count} labels without a finding");

if (!write)
    return open.Count + stale.Count == 0 ? 0 : 1;

var rows = found.Select(finding => labels.TryGetValue(finding.Key, out var label) ? label with { Severity = finding.Severity } : finding).OrderBy(label => label.ToString(), StringComparer.Ordinal);
File.WriteAllLines(table, rows.Select(row => row.ToString()).Prepend("repository\tcommit\tpath\tline\trule\tseverity\tlabel\treason"));
return 0;

static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

/// <summary>One row of the table.</summary>
internal sealed record Label(string Repository, string Commit, string Path, string Line, string Rule, string Severity, string Verdict, string Reason)
{
    public string Key => $"{Repository} {Path}:{Line} {Rule}";

    public static Label Parse(string row) => row.Split('\t') is [var a, var b, var c, var d, var e, var f, var g, var h] ? new Label(a, b, c, d, e, f, g, h) : throw new FormatException($"Not eight columns: {row}");

    public override string ToString() => string.Join('\t', Repository, Commit, Path, Line, Rule, Severity, Verdict, Reason);
}
