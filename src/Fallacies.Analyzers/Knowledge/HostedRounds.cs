using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells calls that a hosted service makes in rounds of its own, with a rest between them: only its next round waits. In doubt somebody waits.</summary>
internal sealed class HostedRounds(SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] Rests = ["Task.Delay(", "PeriodicTimer", "Timer("];

    // Messages that come in meanwhile wait.
    private static readonly string[] Takers = ["Consum", "Receiv", "Dequeu", "Subscri", "ReadAllAsync", "WaitToRead", "TryRead", "Reader.ReadAsync", "BlockingCollection", "TryTake"];

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    public bool Include(IInvocationOperation call) =>
        MemberAround(call.Syntax) is IMethodSymbol method
        && IsHosted(method.ContainingType) && Rest(method.ContainingType)
        && IsRunByHostAlone(method);

    /// <summary>Whether the host alone runs the code around a call, and no message or other caller comes to it.</summary>
    public bool AreAlone(IInvocationOperation call) =>
        MemberAround(call.Syntax) is IMethodSymbol { ContainingType: { } type } method
        && IsHosted(type) && !Takers.Any(word => Says(type, word, cancellation))
        && IsRunByHostAlone(method);

    /// <summary>Whether a word stands in the source of a type or of one above it.</summary>
    public static bool Says(INamedTypeSymbol type, string word, CancellationToken cancellation) =>
        type.SelfAndBases().SelectMany(above => above.DeclaringSyntaxReferences).Any(part => part.GetSyntax(cancellation).ToString().Contains(word));

    /// <summary>Whether a piece of code takes messages, which wait for the end of a round.</summary>
    public static bool Takes(SyntaxNode code) => code.ToString() is var text && Takers.Any(text.Contains);

    private bool IsRunByHostAlone(IMethodSymbol method) => method is { Name: "ExecuteAsync", IsOverride: true } || (IsPrivate(method) && IsReachedByHostAlone(method));

    private static bool IsHosted(INamedTypeSymbol type) => type.AllInterfaces.Any(contract => contract is { Name: "IHostedService", ContainingNamespace: { Name: "Hosting", ContainingNamespace.Name: "Extensions" } });

    private bool Rest(INamedTypeSymbol type)
    {
        var parts = type.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation).ToString()).ToArray();
        return parts.Any(part => Rests.Any(part.Contains)) && !parts.Any(part => Takers.Any(part.Contains));
    }

    private static bool IsPrivate(IMethodSymbol method) => method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, ExplicitInterfaceImplementations.IsEmpty: true };

    // Every place that names the method leads back to what the host runs, or to the constructor.
    private bool IsReachedByHostAlone(IMethodSymbol method) =>
        !_seen.Add(method) || Source.Mentions(method, near.Compilation, cancellation).All(mention => MemberAround(mention) switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } or IMethodSymbol { Name: "ExecuteAsync", IsOverride: true } => true,
            IMethodSymbol { Name: "StartAsync" } => IsLeftRunning(mention),
            IMethodSymbol user => IsPrivate(user) && IsReachedByHostAlone(user),
            _ => false,
        });

    // "_ = Task.Run(() => Loop())", "new Timer(Load)"; a host waits until the start and the end of a service are done.
    private static bool IsLeftRunning(SyntaxNode mention) =>
        !mention.Ancestors().TakeWhile(node => node is not AnonymousFunctionExpressionSyntax)
            .Any(node => node is AwaitExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" or "Wait" or "Result" });

    private ISymbol? MemberAround(SyntaxNode node) =>
        Source.Member(node) is BaseMethodDeclarationSyntax member ? Source.Model(member.SyntaxTree, near).GetDeclaredSymbol(member, cancellation) : null;
}
