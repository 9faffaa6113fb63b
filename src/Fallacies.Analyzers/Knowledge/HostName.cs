using System.Collections.Immutable;
using System.Globalization;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>A host that a text names, with its port where one is written.</summary>
internal sealed record HostName(string Host, int? Port, HostKind Kind)
{
    /// <summary>Stands in a text where the program fills something in.</summary>
    public const string Hole = "{}";

    private static readonly char[] PlaceholderSigns = ['{', '}', '<', '>', '%', '$'];

    private static readonly string[] Examples = ["test", "example", "invalid", "example.com", "example.net", "example.org"];

    // Names for development that everybody's resolver takes for this machine.
    private static readonly string[] ThisMachine = ["localhost", "localhost.localstack.cloud", "localtest.me", "lvh.me", "127.0.0.1.nip.io", "127.0.0.1.sslip.io"];

    private static readonly string[] ClusterSuffixes = [".svc.cluster.local", ".svc"];

    private static readonly string[] LocalSuffixes = ["local", "internal", "lan", "corp", "intranet", "home.arpa", "localdomain"];

    /// <summary>Whether the host is written as a number that stands for one machine.</summary>
    public bool IsFixedAddress => Kind is HostKind.PrivateAddress or HostKind.PublicAddress;

    /// <summary>
    /// Whether the name is that of a Service of Kubernetes, whose virtual address stays when what is behind it moves:
    /// <c>orders.shop.svc.cluster.local</c>. One more label names a pod, and a headless Service answers with its pods.
    /// </summary>
    public bool IsClusterService =>
        ClusterSuffixes.FirstOrDefault(suffix => Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) is { } suffix
        && Host.Substring(0, Host.Length - suffix.Length).Split('.') is { Length: 2 } labels
        && labels[0].IndexOf("headless", StringComparison.OrdinalIgnoreCase) < 0;

    /// <summary>
    /// The hosts in a text of any form: address, <c>host:port</c>, <c>[v6]:port</c>, a list of them, URL, connection string.
    /// Empty where the text names no host.
    /// </summary>
    public static ImmutableArray<HostName> In(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || (trimmed.IndexOfAny(['\r', '\n']) >= 0 && ConnectionText.FirstKey(trimmed) is null))
            return ImmutableArray<HostName>.Empty;

        var hosts = trimmed.Contains("://") && ConnectionText.FirstKey(trimmed) is null ? InUrls(trimmed)
            : ConnectionText.FirstKey(trimmed) is not null ? ConnectionText.Hosts(trimmed)
            : InList(trimmed);
        return hosts.ToImmutableArray();
    }

    /// <summary>The host of <c>host</c>, <c>host:port</c> or <c>[v6]:port</c>.</summary>
    public static HostName? Of(string text)
    {
        if (AddressRanges.Parse(text) is { } bare)
            return new HostName(text, null, AddressRanges.KindOf(bare));

        var (host, port) = Split(text);
        if (host.Length == 0 || (port.Length > 0 && !port.All(char.IsDigit) && port.IndexOfAny(PlaceholderSigns) < 0))
            return null;

        return KindOf(host) is { } kind
            ? new HostName(host, int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, kind)
            : null;
    }

    /// <summary>The host as a message shows it, without user, password or path.</summary>
    public override string ToString()
    {
        var host = Host.IndexOf(':') >= 0 ? $"[{Host}]" : Host;
        return Port is { } port ? host + ":" + port.ToString(CultureInfo.InvariantCulture) : Host;
    }

    // Text may hold several URLs, and one URL several hosts: "http://a;http://b", "mongodb://a:1,b:2/shop".
    private static IEnumerable<HostName> InUrls(string text)
    {
        foreach (var url in UrlsIn(text))
        {
            var start = url.IndexOf("://", StringComparison.Ordinal);
            var rest = url.Substring(start + 3);
            var end = rest.IndexOfAny(['/', '?', '#']);
            var authority = end < 0 ? rest : rest.Substring(0, end);
            var isDiscovery = url.IndexOf('+', 0, start) > 0 && url.StartsWith("http", StringComparison.OrdinalIgnoreCase);
            foreach (var part in authority.Substring(authority.LastIndexOf('@') + 1).Split(','))
            {
                if (Of(part.Trim()) is { } host)
                    yield return isDiscovery && host.Kind is HostKind.PublicName or HostKind.LocalName ? host with { Kind = HostKind.ServiceName } : host;
            }
        }
    }

    private static IEnumerable<string> UrlsIn(string text)
    {
        var start = 0;
        for (var next = Next(text, start); next > 0; next = Next(text, start))
        {
            yield return text.Substring(start, next - start).Trim(';', ',', ' ');
            start = next;
        }

        yield return text.Substring(start).Trim(';', ',', ' ');
    }

    // Where the next URL of a list starts: behind a separator that stands before a scheme, not inside a query.
    private static int Next(string text, int start)
    {
        var scheme = text.IndexOf("://", Math.Min(text.Length, text.IndexOf("://", start, StringComparison.Ordinal) is var first and >= 0 ? first + 3 : text.Length), StringComparison.Ordinal);
        if (scheme < 0)
            return -1;

        var from = scheme;
        while (from > start && (char.IsLetterOrDigit(text[from - 1]) || text[from - 1] is '+' or '-' or '.'))
            from--;
        return from > start && text[from - 1] is ';' or ',' or ' ' ? from : -1;
    }

    // Redis writes its settings behind the hosts: "10.0.0.1:6379,10.0.0.2:6379,ssl=true".
    private static IEnumerable<HostName> InList(string text)
    {
        foreach (var part in text.Split(',', ';', ' ').Select(part => part.Trim()).Where(part => part.Length > 0 && part.IndexOf('=') < 0))
        {
            if (Of(part) is { } host)
                yield return host;
        }
    }

    private static (string Host, string Port) Split(string text)
    {
        if (text.StartsWith("[", StringComparison.Ordinal))
        {
            var end = text.IndexOf(']');
            var rest = end < 0 ? "" : text.Substring(end + 1);
            return end < 0 || (rest.Length > 0 && rest[0] != ':') ? ("", "") : (text.Substring(1, end - 1), rest.TrimStart(':'));
        }

        var colon = text.IndexOf(':');
        return colon < 0 ? (text, "") : (text.Substring(0, colon), text.Substring(colon + 1));
    }

    private static HostKind? KindOf(string host)
    {
        if (AddressRanges.Parse(host) is { } address)
            return AddressRanges.KindOf(address);
        if (host.IndexOfAny(PlaceholderSigns) >= 0)
            return HostKind.Placeholder;

        var name = host.TrimEnd('.').ToLowerInvariant();
        var labels = name.Split('.');
        if (labels.Any(label => label.Length == 0 || !label.All(c => char.IsLetterOrDigit(c) || c is '-' or '_')) || labels[labels.Length - 1].All(char.IsDigit))
            return null;

        return ThisMachine.Any(suffix => Ends(name, suffix)) ? HostKind.Loopback
            : Examples.Any(suffix => Ends(name, suffix)) ? HostKind.Documentation
            : labels.Length == 1 ? HostKind.ServiceName
            : LocalSuffixes.Any(suffix => Ends(name, suffix)) ? HostKind.LocalName
            : HostKind.PublicName;
    }

    private static bool Ends(string name, string suffix) => name == suffix || name.EndsWith("." + suffix, StringComparison.Ordinal);
}
