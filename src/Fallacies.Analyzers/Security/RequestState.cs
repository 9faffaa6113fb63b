using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Tells services that belong to one request: it fills them, they read it when they are made, or they must not serve two at once.</summary>
internal sealed class RequestState(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // Handler, service, what the service needs.
    private const int Depth = 3;

    private static readonly HashSet<string> OfRequest = ["HttpContext", "HttpRequest", "HttpResponse", "ISession", "ClaimsPrincipal", "IIdentity"];

    /// <summary>Why a service belongs to one request, as the end of a sentence; <see langword="null"/> where nothing says so.</summary>
    public string? Of(ITypeSymbol service) => Of(service, Depth);

    private string? Of(ITypeSymbol service, int depth)
    {
        if (depth == 0 || service is not INamedTypeSymbol)
            return null;
        if (LocalContexts.IsContext(service))
            return "which must not be used by two at once";

        var registered = ServiceRegistrations.Of(types, near, cancellation).Where(registration => SymbolEqualityComparer.Default.Equals(registration.Service, service)).ToArray();
        if (registered.Length == 0 || registered.Any(registration => registration.Lifetime == Lifetime.Singleton))
            return null;
        if (OfRequest.Contains(service.Name))
            return "which is the one of the request that happens to come first";

        return registered.All(registration => registration.Lifetime == Lifetime.Scoped)
            ? registered.Select(registration => registration.Implementation).Select(type => type is null ? null : OfClass(type, depth)).FirstOrDefault(harm => harm is not null)
            : null;
    }

    private string? OfClass(INamedTypeSymbol type, int depth)
    {
        if (!Source.Holds(near.Compilation, type))
            return null;
        if (IsFilled(type))
            return "whose instance here no request fills";
        if (Bodies(type, "HttpContext", near, cancellation).Where(body => IsAtStart(body)).SelectMany(Stores).Any(store => ReadsContext(store.Value)))
            return "which keeps the HttpContext's data of the request that happens to come first";

        foreach (var needed in type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Select(parameter => parameter.Type))
        {
            if (Of(needed, depth - 1) is { } harm)
                return $"which needs '{needed.Name}', {harm}";
        }

        return null;
    }

    // Somebody outside sets a property of it, or hands it a value to keep.
    private bool IsFilled(INamedTypeSymbol type)
    {
        var parts = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).ToArray();
        return type.GetMembers().Where(member => !member.IsStatic).Any(member => member switch
        {
            IPropertySymbol { SetMethod: { IsInitOnly: false, DeclaredAccessibility: not Accessibility.Private } } => Outside(member).Any(mention => IsAssigned(mention) && Means(mention, member)),
            IMethodSymbol { MethodKind: MethodKind.Ordinary } method => KeepsParameter(method) && Outside(member).Any(mention => IsCalled(mention) && Means(mention, member)),
            _ => false,
        });

        IEnumerable<SimpleNameSyntax> Outside(ISymbol member) => Source.Mentions(member.Name, near.Compilation, cancellation).Where(mention => !parts.Any(part => part.Contains(mention)));
    }

    private bool KeepsParameter(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.FirstOrDefault() is { } reference
        && Source.Operation(reference.GetSyntax(cancellation), near) is { } body
        && Stores(body).Any(store => Operations.Unwrap(store.Value) is IParameterReferenceOperation { Parameter.ContainingSymbol: { } owner } && SymbolEqualityComparer.Default.Equals(owner, method));

    private static bool IsAssigned(SimpleNameSyntax mention) =>
        mention.Parent is MemberAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } access && assignment.Left == access;

    private static bool IsCalled(SimpleNameSyntax mention) => mention.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } or MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax };

    // The member itself, or the one of an interface that it stands for.
    private bool Means(SimpleNameSyntax mention, ISymbol member) =>
        Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol is { } symbol
        && (SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, member.OriginalDefinition)
            || SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(symbol), member));

    /// <summary>What an operation stores in fields and properties of its own object.</summary>
    public static IEnumerable<(ISymbol Member, IOperation Value)> Stores(IOperation body) => body.DescendantsAndSelf().Select(operation => operation switch
    {
        IFieldInitializerOperation initializer when initializer.InitializedFields.FirstOrDefault() is { IsStatic: false } field => (field, initializer.Value),
        IPropertyInitializerOperation initializer when initializer.InitializedProperties.FirstOrDefault() is { IsStatic: false } property => (property, initializer.Value),
        IAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field } assignment => (field.Field, assignment.Value),
        IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property } assignment => (property.Property, assignment.Value),
        _ => ((ISymbol Member, IOperation Value)?)null,
    }).Where(store => store is not null).Select(store => store!.Value);

    /// <summary>Whether a value comes from the current <c>HttpContext</c>: read here, in a variable before, or in a method of the same class.</summary>
    public bool ReadsContext(IOperation value) => ReadsContext(value, Depth);

    private bool ReadsContext(IOperation value, int hops) => hops > 0 && value.InThisFunction().Any(operation => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "HttpContext", ContainingType.Name: "IHttpContextAccessor" } } => true,
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } only && !only.Syntax.Span.Contains(local.Syntax.Span) && ReadsContext(only, hops - 1),
        IInvocationOperation { Instance: IInstanceReferenceOperation } call => Source.Body(call.TargetMethod, near) is { } body && Returns.Of(body).Any(returned => ReadsContext(returned, hops - 1)),
        _ => false,
    });

    /// <summary>The members of a class that run code, in the parts that say a word.</summary>
    public static IEnumerable<IOperation> Bodies(INamedTypeSymbol type, string mark, SemanticModel near, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()
        .Where(part => near.Compilation.ContainsSyntaxTree(part.SyntaxTree) && part.ToString().Contains(mark))
        .SelectMany(part => part.Members)
        .SelectMany(member => member switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => (SyntaxNode?)variable.Initializer),
            PropertyDeclarationSyntax { Initializer: { } initializer } => [initializer],
            BaseMethodDeclarationSyntax => [member],
            _ => Enumerable.Empty<SyntaxNode?>(),
        })
        .Select(node => node is null ? null : Source.Operation(node, near))
        .OfType<IOperation>();

    private static bool IsAtStart(IOperation body) => body is IConstructorBodyOperation or IFieldInitializerOperation or IPropertyInitializerOperation;
}
