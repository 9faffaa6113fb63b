using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells whether the handlers below a client can bound its calls. Only what is seen to do nothing of the kind cannot.</summary>
internal sealed class ClientHandlers(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] Limits = ["Timeout", "CancelAfter", "CancellationTokenSource", "WhenAny", "WaitAsync", "Pipeline", "Policy"];

    /// <summary>Whether the handler that a step of a registration adds is known to set no limit.</summary>
    public bool IsPlain(ClientStep step) => step switch
    {
        { Kind: StepKind.MessageHandler, Call.TargetMethod.TypeArguments.Length: 1 } => IsPlain(step.HandlerType),
        { Kind: StepKind.PrimaryHandler, Call.TargetMethod.Name: "UseSocketsHttpHandler" } => true,
        { Made: IInvocationOperation { TargetMethod: { Name: "GetRequiredService", TypeArguments.Length: 1 } asked } } => IsPlain(asked.TypeArguments[0]),
        { Made: { } made } => IsPlain(made),
        _ => false,
    };

    /// <summary>Whether a handler, as an expression, is known to set no limit, and all handlers it wraps.</summary>
    public bool IsPlain(IOperation handler) => handler switch
    {
        IConversionOperation conversion => IsPlain(conversion.Operand),
        IObjectCreationOperation creation when IsOfFramework(creation.Type) => true,
        IObjectCreationOperation creation => IsPlain(creation.Type) && Wrapped(creation).All(IsPlain),
        ILocalReferenceOperation local => Initializer(local.Local) is { } initial && IsPlain(initial),
        IFieldReferenceOperation field => Initializer(field.Field) is { } initial && IsPlain(initial),
        _ => false,
    };

    /// <summary>Whether a handler type of this compilation only passes requests on.</summary>
    public bool IsPlain(ITypeSymbol? type) =>
        type is INamedTypeSymbol named
        && Source.Holds(near.Compilation, named)
        && SymbolEqualityComparer.Default.Equals(named.BaseType, types.DelegatingHandler)
        && named.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation).ToString())
            .All(text => !Limits.Any(text.Contains));

    /// <summary>Whether a type is a handler of requests.</summary>
    public static bool IsHandler(ITypeSymbol? type) =>
        type.SelfAndBases().Any(above => above is { Name: "HttpMessageHandler", ContainingNamespace: { Name: "Http", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } } });

    /// <summary>Whether a handler type comes with the framework and has no limit but those it is told.</summary>
    public static bool IsOfFramework(ITypeSymbol? type) =>
        type is { Name: "HttpClientHandler" or "SocketsHttpHandler", ContainingNamespace: { Name: "Http", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } } };

    private static IEnumerable<IOperation> Wrapped(IObjectCreationOperation creation)
    {
        var given = creation.Arguments.Select(argument => argument.Value).Where(value => IsHandler(value is IConversionOperation c ? c.Operand.Type : value.Type));
        var set = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "InnerHandler" }).Select(assignment => assignment.Value);
        return given.Concat(set ?? []);
    }

    // A variable counts as what it starts with; whoever assigns another handler later has it read by nobody.
    private IOperation? Initializer(ISymbol variable)
    {
        if (variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } value })
            return null;
        return IsAssignedAgain(variable) ? null : Source.Operation(value, near);
    }

    private bool IsAssignedAgain(ISymbol variable) => Source.Mentions(variable, near.Compilation, cancellation)
        .Any(mention => mention.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.Left.ToString().EndsWith(variable.Name, StringComparison.Ordinal));
}
