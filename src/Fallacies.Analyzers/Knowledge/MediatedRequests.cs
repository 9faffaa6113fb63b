using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What is seen of the sends of one kind of request.</summary>
/// <param name="Calls">The calls that send it.</param>
/// <param name="AreAll">Whether every member that names the request, but for its handlers, its validators and what only holds it, is among those that send it. A request without calls is then never made.</param>
internal sealed record MediatedSends(IReadOnlyList<IInvocationOperation> Calls, bool AreAll);

/// <summary>Finds who sends a request to its handler by way of a mediator: MediatR and Mediator look the handler up by the type of the request.</summary>
internal static class MediatedRequests
{
    // A name that stands so often is not worth a look at every place.
    private const int MostMentions = 100;

    // As many places where something is sent are looked at, whatever the name of what is sent.
    private const int MostSends = 100;

    private static readonly string[] Mediators = ["MediatR", "Mediator"];

    // Many a program has a mediator of its own in the form of these.
    private static readonly string[] Forms = ["IMediator", "ISender", "IRequestHandler"];

    private static readonly string[] Sends = ["Send", "CreateStream"];

    private static readonly string[] Mappings = ["CreateMap", "CreateProjection", "ProjectTo", "Map", "Adapt"];

    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, MediatedSends>> Cache = new();
    private static readonly ConditionalWeakTable<Compilation, IReadOnlyList<(ITypeSymbol? Type, IInvocationOperation? Call)>> Everything = new();

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

    /// <summary>Who sends a request in this compilation, as far as the members say that name it, or send something of its type.</summary>
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

        var members = mentions.Where(mention => !IsOfReceiver(mention, request, near, cancellation) && !IsOther(mention, request, near, cancellation))
            .GroupBy(Source.Member, (member, names) => (Member: member, Names: names, Calls: Calls(member, request, near, cancellation).ToArray())).ToArray();
        var named = new MediatedSends(members.SelectMany(member => member.Calls).ToArray(), false);
        if (!request.GetAttributes().IsEmpty)
            return named;

        var others = members.Where(member => member.Calls.Length == 0 && !IsSentByUnknown(member.Member, request, near, cancellation)).ToArray();
        return others.Length == 0 ? named with { AreAll = true }
            : others.All(member => member.Names.All(IsOfHolder)) ? ByType(request, near, cancellation) ?? named
            : named;
    }

    // "[BindProperty] public Command Data { get; set; }" and "Send(Data)": each page has its own type Command, and names it where it sends nothing.
    private static MediatedSends? ByType(INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation)
    {
        if (Sends.Sum(name => Source.Mentions(name, near.Compilation, cancellation).Length) > MostSends)
            return null;

        var all = Everything.GetValue(near.Compilation, _ => Sends.SelectMany(name => Source.Mentions(name, near.Compilation, cancellation)).SelectMany(mention => SentBy(mention, near, cancellation)).ToArray());
        var own = all.Where(sent => Is(sent.Type, request)).ToArray();
        return own.Length > 0 && all.All(sent => sent.Type is { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: not SpecialType.System_Object } type && !request.Bases().Any(above => Is(above, type)))
            ? new MediatedSends(own.Select(sent => sent.Call).OfType<IInvocationOperation>().ToArray(), true)
            : null;
    }

    // The type of a property, a field or a result, or of what is mapped or answered: nothing is made or handed on there.
    private static bool IsOfHolder(SimpleNameSyntax mention)
    {
        SyntaxNode type = mention;
        while (type.Parent is QualifiedNameSyntax or NullableTypeSyntax or ArrayTypeSyntax or TypeArgumentListSyntax or GenericNameSyntax)
            type = type.Parent;

        return type.Parent switch
        {
            PropertyDeclarationSyntax property => property.Type == type,
            MethodDeclarationSyntax method => method.ReturnType == type,
            VariableDeclarationSyntax variable => variable.Parent is FieldDeclarationSyntax,
            BaseTypeSyntax => type is GenericNameSyntax { Identifier.ValueText: "IRequest" or "IRequestHandler" },
            MemberAccessExpressionSyntax or InvocationExpressionSyntax => type is GenericNameSyntax { Identifier.ValueText: var name } && Array.Exists(Mappings, name.StartsWith),
            _ => false,
        };
    }

    private static IEnumerable<(ITypeSymbol? Type, IInvocationOperation? Call)> SentBy(SimpleNameSyntax mention, SemanticModel near, CancellationToken cancellation) =>
        Calls(mention, near).Select(call => (Sent(call), (IInvocationOperation?)call))
            .Concat(Unbound(mention, near, cancellation) is not { } arguments ? []
                : [(arguments.Count == 1 ? Source.Model(mention.SyntaxTree, near).GetTypeInfo(arguments[0].Expression, cancellation).Type : null, null)]);

    // "sender.Send(new Load(id))" before the package of the mediator is restored.
    private static SeparatedSyntaxList<ArgumentSyntax>? Unbound(SimpleNameSyntax mention, SemanticModel near, CancellationToken cancellation) =>
        mention.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access
        && Source.Model(mention.SyntaxTree, near).GetTypeInfo(access.Expression, cancellation).Type is IErrorTypeSymbol
            ? call.ArgumentList.Arguments
            : null;

    private static bool IsSentByUnknown(SyntaxNode member, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        Sends.SelectMany(name => Source.Mentions(name, member, cancellation)).SelectMany(mention => SentBy(mention, near, cancellation)).Any(sent => sent.Call is null && Is(sent.Type, request));

    private static IEnumerable<IInvocationOperation> Calls(SyntaxNode member, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        Sends.SelectMany(name => Source.Mentions(name, member, cancellation)).SelectMany(mention => Calls(mention, near)).Where(call => Is(Sent(call), request));

    private static IEnumerable<IInvocationOperation> Calls(SimpleNameSyntax mention, SemanticModel near) =>
        mention.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } syntax && Source.Operation(syntax, near) is IInvocationOperation call && IsOfMediator(call.TargetMethod.ContainingType) ? [call] : [];

    private static bool Is(ITypeSymbol? type, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, other.OriginalDefinition);

    // "class LoadHandler : IRequestHandler<Load, string>" and "class LoadValidator : AbstractValidator<Load>" are given requests that others made.
    private static bool IsOfReceiver(SimpleNameSyntax mention, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        mention.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { BaseList: not null } type
        && Source.Model(type.SyntaxTree, near).GetDeclaredSymbol(type, cancellation) is INamedTypeSymbol receiver
        && (receiver.AllInterfaces.Any(contract => IsOfMediator(contract) && Takes(contract, request))
            || (receiver.BaseType is { } above && Takes(above, request) && (IsOfMediator(above) || above.Name.EndsWith("Validator", StringComparison.Ordinal))))
        && !type.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => Array.IndexOf(Sends, name.Identifier.ValueText) >= 0);

    private static bool Takes(INamedTypeSymbol receiver, INamedTypeSymbol request) =>
        receiver.TypeArguments.FirstOrDefault() is { } taken && Is(taken, request);

    private static bool IsOther(SimpleNameSyntax mention, INamedTypeSymbol request, SemanticModel near, CancellationToken cancellation) =>
        Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol is { } meant && !Is(TypeOf(meant) as ITypeSymbol, request);

    private static ISymbol TypeOf(ISymbol meant) => meant is IMethodSymbol { MethodKind: MethodKind.Constructor } made ? made.ContainingType : meant;

    private static ITypeSymbol? Sent(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == (call.TargetMethod.IsExtensionMethod ? 1 : 0)) is { } sent ? Operations.Unwrap(sent.Value).Type : null;

    private static INamedTypeSymbol? Request(INamedTypeSymbol handler) => handler.Name == "INotificationHandler" ? null : handler.TypeArguments[0] as INamedTypeSymbol;

    private static bool IsOfMediator(INamedTypeSymbol type) =>
        Array.IndexOf(Forms, type.Name) >= 0 || (type.ContainingNamespace is { Name: { } name, ContainingNamespace.IsGlobalNamespace: true } && Array.IndexOf(Mediators, name) >= 0);
}
