using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fallacies.Analyzers.Knowledge;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Keeps the table in <c>docs/remote-calls.md</c> what it is in the code; what stands above it is written by hand.</summary>
public sealed class RemoteCallsPageTests
{
    private const string Mark = "<!-- The table:";

    private static readonly (RemoteKind Kind, string Title)[] Kinds =
    [
        (RemoteKind.Http, "Web services"),
        (RemoteKind.Rpc, "Remote procedure calls"),
        (RemoteKind.Cache, "Caches"),
        (RemoteKind.Broker, "Message brokers"),
        (RemoteKind.Database, "Databases"),
        (RemoteKind.Storage, "Storage"),
        (RemoteKind.Socket, "Bare connections"),
        (RemoteKind.Mail, "Mail"),
    ];

    [Fact]
    public void The_table_is_up_to_date()
    {
        var path = Repository.At("docs", "remote-calls.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var end = page.IndexOf('\n', page.IndexOf(Mark, StringComparison.Ordinal)) + 1;

        Assert.True(Repository.IsCurrent(path, page[..end] + Table()), "docs/remote-calls.md was out of date and has been rewritten from the table of remote calls: commit it.");
    }

    [Fact]
    public void Every_row_has_its_section() => Assert.All(RemoteCalls.Table, sink => Assert.Contains(Kinds, kind => kind.Kind == sink.Kind));

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var (kind, title) in Kinds)
        {
            text.Append($"\n## {title}\n\n| type | reads | may be repeated | writes again | depends | bound | retries | trace | many at once |\n|---|---|---|---|---|---|---|---|---|\n");

            // The class beside its interface says the same.
            foreach (var row in RemoteCalls.Table.Where(sink => sink.Kind == kind).GroupBy(sink => Cells(sink)))
                text.Append($"| {string.Join(" ", row.Select(Type))} | {row.Key} |\n");
        }

        return text.ToString();
    }

    private static string Cells(Sink sink) => string.Join(
        " | ",
        Code(sink.Safe),
        Code(sink.Idempotent),
        Code(sink.Unsafe),
        Code(sink.Unknown),
        Bound(sink),
        sink.Retries ? "yes" : "",
        sink.PropagatesTrace ? "yes" : "",
        string.Join(" ", NamePatterns<string>.Split(sink.Batches).Select(batch => batch.Split('=')).Select(pair => $"`{pair[0]}` → `{pair[1]}`")));

    private static string Bound(Sink sink) => sink.BuiltInTimeout is not { } seconds ? "–"
        : sink.Unbounded.Length == 0 ? seconds.ToString(CultureInfo.InvariantCulture)
        : $"{seconds.ToString(CultureInfo.InvariantCulture)}; `{sink.Unbounded}` –";

    private static string Code(string names) => names.Length == 0 ? "" : $"`{string.Join(' ', NamePatterns<string>.Split(names))}`";

    // "IProducer`2" is IProducer<,> to whoever writes it.
    private static string Type(Sink sink)
    {
        var name = Regex.Replace(sink.Type, "`([0-9])", match => $"<{new string(',', match.Groups[1].Value[0] - '1')}>");
        return $"`{name}`{(sink.OnAttribute ? " *as attribute*" : "")}{(sink.Derived ? " *and derived*" : "")}";
    }
}
