// How often our findings are right, from the labels in findings.tsv (twelve open repositories), further.tsv (warnings on those of further-repositories.tsv)
// and further-suggestions.tsv (suggestions on those of the last rounds, drawn at random):
//   dotnet run docs/measurements/precision.cs             prints the tables of precision.md
//   dotnet run docs/measurements/precision.cs -- --check  exits with 1 where precision.md says something else
// The interval is the exact one of Clopper and Pearson (Biometrika 26, 1934) at 95 %.
using System.Globalization;
using System.Text;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = Path.GetDirectoryName(Here())!;
var labels = Read("findings.tsv");
var further = Read("further.tsv");
var drawn = Read("further-suggestions.tsv");
var repositories = File.ReadLines(Path.Combine(folder, "further-repositories.tsv")).Skip(1).ToLookup(row => row.Split('\t')[0]);
if (labels.Concat(further).Concat(drawn).FirstOrDefault(label => label.Label is not ("right" or "wrong")) is { Rule: { } of } odd)
{
    Console.Error.WriteLine($"a table has the label \"{odd.Label}\" for {of}: only \"right\" and \"wrong\" can be counted");
    return 2;
}

var text = new StringBuilder("| findings | labelled | right | share | 95 % interval |\n|---|--:|--:|--:|--:|\n");
Row("all warnings", labels.Where(label => label.IsWarning));
Row("all suggestions", labels.Where(label => !label.IsWarning));
foreach (var round in further.GroupBy(label => label.Round))
    Row($"round {round.Key}, {repositories[round.Key].Count()} repositories: all warnings of the first run", round);
Row($"rounds 2 to {further[^1].Round} together", further.Where(label => label.Round != "1"));
Row("what is a warning still of all rounds", further.Where(label => label.IsWarning));
foreach (var round in drawn.GroupBy(label => label.Round))
    Row($"round {round.Key}: suggestions of the first run, drawn", round);
Row("what is a suggestion still of these", drawn.Where(label => label.Severity == "Info"));
text.Append("\n| rule | warnings right | suggestions right | warnings right in first runs elsewhere | suggestions drawn there |\n|---|--:|--:|--:|--:|\n");
foreach (var rule in labels.Concat(further).Concat(drawn).Select(label => label.Rule).Distinct().Order(StringComparer.Ordinal))
    text.Append($"| [{rule}](../rules/{rule}.md) | {Count(labels, rule, true)} | {Count(labels, rule, false)} | {Count(further, rule)} | {Count(drawn, rule)} |\n");

Console.Write(text);
return args is ["--check"] && !File.ReadAllText(Path.Combine(folder, "precision.md")).Contains(text.ToString(), StringComparison.Ordinal) ? 1 : 0;

Finding[] Read(string table) =>
    File.ReadLines(Path.Combine(folder, table)).Skip(1).Select(row => row.Split('\t')).Select(row => new Finding(row[4], row[5], row[6], row.ElementAtOrDefault(8) ?? "")).ToArray();

void Row(string name, IEnumerable<Finding> part)
{
    var all = part.ToArray();
    var right = all.Count(label => label.Label == "right");
    text.Append($"| {name} | {all.Length} | {right} | {(double)right / all.Length:P1} | {Low(right, all.Length):P1} to {1 - Low(all.Length - right, all.Length):P1} |\n");
}

static string Count(Finding[] part, string rule, bool? isWarning = null) =>
    part.Where(label => label.Rule == rule && (isWarning ?? label.IsWarning) == label.IsWarning).ToArray() is { Length: > 0 } all ? $"{all.Count(label => label.Label == "right")} of {all.Length}" : "";

// The share below which as many right ones or more would come about in fewer than 2.5 % of samples.
static double Low(int right, int all)
{
    if (right == 0)
        return 0;
    var (low, high) = (0.0, 1.0);
    for (var i = 0; i < 100; i++)
    {
        var share = (low + high) / 2;
        (low, high) = AtLeast(right, all, share) < 0.025 ? (share, high) : (low, share);
    }

    return low;
}

static double AtLeast(int right, int all, double share)
{
    var sum = 0.0;
    for (var k = right; k <= all; k++)
        sum += Math.Exp(LogChoose(all, k) + (k * Math.Log(share)) + ((all - k) * Math.Log(1 - share)));
    return sum;
}

static double LogChoose(int n, int k)
{
    var sum = 0.0;
    for (var i = 1; i <= k; i++)
        sum += Math.Log((n - k + i) / (double)i);
    return sum;
}

static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

internal sealed record Finding(string Rule, string Severity, string Label, string Round)
{
    public bool IsWarning => Severity == "Warning";
}
