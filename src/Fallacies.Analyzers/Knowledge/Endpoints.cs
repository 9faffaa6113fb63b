using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells code that runs once for each request or message: endpoints, actions, hubs, consumers, and what they call.</summary>
internal sealed class Endpoints(SemanticModel near, CancellationToken cancellation)
{
    // Endpoint, service, client; what lies deeper is shared by too many to be one request's own.
    private const int Depth = 3;

    private static readonly HashSet<string> Bases =
        ["Microsoft.AspNetCore.Mvc.ControllerBase", "Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "Microsoft.AspNetCore.SignalR.Hub"];

    // Only who handles a request or a message is given one of these.
    private static readonly HashSet<string> Handed =
        ["HttpContext", "HttpRequest", "ServerCallContext", "ConsumeContext", "IMessageHandlerContext", "BasicDeliverEventArgs", "ProcessMessageEventArgs", "ServiceBusReceivedMessage", "SQSEvent"];

    private static readonly string[] Maps = ["MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "Map", "MapFallback"];

    /// <summary>Whether an operation runs for each request or message, straight or by way of methods of this compilation.</summary>
    public bool Run(IOperation operation) => Run(operation, Depth);

    /// <summary>Whether a parameter gets its value from a request or message, not from a container.</summary>
    public bool Fill(IParameterSymbol parameter) =>
        (parameter.Type.TypeKind != TypeKind.Interface || IsListOfValues(parameter.Type))
        && !parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "FromServicesAttribute" or "FromKeyedServicesAttribute")
        && Declaration(parameter) is { } declaration
        && (declaration is AnonymousFunctionExpressionSyntax ? IsMapped(declaration) : parameter.ContainingSymbol is IMethodSymbol method && IsEntry(method));

    // Services come as a list of interfaces, what a body holds does not.
    private static bool IsListOfValues(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 1 } items, ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } && items[0].TypeKind is not (TypeKind.Interface or TypeKind.TypeParameter);

    private bool Run(IOperation operation, int depth)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && (lambda.Symbol.Parameters.Any(IsHanded) || IsMapped(lambda.Syntax)))
                return true;
        }

        if (operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation) is not IMethodSymbol method)
            return false;

        var isEntry = IsEntry(method);
        while (!isEntry && method.ContainingSymbol is IMethodSymbol outer)
            isEntry = IsEntry(method = outer);
        return isEntry || (depth > 0 && Callers.Of(method, near, cancellation)?.Any(call => Run(call, depth - 1)) == true);
    }

    private bool IsEntry(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction
        && (method.Parameters.Any(IsHanded) || IsAction(method) || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "FunctionAttribute" or "FunctionNameAttribute")
            || Maps.SelectMany(map => Source.Mentions(map, near.Compilation, cancellation)).Any(map => Hands(map, method)));

    private static bool IsHanded(IParameterSymbol parameter) => Handed.Contains(parameter.Type.Name);

    private static bool IsAction(IMethodSymbol method)
    {
        if (method.DeclaredAccessibility != Accessibility.Public || method.IsStatic)
            return false;

        return method.ContainingType.Bases().Any(above => Bases.Contains($"{above.ContainingNamespace}.{above.Name}"));
    }

    // "app.MapGet(pattern, handler)" and its kin.
    private bool IsMapped(SyntaxNode handler) =>
        handler.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } call }
        && name.StartsWith("Map", StringComparison.Ordinal)
        && Source.Model(call.SyntaxTree, near).GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { ContainingType.Name: "EndpointRouteBuilderExtensions" };

    // The handler as a method group.
    private bool Hands(SimpleNameSyntax map, IMethodSymbol method) =>
        map.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } && call.ArgumentList.Arguments.Select(argument => argument.Expression).Any(handler =>
            Name(handler) == method.Name && IsMapped(handler) && Source.Model(call.SyntaxTree, near).GetSymbolInfo(handler, cancellation) is var found
            && (found.Symbol ?? found.CandidateSymbols.FirstOrDefault()) is { } handed && SymbolEqualityComparer.Default.Equals(handed.OriginalDefinition, method.OriginalDefinition));

    private static string? Name(ExpressionSyntax handler) => handler switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static SyntaxNode? Declaration(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<SyntaxNode>(node => node is AnonymousFunctionExpressionSyntax or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax);
}
