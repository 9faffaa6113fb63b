using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds who sends a request to its handler by way of a mediator: MediatR and Mediator look the handler up by the type of the request.</summary>
internal static class MediatedRequests
{
    private static readonly string[] Mediators = ["MediatR", "Mediator"];

    private static readonly string[] Sends = ["Send", "Publish", "CreateStream"];

    /// <summary>The type of the requests that a method is run for; <see langword="null"/> where no mediator runs it.</summary>
    public static ITypeSymbol? HandledBy(IMethodSymbol method)
    {
        if (method.Name != "Handle")
            return null;
        if (method.OverriddenMethod?.ContainingType is { TypeArguments.Length: > 0 } above && IsOfMediator(above))
            return above.TypeArguments[0];

        return method.ContainingType.AllInterfaces
            .Where(type => type.TypeArguments.Length > 0 && type.Name.EndsWith("Handler", StringComparison.Ordinal) && IsOfMediator(type)
                && type.GetMembers(method.Name).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)))
            .Select(type => type.TypeArguments[0])
            .FirstOrDefault();
    }

    /// <summary>The calls that send a request of a type, in the members that name the type.</summary>
    public static IEnumerable<IInvocationOperation> Of(ITypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        Source.Mentions(request.Name, near.Compilation, cancellation).Select(Source.Member).Distinct()
            .SelectMany(member => Sends.SelectMany(name => Source.Mentions(name, member, cancellation)))
            .Select(name => name.FirstAncestorOrSelf<InvocationExpressionSyntax>()).OfType<InvocationExpressionSyntax>().Distinct()
            .Select(call => Source.Operation(call, near)).OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod is { ContainingType: { } type } && IsOfMediator(type) && Sent(call) is { } sent && SymbolEqualityComparer.Default.Equals(sent, request));

    private static ITypeSymbol? Sent(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == (call.TargetMethod.IsExtensionMethod ? 1 : 0)) is { } sent ? Operations.Unwrap(sent.Value).Type : null;

    private static bool IsOfMediator(INamedTypeSymbol type) => type.ContainingNamespace is { Name: { } name, ContainingNamespace.IsGlobalNamespace: true } && Array.IndexOf(Mediators, name) >= 0;
}
