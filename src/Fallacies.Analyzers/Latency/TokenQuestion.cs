using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>"token.CanBeCanceled ? Load(url, token) : Load(url)", "token is { } given": who asks whether there is a token has thought of both.</summary>
internal static class TokenQuestion
{
    /// <summary>Whether the member around a place asks so.</summary>
    public static bool IsAround(IOperation place) => Operations.Root(place).Descendants().Any(part => part switch
    {
        IPropertyReferenceOperation { Property: { Name: "CanBeCanceled", ContainingType.Name: "CancellationToken" } } => true,
        IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } token } => IsToken(token),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => IsToken(comparison.LeftOperand),
        IIsPatternOperation test => IsToken(test.Value),
        _ => false,
    });

    private static bool IsToken(IOperation value) =>
        Operations.Unwrap(value).Type is INamedTypeSymbol type && (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? type.TypeArguments[0] : type).Name == "CancellationToken";
}
