using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Tells values whose text depends on the culture of the machine.</summary>
internal static class CultureFormats
{
    private static readonly string[] SameEverywhere = ["o", "O", "r", "R", "s", "u"];

    private static readonly string[] WithoutSeparator = ["F0", "f0", "0", "00", "000", "0000", "X", "x"];

    /// <summary>Whether a fraction is written with a point in one culture and a comma in another.</summary>
    public static bool IsFraction(ITypeSymbol? type) => Bare(type)?.SpecialType is SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal;

    /// <summary>Whether a value of this type, written in this format, differs between cultures.</summary>
    public static bool Vary(ITypeSymbol? type, string? format)
    {
        if (IsFraction(type))
            return !WithoutSeparator.Contains(format) && !IsForPeople(format);

        return IsDate(Bare(type)) && !SameEverywhere.Contains(format) && (format is null or { Length: < 2 } || HasWordsOrSeparators(format));
    }

    /// <summary>How a value goes out where the machine speaks another language.</summary>
    // A format of digits and colons is the same in German: the Finnish write times with points.
    public static string Example(ITypeSymbol? type, string? format) =>
        IsFraction(type) ? "German, 1.5 goes out as '1,5'"
        : format is null or { Length: < 2 } || format.Contains("/") ? "German, a date goes out as '31.12.2026'"
        : format.Contains("MMM") ? "German, 'May' goes out as 'Mai'"
        : format.Contains("ddd") ? "German, 'Thu' goes out as 'Do'"
        : "Finnish, '12:30' goes out as '12.30'";

    // Money, per cent and groups of three: no program reads them.
    private static bool IsForPeople(string? format) => format is { Length: > 0 and < 4 } && "CcPpNn".IndexOf(format[0]) >= 0;

    private static bool IsDate(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_DateTime } or { Name: "DateTimeOffset" or "DateOnly" or "TimeOnly", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    // A slash and a colon stand for the culture's own separators; months and days have names. Digits and hyphens are the same wherever years are counted alike.
    private static bool HasWordsOrSeparators(string format) =>
        format.Contains("/") || format.Contains(":") || format.Contains("MMM") || format.Contains("ddd") || format.Contains("tt");

    private static ITypeSymbol? Bare(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } inner } ? inner[0] : type;
}
