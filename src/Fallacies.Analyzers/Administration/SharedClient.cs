using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>Who uses a client.</summary>
internal enum Sharing
{
    /// <summary>The whole process: it is static, or kept by a singleton.</summary>
    Process,

    /// <summary>An object whose life cannot be seen.</summary>
    Unknown,

    /// <summary>An object that lives as long as one request, or shorter.</summary>
    Request,
}

/// <summary>A client that was there before the method that changes it, and will be after it.</summary>
internal sealed record SharedClient(ISymbol Home, Sharing Sharing, KnownTypes Types)
{
    // Methods with such names make an object ready, or begin what it is for: a session has a user.
    private static readonly string[] Beginnings =
        ["Login", "LogIn", "SignIn", "Authenticate", "Authorize", "Connect", "Configure", "Init", "Setup", "SetUp", "Create", "Build", "Open", "Start", "Refresh"];

    public static SharedClient? Of(IOperation client, IOperation near, KnownTypes types, CancellationToken cancellation, int depth = 0) => client switch
    {
        ILocalReferenceOperation local when IsCaptured(local.Local, near) => Locals.OnlyValue(local) is { } made && IsMade(made) ? new SharedClient(local.Local, Sharing.Process, types) : null,
        ILocalReferenceOperation local when depth < 2 && Locals.OnlyValue(local) is { } value => Of(HeaderChange.Whole(value), near, types, cancellation, depth + 1),
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => OfMember(field, near, types, cancellation),
        IPropertyReferenceOperation { Property: var property, Instance: null or IInstanceReferenceOperation } when IsAutomatic(property) => OfMember(property, near, types, cancellation),
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => OfMember(parameter, near, types, cancellation),
        _ => null,
    };

    /// <summary>Whether the change belongs to making the object ready, not to a request.</summary>
    public bool IsSetUp(OperationAnalysisContext context) =>
        context.Operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not GlobalStatementSyntax) is ConstructorDeclarationSyntax or BaseFieldDeclarationSyntax
        || context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor }
        || (Sharing != Sharing.Process && Beginnings.Any(word => context.ContainingSymbol.Name.StartsWith(word, StringComparison.Ordinal)));

    /// <summary>Whether the member takes headers away too, or asks whether they are there.</summary>
    public bool IsCleared(IOperation change) => Operations.Root(change).Descendants().OfType<IPropertyReferenceOperation>()
        .Any(headers => headers.Property.Name == "DefaultRequestHeaders" && headers.Instance is { } client && IsHere(HeaderChange.Whole(client)) && !OnlyAdds(headers));

    private static bool OnlyAdds(IOperation headers)
    {
        while (headers.Parent is IPropertyReferenceOperation or IConversionOperation or IParenthesizedOperation)
            headers = headers.Parent;
        return headers.Parent switch
        {
            IInvocationOperation call => HeaderChange.Methods.Contains(call.TargetMethod.Name),
            IAssignmentOperation assignment => assignment.Target == headers,
            IVariableInitializerOperation => true,
            _ => false,
        };
    }

    /// <summary>Whether requests go through the client once it is changed: in the same member, or in those that call it.</summary>
    public bool SendsAfter(OperationAnalysisContext context)
    {
        var change = context.Operation;
        if (change.SemanticModel is not { } model)
            return false;
        if (Sends(Operations.Root(change), model, deep: true).Any(send => send.Syntax.SpanStart > change.Syntax.SpanStart))
            return true;

        return context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            && Callers.Of(method, model, context.CancellationToken)?.Any(call => Sends(Operations.Root(call), model, deep: false).Any()) == true;
    }

    private IEnumerable<IInvocationOperation> Sends(IOperation body, SemanticModel model, bool deep) => body.Descendants().OfType<IInvocationOperation>()
        .Where(call => IsSend(call) || (deep && call.Instance is null or IInstanceReferenceOperation && Same(call.TargetMethod.ContainingType, Home.ContainingType) && Source.Body(call.TargetMethod, model) is { } called && Sends(called, model, deep: false).Any()));

    private bool IsSend(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.Name is "Dispose" or "CancelPendingRequests")
            return false;

        // Whatever else takes a client as its first argument and can be awaited sends, too: own wrappers, the JSON extensions.
        var client = Same(method.ContainingType, Types.HttpClient) || Same(method.ContainingType, Types.HttpMessageInvoker) ? call.Instance
            : method.IsExtensionMethod && method.ReturnType.Name.EndsWith("Task", StringComparison.Ordinal) ? call.Arguments.FirstOrDefault()?.Value
            : null;
        return client is not null && IsHere(HeaderChange.Whole(client));
    }

    private bool IsHere(IOperation client) =>
        Same(Source.Variable(client), Home) || (client is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } value && Same(Source.Variable(HeaderChange.Whole(value)), Home));

    private static SharedClient? OfMember(ISymbol member, IOperation near, KnownTypes types, CancellationToken cancellation)
    {
        if (near.SemanticModel is not { } model || IsMadeIn(Source.Member(near.Syntax), member.Name))
            return null;

        var lifetime = new Provenance(types, model, cancellation).LifetimeOf(member);
        var sharing = lifetime switch { Lifetime.Singleton => Sharing.Process, null => Sharing.Unknown, _ => Sharing.Request };
        return sharing == Sharing.Process || !IsOwn(member, model, cancellation) ? new SharedClient(member, sharing, types) : null;
    }

    // An object that makes its client is the session of somebody: a user, a device.
    private static bool IsOwn(ISymbol member, SemanticModel model, CancellationToken cancellation) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax } or PropertyDeclarationSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax }
        || Source.Mentions(member, model.Compilation, cancellation).Any(mention => Assigned(mention) is BaseObjectCreationExpressionSyntax);

    private static bool IsMadeIn(SyntaxNode member, string name) =>
        member.DescendantNodes().OfType<SimpleNameSyntax>().Any(mention => mention.Identifier.ValueText == name && Assigned(mention) is not null and not LiteralExpressionSyntax);

    private static ExpressionSyntax? Assigned(SimpleNameSyntax mention)
    {
        var target = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : (SyntaxNode)mention;
        return target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target ? assignment.Right : null;
    }

    private static bool IsAutomatic(IPropertySymbol property) => property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        null => true,
        PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } => accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }),
        _ => false,
    };

    // What an endpoint's lambda takes from the program around it is there for all requests.
    private static bool IsCaptured(ILocalSymbol local, IOperation near)
    {
        for (var around = near.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && !SymbolEqualityComparer.Default.Equals(lambda.Symbol, local.ContainingSymbol) && IsEndpoint(lambda))
                return !lambda.Syntax.Span.Contains(local.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default);
        }

        return false;
    }

    private static bool IsEndpoint(IOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation)
            parent = parent.Parent;
        return parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } }
            && method.Name.StartsWith("Map", StringComparison.Ordinal) && Callers.InFramework(method);
    }

    private static bool IsMade(IOperation value) =>
        Operations.Unwrap(value) is IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "CreateClient" or "GetRequiredService" or "GetService" };

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
