using System.Text.RegularExpressions;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds the hosts in a connection string: <c>Server=tcp:10.1.2.3,1433;Database=shop</c>.</summary>
internal static class ConnectionText
{
    private static readonly HashSet<string> HostKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "server", "servers", "data source", "datasource", "host", "hosts", "hostname", "host name", "addr", "address", "network address",
        "endpoint", "accountendpoint", "blobendpoint", "queueendpoint", "tableendpoint", "uri", "url",
    };

    // Oracle nests: Data Source=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=10.1.2.3)(PORT=1521))…).
    private static readonly Regex OracleHost = new(@"\(\s*HOST\s*=\s*([^)\s]+)\s*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly string[] Protocols = ["tcp:", "np:", "lpc:", "admin:"];

    /// <summary>The first key where the text is made of <c>key=value</c> pairs, else <see langword="null"/>.</summary>
    public static string? FirstKey(string text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0)
            return null;

        var key = text.Substring(0, equals).Trim();
        return key.Length > 0 && key.All(c => char.IsLetter(c) || c is ' ' or '_') ? key : null;
    }

    public static IEnumerable<HostName> Hosts(string text)
    {
        var pairs = text.Split(';').Select(Pair).ToArray();
        var port = pairs.Where(pair => pair.Key.Equals("port", StringComparison.OrdinalIgnoreCase)).Select(pair => Port(pair.Value)).FirstOrDefault();
        return pairs.Where(pair => HostKeys.Contains(pair.Key)).SelectMany(pair => OfValue(pair.Value)).Select(host => host.Port is null ? host with { Port = port } : host);
    }

    private static (string Key, string Value) Pair(string text)
    {
        var equals = text.IndexOf('=');
        return equals < 0 ? ("", "") : (text.Substring(0, equals).Trim(), text.Substring(equals + 1).Trim().Trim('"', '\''));
    }

    private static IEnumerable<HostName> OfValue(string value)
    {
        if (value.Contains("://"))
            return HostName.In(value);
        if (OracleHost.Matches(value) is { Count: > 0 } matches)
            return matches.Cast<Match>().Select(match => HostName.Of(match.Groups[1].Value)).OfType<HostName>();
        if (value is "." || value.StartsWith(@".\", StringComparison.Ordinal) || value.StartsWith("(local", StringComparison.OrdinalIgnoreCase))
            return [new HostName(value, null, HostKind.Loopback)];

        return OfList(value);
    }

    // SQL Server writes the port behind a comma, the others put further hosts there.
    private static IEnumerable<HostName> OfList(string value)
    {
        var parts = value.Split(',').Select(part => part.Trim()).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            if (HostName.Of(Bare(parts[i])) is { } host && !parts[i].All(char.IsDigit))
                yield return i + 1 < parts.Length && Port(parts[i + 1]) is { } port ? host with { Port = port } : host;
        }
    }

    // Without protocol, instance and service: "tcp:10.1.2.3\SHOP", "//10.1.2.3:1521/SHOP".
    private static string Bare(string part)
    {
        var protocol = Protocols.FirstOrDefault(p => part.StartsWith(p, StringComparison.OrdinalIgnoreCase)) ?? "";
        var bare = part.Substring(protocol.Length);
        if (bare.StartsWith("//", StringComparison.Ordinal))
            bare = bare.Substring(2);
        var end = bare.IndexOfAny(['\\', '/']);
        return end < 0 ? bare : bare.Substring(0, end);
    }

    private static int? Port(string text) => text.Length is > 0 and <= 5 && text.All(char.IsDigit) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
}
