using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether an expression may have another value at the next round of a loop. What cannot be seen through may.</summary>
internal sealed class Growth(ILoopOperation loop, KnownTypes types)
{
    private const int MaxDepth = 8;

    private readonly List<(ISymbol Variable, IOperation? Value)> _writes =
        loop.InThisFunction().Select(operation => operation.Write()).Where(write => write.Variable is not null).Select(write => (write.Variable!, write.Value)).ToList();

    public bool Changes(IOperation value) => Changes(value, MaxDepth);

    private bool Changes(IOperation value, int depth)
    {
        if (depth == 0)
            return true;
        if (value.ConstantValue.HasValue || ConstantTime.Of(value) is not null)
            return false;

        return value switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation => OfVariable(value.Variable()!, value, depth),
            IFieldReferenceOperation field => !(field.Field.IsReadOnly || field.Field.IsConst) || (field.Instance is { } owner && Changes(owner, depth - 1)),
            IPropertyReferenceOperation property => !IsStored(property.Property) || (property.Instance is { } owner && Changes(owner, depth - 1)),
            IInvocationOperation call => OfCall(call, depth),
            IInstanceReferenceOperation => false,
            IConversionOperation or IParenthesizedOperation or IBinaryOperation or IUnaryOperation => value.ChildOperations.Any(child => Changes(child, depth - 1)),
            IObjectCreationOperation creation when SymbolEqualityComparer.Default.Equals(creation.Type, types.TimeSpan) => creation.Arguments.Any(argument => Changes(argument.Value, depth - 1)),
            _ => true,
        };
    }

    private bool OfVariable(ISymbol variable, IOperation reference, int depth)
    {
        if (loop is IForEachLoopOperation && loop.Locals.Contains(variable, SymbolEqualityComparer.Default))
            return true;

        var inside = _writes.Where(write => SymbolEqualityComparer.Default.Equals(write.Variable, variable)).ToList();
        if (inside.Count > 1)
            return true;
        if (inside.Count == 1)
            return inside[0].Value is not { } value || value.Refers(variable) || Changes(value, depth - 1);

        // Set before the loop: the same at each round, but chance may have chosen it.
        return variable is ILocalSymbol && variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } initializer }
            && initializer.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax && reference.SemanticModel?.GetOperation(node) is IInvocationOperation call && OfCall(call, depth - 1));
    }

    // Math.Pow(1, attempt) only looks like growth.
    private bool OfCall(IInvocationOperation call, int depth)
    {
        if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Math))
            return !(call.TargetMethod.Name == "Pow" && ConstantTime.Number(call.Arguments[0].Value) == 1) && call.Arguments.Any(argument => Changes(argument.Value, depth - 1));

        return !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.TimeSpan)
            || (call.Instance is { } time && Changes(time, depth - 1))
            || call.Arguments.Any(argument => Changes(argument.Value, depth - 1));
    }

    // A property that computes may compute something new each time; one of another assembly may do so unseen.
    private static bool IsStored(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors }
        && accessors.Accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null)
        && property is { IsVirtual: false, IsOverride: false, IsAbstract: false };
}
