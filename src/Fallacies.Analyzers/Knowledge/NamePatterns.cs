namespace Fallacies.Analyzers.Knowledge;

/// <summary>Names separated by white space, and what each stands for: <c>Send</c> for <c>Send</c> and <c>SendAsync</c>, <c>Get*</c> for all that start so.</summary>
internal sealed class NamePatterns<T>
{
    private const string Async = "Async";

    private readonly Dictionary<string, T> _exact = [];
    private readonly List<Prefix> _starts = [];

    public NamePatterns<T> Add(string names, T value)
    {
        foreach (var name in Split(names))
        {
            if (name[name.Length - 1] == '*')
                _starts.Add(new Prefix(name.Substring(0, name.Length - 1), value));
            else
                _exact[name] = value;
        }

        return this;
    }

    /// <summary>What a name stands for; the longest one that fits counts.</summary>
    public bool TryFind(string name, out T? value)
    {
        if (_exact.TryGetValue(name, out value) || _exact.TryGetValue(WithoutAsync(name), out value))
            return true;

        var found = -1;
        foreach (var prefix in _starts)
        {
            if (prefix.Start.Length > found && name.StartsWith(prefix.Start, StringComparison.Ordinal))
                (found, value) = (prefix.Start.Length, prefix.Value);
        }

        return found >= 0;
    }

    public static string[] Split(string names) => names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static string WithoutAsync(string name) => name.EndsWith(Async, StringComparison.Ordinal) ? name.Substring(0, name.Length - Async.Length) : name;

    private sealed record Prefix(string Start, T Value);
}
