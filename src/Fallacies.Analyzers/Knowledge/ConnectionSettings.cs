namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reads what a connection text sets beside its hosts, in each of its forms.</summary>
internal static class ConnectionSettings
{
    /// <summary>The settings of <c>Server=a;Encrypt=false</c>, <c>a:6379,ssl=true</c> and <c>mongodb://a/?tls=true</c>; keys in lower case, without spaces.</summary>
    public static IEnumerable<(string Key, string Value, string Text)> Of(string text)
    {
        var trimmed = text.Trim();
        if (ConnectionText.FirstKey(trimmed) is not null || IsAppended(trimmed))
            return Pairs(trimmed, ';');

        var isUrl = trimmed.IndexOf("://", StringComparison.Ordinal) > 0;
        var query = isUrl ? trimmed.IndexOf('?') : -1;
        return !isUrl ? Pairs(trimmed, ',') : query < 0 ? [] : Pairs(trimmed.Substring(query + 1), '&');
    }

    /// <summary>The user and the password that stand before the host of a URL.</summary>
    public static (string User, string Password)? UserOf(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || ConnectionText.FirstKey(text.Trim()) is not null)
            return null;

        var rest = text.Substring(scheme + 3);
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest.Substring(0, end);
        var at = authority.LastIndexOf('@');
        var colon = at < 0 ? -1 : authority.IndexOf(':', 0, at);
        return colon < 0 ? null : (authority.Substring(0, colon), authority.Substring(colon + 1, at - colon - 1));
    }

    // configuration["…"] + ";TrustServerCertificate=true"
    private static bool IsAppended(string text) => text.StartsWith(HostName.Hole + ";", StringComparison.Ordinal);

    private static IEnumerable<(string Key, string Value, string Text)> Pairs(string text, char separator)
    {
        foreach (var part in text.Split(separator))
        {
            var equals = part.IndexOf('=');
            if (equals > 0)
                yield return (part.Substring(0, equals).Trim().Replace(" ", "").Replace("_", "").ToLowerInvariant(), part.Substring(equals + 1).Trim().Trim('"', '\''), part.Trim());
        }
    }
}
