using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>A key of ours in <c>.editorconfig</c>: <c>fallacies.name</c> where rules share it, <c>rule.name</c> where one rule reads it.</summary>
internal abstract class Option(string key, string allowed)
{
    /// <summary>The key as users write it, in lower case.</summary>
    public string Key { get; } = key;

    /// <summary>The allowed values, in words for a message.</summary>
    public string Allowed { get; } = allowed;

    /// <summary>Whether a value can be read.</summary>
    public abstract bool Accepts(string value);

    /// <summary>What is wrong with a value that can be read but means nothing in this compilation; <see langword="null"/> where it is right.</summary>
    public virtual string? FaultIn(string value, Compilation compilation) => null;

    /// <summary>One of the names of an enumeration, written in lower case; absent means <see langword="null"/>.</summary>
    public static Option<T?> Enum<T>(string key)
        where T : struct, Enum =>
        new(key, fallback: null, string.Join(", ", System.Enum.GetNames(typeof(T))).ToLowerInvariant(), TryParseName);

    /// <summary><c>true</c> or <c>false</c>; absent means <see langword="false"/>.</summary>
    public static Option<bool> Flag(string key) => new(key, fallback: false, "true, false", (string text, out bool value) => bool.TryParse(text, out value));

    /// <summary>A whole number between two limits, both allowed.</summary>
    public static Option<int> Number(string key, int fallback, int minimum, int maximum) =>
        new(
            key,
            fallback,
            $"a whole number from {minimum.ToString(CultureInfo.InvariantCulture)} to {maximum.ToString(CultureInfo.InvariantCulture)}",
            (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    /// <summary>A list separated by commas; no entry may be empty, each must be one that <paramref name="isEntry"/> accepts, and <paramref name="fault"/> may know one that means nothing.</summary>
    public static Option<IReadOnlyList<string>> List(string key, string entries, Func<string, bool>? isEntry = null, Func<string, Compilation, string?>? fault = null) =>
        new(
            key,
            Array.Empty<string>(),
            $"{entries}, separated by commas",
            (string text, out IReadOnlyList<string> value) => TryParseList(text, out value) && (isEntry is null || value.All(isEntry)),
            fault is null ? null : (values, compilation) => values.Select(entry => fault(entry, compilation)).FirstOrDefault(found => found is not null));

    private static bool TryParseName<T>(string text, out T? value)
        where T : struct, Enum
    {
        var known = System.Enum.GetNames(typeof(T)).Contains(text, StringComparer.OrdinalIgnoreCase);
        value = known ? (T)System.Enum.Parse(typeof(T), text, ignoreCase: true) : null;
        return known;
    }

    private static bool TryParseList(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',').Select(entry => entry.Trim()).ToArray();
        return value.All(entry => entry.Length > 0);
    }
}

/// <summary>Reads the text of an option.</summary>
internal delegate bool TryParse<T>(string text, out T value);

/// <summary>An option and its type; a value that cannot be read counts as absent here and is reported as FAL0001.</summary>
internal sealed class Option<T>(string key, T fallback, string allowed, TryParse<T> parse, Func<T, Compilation, string?>? fault = null) : Option(key, allowed)
{
    public T In(AnalyzerConfigOptions options) =>
        options.TryGetValue(Key, out var text) && parse(text.Trim(), out var value) ? value : fallback;

    public override bool Accepts(string value) => parse(value.Trim(), out _);

    public override string? FaultIn(string value, Compilation compilation) => fault is not null && parse(value.Trim(), out var read) ? fault(read, compilation) : null;
}
