using System.Text.RegularExpressions;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Whether who reads items says how many he wants.</summary>
internal static class ItemLimit
{
    private static readonly string[] Words = ["Limit", "Take", "Top", "Max", "Page", "Size", "Count", "Batch", "First", "Amount"];

    // In the text of a query or an address.
    private static readonly Regex Text = new(@"\b(limit|top|take|per_?page|page_?size|max_?results)[ =(]|fetch\s+(next|first)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Whether the arguments of a call do.</summary>
    public static bool IsIn(IInvocationOperation call, CancellationToken cancellation) => call.Arguments.Any(argument =>
        IsChosen(argument.Parameter?.Name, argument.Value)
        || argument.Value.Descendants().OfType<ISimpleAssignmentOperation>().Any(setting => setting.Target is IPropertyReferenceOperation { Property.Name: var name } && IsChosen(name, setting.Value))
        || (argument.ArgumentKind != ArgumentKind.DefaultValue && IsWritten(argument.Syntax, cancellation)));

    /// <summary>Whether the member around a place does.</summary>
    public static bool IsAround(Location place, CancellationToken cancellation) =>
        place.SourceTree?.GetRoot(cancellation).FindNode(place.SourceSpan) is { } node && IsWritten(Source.Member(node), cancellation);

    private static bool IsChosen(string? name, IOperation value) =>
        name is not null && IsNumber(value) && NameWords.Of(name).Any(word => Words.Contains(word, StringComparer.OrdinalIgnoreCase));

    // Nothing, -1 and the greatest number mean all.
    private static bool IsNumber(IOperation value) => Operations.Unwrap(value) is { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } number
        && (!number.ConstantValue.HasValue || number.ConstantValue.Value is > 0 and < int.MaxValue or > 0L and < int.MaxValue);

    private static bool IsWritten(SyntaxNode code, CancellationToken cancellation) => code.DescendantNodesAndSelf().Any(node => node switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => Text.IsMatch(text),
        InterpolatedStringTextSyntax part => Text.IsMatch(part.TextToken.ValueText),
        _ => cancellation.IsCancellationRequested,
    });
}
