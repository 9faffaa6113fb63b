using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The hosts that users declare to be fixed: rules about addresses leave them alone.</summary>
internal static class TrustedHosts
{
    /// <summary><c>fallacies.trusted_hosts</c>: names or addresses; <c>*.</c> stands for any host below a name.</summary>
    public static readonly Option<IReadOnlyList<string>> Option = Knowledge.Option.List("fallacies.trusted_hosts", "host names or IP addresses, names also as '*.name'", IsHost);

    public static bool Contains(AnalyzerConfigOptions options, HostName host) => Option.In(options).Any(entry => Matches(entry, host.Host));

    private static bool Matches(string entry, string host) =>
        entry.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(entry.Substring(1), StringComparison.OrdinalIgnoreCase)
            : AddressRanges.Parse(entry) is { } address ? address.Equals(AddressRanges.Parse(host)) : entry.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static bool IsHost(string entry) =>
        HostName.Of(entry.StartsWith("*.", StringComparison.Ordinal) ? entry.Substring(2) : entry) is { Port: null } host && host.Kind != HostKind.Placeholder;
}
