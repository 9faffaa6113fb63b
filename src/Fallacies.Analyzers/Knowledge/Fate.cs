using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Follows an object forward, from where it is made: is it used and dropped again, or may something keep it? What cannot be
/// followed may keep it. One object per question.
/// </summary>
internal sealed class Fate(SemanticModel near, CancellationToken cancellation)
{
    // A factory, the method that calls it, a method that gets the object: further on nobody knows whose it is.
    private const int MostHops = 3;

    private static readonly HashSet<string> Endings = ["Dispose", "DisposeAsync", "Close", "CloseAsync", "ShutdownAsync", "StopAsync"];

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the object that a <c>new</c> or a call makes is gone when the member around it has run.</summary>
    public bool IsDropped(IOperation made) => made.Type is { } type && Ends(made, HomeOf(Awaited(type)), MostHops);

    private bool Ends(IOperation made, string home, int hops)
    {
        var value = Operations.Outermost(made);
        return value.Parent switch
        {
            IExpressionStatementOperation or IBinaryOperation or IIsPatternOperation or INameOfOperation or IEventReferenceOperation or IUsingOperation => true,
            IConditionalOperation choice => choice.Condition == value || (Operations.Unwrap(choice.WhenTrue) is IObjectCreationOperation && choice.WhenFalse is { } other && Operations.Unwrap(other) is IObjectCreationOperation && Ends(choice, home, hops)),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsUsing(declarator) || LocalEnds(declarator.Symbol, declarator, home, hops),
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == value => LocalEnds(local.Local, local, home, hops),
            IAssignmentOperation assignment => assignment.Target == value,
            IReturnOperation => IsReturnedToUsers(value, home, hops),
            IConditionalAccessOperation access when access.Operation == value =>
                access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault() is { } instance && Ends(instance, home, hops),
            IInvocationOperation call when call.Instance == value => !IsPart(call.Type, home) || Ends(call, home, hops),
            IPropertyReferenceOperation property when property.Instance == value => !IsPart(property.Type, home) || Ends(property, home, hops),
            IArgumentOperation argument => PassedEnds(argument, home, hops),
            _ => false,
        };
    }

    private bool LocalEnds(ILocalSymbol local, IOperation near, string home, int hops)
    {
        if (!_seen.Add(local))
            return true;

        var uses = Operations.Uses(local, near);
        var written = uses.Count(Operations.IsWritten) + (Operations.Initializer(local, near) is { } initial && Operations.Unwrap(initial) is not (ILiteralOperation or IDefaultValueOperation) ? 1 : 0);
        if (written > 1)
            return false;
        if (uses.Any(use => IsEnded(use) && Function(use) == Function(near)))
            return uses.All(use => Operations.Outermost(use).Parent is not (IReturnOperation or IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation }));

        return uses.All(use => Operations.IsWritten(use) || ((Function(use) == Function(near) || IsAwaited(Function(use))) && Ends(use, home, hops)));
    }

    private static bool IsUsing(IVariableDeclaratorOperation declarator) =>
        declarator.Parent?.Parent?.Parent is IUsingDeclarationOperation || declarator.Parent?.Parent is IUsingOperation;

    // In a catch clause an object is given up that would be kept otherwise.
    private static bool IsEnded(IOperation use)
    {
        var target = use.Parent is IConditionalAccessOperation access ? access.WhenNotNull : use.Parent;
        if (target is not IInvocationOperation call || !Endings.Contains(call.TargetMethod.Name))
            return false;

        for (var around = use.Parent; around is not null; around = around.Parent)
        {
            if (around is ICatchClauseOperation)
                return false;
        }

        return true;
    }

    private static IOperation? Function(IOperation operation)
    {
        var around = operation.Parent;
        while (around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
            around = around.Parent;
        return around;
    }

    // A lambda given to a call that is awaited has run when the member ends.
    private static bool IsAwaited(IOperation? function) =>
        function is IAnonymousFunctionOperation lambda && Operations.Receiver(lambda) is IInvocationOperation call && Operations.IsAwaited(call);

    private bool PassedEnds(IArgumentOperation argument, string home, int hops)
    {
        switch (argument.Parent)
        {
            case IObjectCreationOperation wrapper:
                return Ends(wrapper, home, hops);
            case IInvocationOperation { TargetMethod: { Name: "ThrowIfNull" } }:
                return true;
            case IInvocationOperation call when Source.Holds(near.Compilation, call.TargetMethod.OriginalDefinition):
                return hops > 0 && ParameterEnds(call, argument, home, hops - 1);
            case IInvocationOperation { TargetMethod.IsExtensionMethod: true } call when argument.Parameter?.Ordinal == 0:
                return IsData(call.Type) || Ends(call, home, hops);
            default:
                return false;
        }
    }

    private bool ParameterEnds(IInvocationOperation call, IArgumentOperation argument, string home, int hops)
    {
        if (Source.Body(call.TargetMethod, near) is not { } body || argument.Parameter is not { } parameter || !_seen.Add(parameter.OriginalDefinition))
            return false;

        return body.DescendantsAndSelf().OfType<IParameterReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Parameter, parameter.OriginalDefinition))
            .All(use => (Function(use) is null or ILocalFunctionOperation || IsAwaited(Function(use))) && Ends(use, home, hops));
    }

    private bool IsReturnedToUsers(IOperation value, string home, int hops)
    {
        if (hops == 0 || value.SemanticModel?.GetEnclosingSymbol(value.Syntax.SpanStart, cancellation) is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.PropertyGet } method)
            return false;
        if (!_seen.Add(method) || IsOpen(method) || Callers.AreForeign(method, near.Compilation))
            return false;

        return Callers.UsesOf(method, near, cancellation) is { Count: > 0 } uses && uses.All(use => Ends(use, home, hops - 1));
    }

    private bool IsOpen(IMethodSymbol method) =>
        near.Compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary
        && method.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    // What comes out of a client is a part of it, if both are of one library: a channel, a sender, a database.
    private static bool IsPart(ITypeSymbol? type, string home) =>
        type is not null && home != "System" && Awaited(type) is var part && part.IsReferenceType && part.SpecialType != SpecialType.System_String && HomeOf(part) == home;

    private static bool IsData(ITypeSymbol? type) => type is null || type.IsValueType || type.SpecialType != SpecialType.None || type.Name == "Task";

    private static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results } ? results[0] : type;

    private static string HomeOf(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name ?? "";
    }
}
