// How often our findings are right, from the labels in findings.tsv (twelve open repositories) and further.tsv (six more):
//   dotnet run docs/measurements/precision.cs             prints the tables of precision.md
//   dotnet run docs/measurements/precision.cs -- --check  exits with 1 where precision.md says something else
// The interval is the exact one of Clopper and Pearson (Biometrika 26, 1934) at 95 %.
using System.Globalization;
using System.Text;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = Path.GetDirectoryName(Here())!;
var labels = Read("findings.tsv");
var further = Read("further.tsv");
if (labels.Concat(further).FirstOrDefault(label => label.Label is not ("right" or "wrong")) is { Rule: { } rule } odd)
{
    Console.Error.WriteLine($"a table has the label \"{odd.Label}\" for {rule}: only \"right\" and \"wrong\" can be counted");
    return 2;
}

var text = new StringBuilder("| findings | labelled | right | share | 95 % interval |\n|---|--:|--:|--:|--:|\n");
Row("all warnings", labels.Where(label => label.IsWarning));
Row("all suggestions", labels.Where(label => !label.IsWarning));
Row("six further repositories: all warnings of the first run", further);
Row("six further repositories: those that are warnings still", further.Where(label => label.IsWarning));
Row("warnings of all eighteen, as the rules are now", labels.Concat(further).Where(label => label.IsWarning));
text.Append("\n| rule | warnings right | suggestions right |\n|---|--:|--:|\n");
foreach (var group in labels.GroupBy(label => label.Rule).OrderBy(group => group.Key, StringComparer.Ordinal))
    text.Append($"| [{group.Key}](../rules/{group.Key}.md) | {Count(group.Where(label => label.IsWarning))} | {Count(group.Where(label => !label.IsWarning))} |\n");

Console.Write(text);
return args is ["--check"] && !File.ReadAllText(Path.Combine(folder, "precision.md")).Contains(text.ToString(), StringComparison.Ordinal) ? 1 : 0;

(string Rule, bool IsWarning, string Label)[] Read(string table) =>
    File.ReadLines(Path.Combine(folder, table)).Skip(1).Select(row => row.Split('\t')).Select(row => (Rule: row[4], IsWarning: row[5] == "Warning", Label: row[6])).ToArray();

void Row(string name, IEnumerable<(string Rule, bool IsWarning, string Label)> part)
{
    var all = part.ToArray();
    var right = all.Count(label => label.Label == "right");
    text.Append($"| {name} | {all.Length} | {right} | {(double)right / all.Length:P1} | {Low(right, all.Length):P1} to {1 - Low(all.Length - right, all.Length):P1} |\n");
}

static string Count(IEnumerable<(string Rule, bool IsWarning, string Label)> part) =>
    part.ToArray() is { Length: > 0 } all ? $"{all.Count(label => label.Label == "right")} of {all.Length}" : "";

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
