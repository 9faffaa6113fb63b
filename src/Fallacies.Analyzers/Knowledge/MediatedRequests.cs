using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What is seen of the sends of one kind of request.</summary>
/// <param name="Calls">The calls that send it.</param>
/// <param name="AreAll">Whether every member that names the request, but for its handlers and validators, is among those that send it. A request without calls is then never made.</param>
internal sealed record MediatedSends(IReadOnlyList<IInvocationOperation> Calls, bool AreAll);

/// <summary>Finds who sends a request to its handler by way of a mediator: MediatR and Mediator look the handler up by the type of the request.</summary>
internal static class MediatedRequests
{
    // A name that stands so often is not worth a look at every place.
    private const int MostMentions = 100;

    private static readonly string[] Mediators = ["MediatR", "Mediator"];

    private static readonly string[] Sends = ["Send", "CreateStream"];

    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, MediatedSends>> Cache = new();

    /// <summary>The type of the requests that a method is run for; <see langword="null"/> where no mediator runs it, and for notifications, which a dispatcher publishes under other types.</summary>
    public static INamedTypeSymbol? HandledBy(IMethodSymbol method)
    {
        if (method.Name != "Handle")
            return null;
        if (method.OverriddenMethod?.ContainingType is { TypeArguments.Length: > 0 } above && IsOfMediator(above))
            return Request(above);

        return method.ContainingType.AllInterfaces
            .Where(type => type.TypeArguments.Length > 0 && type.Name.EndsWith("Handler", StringComparison.Ordinal) && IsOfMediator(type)
                && type.GetMembers(method.Name).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)))
            .Select(Request)
            .FirstOrDefault();
    }

    /// <summary>Who sends a request in this compilation, as far as members that name it say.</summary>
    public static MediatedSends Of(INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation)
    {
        var known = Cache.GetValue(near.Compilation, static _ => new ConcurrentDictionary<ISymbol, MediatedSends>(SymbolEqualityComparer.Default));
        return known.TryGetValue(request, out var sends) ? sends : known.GetOrAdd(request, Find(request, near, cancellation));
    }

    private static MediatedSends Find(INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation)
    {
        var mentions = Source.Mentions(request.Name, near.Compilation, cancellation);
        if (mentions.Length > MostMentions)
            return new MediatedSends([], false);

        var members = mentions.Where(mention => !IsOfReceiver(mention, request, near, cancellation) && !IsOther(mention, request, near, cancellation)).Select(Source.Member).Distinct().ToArray();
        var calls = members.Select(member => Calls(member, request, near, cancellation).ToArray()).ToArray();
        return new MediatedSends(calls.SelectMany(of => of).ToArray(), request.GetAttributes().IsEmpty && calls.All(of => of.Length > 0));
    }

    private static IEnumerable<IInvocationOperation> Calls(SyntaxNode member, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        Sends.SelectMany(name => Source.Mentions(name, member, cancellation))
            .Select(name => name.FirstAncestorOrSelf<InvocationExpressionSyntax>()).OfType<InvocationExpressionSyntax>().Distinct()
            .Select(call => Source.Operation(call, near)).OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod is { ContainingType: { } type } && IsOfMediator(type) && SymbolEqualityComparer.Default.Equals(Sent(call)?.OriginalDefinition, request.OriginalDefinition));

    // "class LoadHandler : IRequestHandler<Load, string>" and "class LoadValidator : AbstractValidator<Load>" are given requests that others made.
    private static bool IsOfReceiver(SimpleNameSyntax mention, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        mention.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { BaseList: not null } type
        && Source.Model(type.SyntaxTree, near).GetDeclaredSymbol(type, cancellation) is INamedTypeSymbol receiver
        && (receiver.AllInterfaces.Any(contract => IsOfMediator(contract) && Takes(contract, request))
            || (receiver.BaseType is { } above && Takes(above, request) && (IsOfMediator(above) || above.Name.EndsWith("Validator", StringComparison.Ordinal))))
        && !type.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => Array.IndexOf(Sends, name.Identifier.ValueText) >= 0);

    private static bool Takes(INamedTypeSymbol receiver, INamedTypeSymbol request) =>
        receiver.TypeArguments.FirstOrDefault() is { } taken && SymbolEqualityComparer.Default.Equals(taken.OriginalDefinition, request.OriginalDefinition);

    private static bool IsOther(SimpleNameSyntax mention, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol is { } meant && !SymbolEqualityComparer.Default.Equals(TypeOf(meant).OriginalDefinition, request.OriginalDefinition);

    private static ISymbol TypeOf(ISymbol meant) => meant is IMethodSymbol { MethodKind: MethodKind.Constructor } made ? made.ContainingType : meant;

    private static ITypeSymbol? Sent(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == (call.TargetMethod.IsExtensionMethod ? 1 : 0)) is { } sent ? Operations.Unwrap(sent.Value).Type : null;

    private static INamedTypeSymbol? Request(INamedTypeSymbol handler) => handler.Name == "INotificationHandler" ? null : handler.TypeArguments[0] as INamedTypeSymbol;

    private static bool IsOfMediator(INamedTypeSymbol type) => type.ContainingNamespace is { Name: { } name, ContainingNamespace.IsGlobalNamespace: true } && Array.IndexOf(Mediators, name) >= 0;
}
