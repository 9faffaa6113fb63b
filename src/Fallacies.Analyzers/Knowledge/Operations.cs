using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Ways through a tree of operations that several questions share.</summary>
internal static class Operations
{
    /// <summary>The operation below conversions, parentheses, delegate creations and query syntax.</summary>
    public static IOperation Unwrap(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Unwrap(conversion.Operand),
        IParenthesizedOperation parenthesized => Unwrap(parenthesized.Operand),
        IDelegateCreationOperation creation => Unwrap(creation.Target),
        ITranslatedQueryOperation query => Unwrap(query.Operation),
        _ => operation,
    };

    /// <summary>Where a call is named: the culprit of a finding about it.</summary>
    public static SyntaxNode NameOf(IInvocationOperation call) => (call.Syntax as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        { } expression => expression,
        null => call.Syntax,
    };

    /// <summary>The value of <c>value ?? throw …</c>, or the operation itself.</summary>
    public static IOperation OrThrow(IOperation operation) =>
        operation is ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } } either ? either.Value : operation;

    /// <summary>The outermost operation around another: the body of the member it stands in.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>The lambda or local function around an operation, if any.</summary>
    public static IOperation? FunctionAround(IOperation operation)
    {
        var around = operation.Parent;
        while (around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
            around = around.Parent;
        return around;
    }

    /// <summary>Whether a call is an extension of <c>System.Linq</c> on sequences in memory.</summary>
    public static bool IsLinq(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is
        {
            Name: "Enumerable" or "ImmutableArrayExtensions" or "ImmutableArray" or "ImmutableList",
            ContainingNamespace: { Name: "Linq" or "Immutable", ContainingNamespace.Name: "System" or "Collections" },
        }
        && call.Arguments.Length > 0;

    /// <summary>Every reference to a local in the member around <paramref name="near"/>, in the order of the source.</summary>
    public static IReadOnlyList<ILocalReferenceOperation> Uses(ILocalSymbol local, IOperation near) =>
        Root(near).Descendants().OfType<ILocalReferenceOperation>()
            .Where(use => !use.IsDeclaration && SymbolEqualityComparer.Default.Equals(use.Local, local))
            .OrderBy(use => use.Syntax.SpanStart)
            .ToList();

    /// <summary>Whether a reference gives its local a new value.</summary>
    public static bool IsWritten(IOperation use) => use.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == use,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        ITupleOperation { Parent: IDeconstructionAssignmentOperation } => true,
        _ => false,
    };

    /// <summary>Whether a use of a local stands in a lambda or local function inside the block that declares it.</summary>
    public static bool IsCaptured(IOperation use, ILocalSymbol local)
    {
        for (var around = use.Parent; around is not null; around = around.Parent)
        {
            if (around is IBlockOperation block && block.Locals.Contains(local, SymbolEqualityComparer.Default))
                return false;
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        }

        return false;
    }

    /// <summary>Whether a pattern gives what it matches a second name: <c>is { } open</c>.</summary>
    public static bool GivesName(IPatternOperation pattern) => pattern.DescendantsAndSelf().Any(part => part switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol is not null,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol is not null,
        IListPatternOperation list => list.DeclaredSymbol is not null,
        _ => false,
    });

    /// <summary>What a local is declared with.</summary>
    public static IOperation? Initializer(ILocalSymbol local, IOperation near) =>
        Root(near).Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            ?.GetVariableInitializer()?.Value;

    /// <summary>The loops around an operation, innermost first, up to the declaration of <paramref name="outermost"/> or the next lambda.</summary>
    public static IEnumerable<ILoopOperation> Loops(IOperation operation, ILocalSymbol outermost)
    {
        for (var around = operation.Parent; around is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; around = around.Parent)
        {
            if (around is IBlockOperation block && block.Locals.Contains(outermost, SymbolEqualityComparer.Default))
                yield break;
            if (around is ILoopOperation loop)
                yield return loop;
        }
    }

    /// <summary>The outermost operation that yields the same object: through conversions, <c>await</c>, <c>ConfigureAwait</c> and the ways to block on a task.</summary>
    public static IOperation Outermost(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask" } call when call.Instance == value:
                case IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" } }:
                    value = value.Parent;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>What a method is called on, also one that extends it.</summary>
    public static IOperation? CalledOn(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value : null);

    /// <summary>The same object without what only stands around it: parentheses, conversions.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation call) => CalledOn(call) is { } receiver ? Unwrap(receiver) : null;

    /// <summary>The call or creation that a lambda is given to.</summary>
    public static IOperation? Receiver(IAnonymousFunctionOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent is IArgumentOperation argument ? argument.Parent : null;
    }

    /// <summary>Whether what a call yields is awaited on the spot.</summary>
    public static bool IsAwaited(IOperation call)
    {
        while (call.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            call = call.Parent;
        return call.Parent is IAwaitOperation;
    }

    /// <summary>Whether an operation runs only where a caller gave no client, factory or handler of his own.</summary>
    public static bool IsFallback(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IConditionalOperation { Condition: { } condition } && condition.DescendantsAndSelf().OfType<IParameterReferenceOperation>().Any(given => IsClientPart(given.Type)))
                return true;
        }

        return false;
    }

    // A type that cannot be found looks like a value that may be null.
    private static bool IsClientPart(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Nullable", TypeArguments: { Length: 1 } inner }
        ? IsClientPart(inner[0])
        : type is { Name: "HttpClient" or "IHttpClientFactory" or "HttpMessageHandler" or "IHttpMessageHandlerFactory" or "HttpClientHandler" or "SocketsHttpHandler" };

    /// <summary>The name of the method or property that an operation stands in, for a message.</summary>
    public static string MemberName(IOperation operation, CancellationToken cancellation)
    {
        var owner = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation);
        while (owner is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction })
            owner = owner.ContainingSymbol;
        owner = (owner as IMethodSymbol)?.AssociatedSymbol ?? owner;
        return owner is null or { CanBeReferencedByName: false } ? "the endpoint" : owner.Name;
    }
}
