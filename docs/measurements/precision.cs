// How often our findings are right, from the labels in findings.tsv (twelve open repositories) and further.tsv (those of further-repositories.tsv):
//   dotnet run docs/measurements/precision.cs             prints the tables of precision.md
//   dotnet run docs/measurements/precision.cs -- --check  exits with 1 where precision.md says something else
// The interval is the exact one of Clopper and Pearson (Biometrika 26, 1934) at 95 %.
using System.Globalization;
using System.Text;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = Path.GetDirectoryName(Here())!;
var labels = Read("findings.tsv");
var further = Read("further.tsv");
var repositories = File.ReadLines(Path.Combine(folder, "further-repositories.tsv")).Skip(1).ToLookup(row => row.Split('\t')[0]);
if (labels.Concat(further).FirstOrDefault(label => label.Label is not ("right" or "wrong")) is { Rule: { } rule } odd)
{
    Console.Error.WriteLine($"a table has the label \"{odd.Label}\" for {rule}: only \"right\" and \"wrong\" can be counted");
    return 2;
}

var text = new StringBuilder("| findings | labelled | right | share | 95 % interval |\n|---|--:|--:|--:|--:|\n");
Row("all warnings", labels.Where(label => label.IsWarning));
Row("all suggestions", labels.Where(label => !label.IsWarning));
foreach (var round in further.GroupBy(label => label.Round))
    Row($"round {round.Key}, {repositories[round.Key].Count()} repositories: all warnings of the first run", round);
Row($"rounds 2 to {further[^1].Round} together", further.Where(label => label.Round != "1"));
Row("what is a warning still of all rounds", further.Where(label => label.IsWarning));
text.Append("\n| rule | warnings right | suggestions right | warnings right in first runs elsewhere |\n|---|--:|--:|--:|\n");
foreach (var group in labels.Select(label => (Label: label, Here: true)).Concat(further.Select(label => (Label: label, Here: false))).GroupBy(row => row.Label.Rule).OrderBy(group => group.Key, StringComparer.Ordinal))
    text.Append($"| [{group.Key}](../rules/{group.Key}.md) | {Count(group.Where(row => row.Here && row.Label.IsWarning))} | {Count(group.Where(row => row.Here && !row.Label.IsWarning))} | {Count(group.Where(row => !row.Here))} |\n");

Console.Write(text);
return args is ["--check"] && !File.ReadAllText(Path.Combine(folder, "precision.md")).Contains(text.ToString(), StringComparison.Ordinal) ? 1 : 0;

(string Rule, bool IsWarning, string Label, string Round)[] Read(string table) =>
    File.ReadLines(Path.Combine(folder, table)).Skip(1).Select(row => row.Split('\t')).Select(row => (Rule: row[4], IsWarning: row[5] == "Warning", Label: row[6], Round: row.ElementAtOrDefault(8) ?? "")).ToArray();

void Row(string name, IEnumerable<(string Rule, bool IsWarning, string Label, string Round)> part)
{
    var all = part.ToArray();
    var right = all.Count(label => label.Label == "right");
    text.Append($"| {name} | {all.Length} | {right} | {(double)right / all.Length:P1} | {Low(right, all.Length):P1} to {1 - Low(all.Length - right, all.Length):P1} |\n");
}

static string Count(IEnumerable<((string Rule, bool IsWarning, string Label, string Round) Label, bool Here)> part) =>
    part.ToArray() is { Length: > 0 } all ? $"{all.Count(row => row.Label.Label == "right")} of {all.Length}" : "";

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
