using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>A loop that gathers the frames of a message from a web socket until its end, however long it is.</summary>
/// <param name="Buffer">The variable that grows.</param>
/// <param name="Growth">The operation that makes it grow.</param>
internal sealed record EndlessMessage(ISymbol Buffer, IOperation Growth)
{
    private static readonly HashSet<string> Growing = ["MemoryStream", "List", "StringBuilder", "ArrayBufferWriter", "RecyclableMemoryStream", "StringWriter"];

    private static readonly HashSet<string> Appends = ["Write", "WriteAsync", "WriteByte", "Add", "AddRange", "Append"];

    /// <summary>The loop around a receive, or <see langword="null"/> where something in it bounds the message.</summary>
    public static EndlessMessage? Around(IInvocationOperation receive)
    {
        if (receive.Arguments.IsEmpty || Loop(receive) is not { } loop || Source.Member(loop.Syntax).ToString().Contains("MessageTooBig"))
            return null;

        var parts = loop.InThisFunction().ToList();
        if (!parts.Exists(IsEnd) || parts.Exists(IsBound))
            return null;

        var received = Received(receive, parts);
        foreach (var part in parts)
        {
            if (Grown(part) is { } buffer && received.Any(source => part.Refers(source)) && !IsDeclaredIn(buffer, loop) && !IsFixed(buffer, loop) && !parts.Exists(other => IsHandedOn(other, buffer)))
                return new EndlessMessage(buffer, part);
        }

        return null;
    }

    // The variables whose bytes a receive fills, and what is made of them in the loop.
    private static HashSet<ISymbol> Received(IInvocationOperation receive, List<IOperation> parts)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var use in receive.Arguments[0].DescendantsAndSelf())
        {
            if (use.Variable() is { } buffer)
                found.Add(buffer);
            if (use is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } made)
                found.UnionWith(made.DescendantsAndSelf().Select(part => part.Variable()).OfType<ISymbol>());
        }

        foreach (var (variable, value) in parts.Select(part => part.Write()))
        {
            if (variable is not null && value is not null && (found.Any(source => value.Refers(source)) || value.DescendantsAndSelf().Contains(receive)))
                found.Add(variable);
        }

        return found;
    }

    private static ILoopOperation? Loop(IOperation receive)
    {
        for (var around = receive.Parent; around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); around = around.Parent)
        {
            if (around is ILoopOperation loop)
                return loop;
        }

        return null;
    }

    private static bool IsEnd(IOperation part) => part is IPropertyReferenceOperation { Property: { Name: "EndOfMessage", ContainingNamespace.Name: "WebSockets" } };

    // Whoever compares a size with anything but zero may leave; which size it is does not matter.
    private static bool IsBound(IOperation part) => part is IBinaryOperation
    {
        OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual,
    } comparison && !IsZero(comparison.LeftOperand) && !IsZero(comparison.RightOperand) || part is IRelationalPatternOperation { Value: var limit } && !IsZero(limit);

    private static bool IsZero(IOperation operand) => ConstantTime.Number(operand) == 0;

    private static ISymbol? Grown(IOperation part) => part switch
    {
        IInvocationOperation { Instance: { Type: { } type } buffer } call when Growing.Contains(type.Name) && Appends.Contains(call.TargetMethod.Name) => buffer.Variable(),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: { Type.SpecialType: SpecialType.System_String } text } => text.Variable(),
        IInvocationOperation { TargetMethod: { Name: "Resize", ContainingType.SpecialType: SpecialType.System_Array } } resize => resize.Arguments[0].Value.Variable(),
        _ => null,
    };

    // What is made anew for each frame does not grow with the message.
    private static bool IsDeclaredIn(ISymbol buffer, ILoopOperation loop) =>
        buffer.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(reference.Span));

    // A stream over an array ends where the array ends.
    private static bool IsFixed(ISymbol buffer, IOperation near) =>
        buffer is ILocalSymbol local && Operations.Initializer(local, near) is { } made && Operations.Unwrap(made) is IObjectCreationOperation { Type.Name: "MemoryStream", Arguments: { Length: > 0 } arguments } && arguments[0].Value.Type is IArrayTypeSymbol;

    // Before the end it may be asked how large it is.
    private static bool IsHandedOn(IOperation part, ISymbol buffer)
    {
        if (part is not IArgumentOperation argument || !SymbolEqualityComparer.Default.Equals(argument.Value.Variable(), buffer) || argument.Parent is IInvocationOperation { TargetMethod.Name: "Resize" })
            return false;

        for (var around = part.Parent; around is not (null or ILoopOperation); around = around.Parent)
        {
            if (around is IConditionalOperation choice && choice.Condition.DescendantsAndSelf().Any(IsEnd))
                return false;
        }

        return true;
    }
}
