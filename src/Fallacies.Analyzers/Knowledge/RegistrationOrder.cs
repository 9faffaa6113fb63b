using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>How one call that fills a container stands to another: whether it comes later, and whether it runs whenever the other does.</summary>
internal sealed record Meeting(bool IsLater, bool IsCertain);

/// <summary>Tells whether two registrations fill the same container in the same run of a program, and in which order.</summary>
internal sealed class RegistrationOrder(SemanticModel near, CancellationToken cancellation)
{
    // Program, start-up class, extension method, a part of it.
    private const int Depth = 4;

    /// <summary>How a call stands to another, or <see langword="null"/> where they may exclude each other or fill different containers.</summary>
    public Meeting? Between(IInvocationOperation call, IInvocationOperation other)
    {
        var theirs = Sites(other);
        foreach (var our in Sites(call))
        {
            if (theirs.FirstOrDefault(their => their.Function == our.Function && SymbolEqualityComparer.Default.Equals(their.Container, our.Container)) is { } their)
                return Between(our, their);
        }

        return null;
    }

    private static Meeting? Between(Site our, Site their)
    {
        // One call that leads to both says nothing about their order, and perhaps it leads to one of them only.
        if (our.Call == their.Call || JumpsBetween(our, their))
            return null;

        HashSet<SyntaxNode> ours = [.. Guards(our.Call, our.Function)], theirs = [.. Guards(their.Call, their.Function)];
        var certain = our.IsCertain && ours.IsSubsetOf(theirs);
        return certain || (their.IsCertain && theirs.IsSubsetOf(ours)) ? new Meeting(our.Call.Span.End > their.Call.Span.End, certain) : null;
    }

    // The call itself, the call of the method it stands in, and so on, as long as there is exactly one.
    private List<Site> Sites(IInvocationOperation call)
    {
        var sites = new List<Site>();
        var certain = true;
        for (var container = Containers.Of(call); container is not null && sites.Count < Depth;)
        {
            var function = Function(call.Syntax);
            sites.Add(new Site(call.Syntax, function, container, certain));
            certain &= !Guards(call.Syntax, function).Any() && !Jumps(function, function.SpanStart, call.Syntax.SpanStart);
            if (container is not IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter || OnlyCaller(method) is not { } caller)
                break;

            call = caller;
            container = Containers.Root(call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value);
        }

        return sites;
    }

    private IInvocationOperation? OnlyCaller(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, IsVirtual: false, IsOverride: false, IsAbstract: false }
        && Callers.Of(method, near, cancellation) is { Count: 1 } callers
        && SymbolEqualityComparer.Default.Equals((callers[0].TargetMethod.ReducedFrom ?? callers[0].TargetMethod).OriginalDefinition, method.OriginalDefinition)
            ? callers[0]
            : null;

    private static SyntaxNode Function(SyntaxNode call) =>
        call.Ancestors().FirstOrDefault(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax)
            is { } function and not BaseNamespaceDeclarationSyntax ? function : call.SyntaxTree.GetRoot();

    // The branches, cases and loops that a call stands in.
    private static IEnumerable<SyntaxNode> Guards(SyntaxNode call, SyntaxNode function) =>
        call.AncestorsAndSelf().TakeWhile(node => node != function).Where(node => node.Parent switch
        {
            IfStatementSyntax choice => node != choice.Condition,
            ConditionalExpressionSyntax choice => node != choice.Condition,
            BinaryExpressionSyntax binary => node == binary.Right && binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression,
            WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or DoStatementSyntax => node is StatementSyntax,
            SwitchStatementSyntax => node is SwitchSectionSyntax,
            SwitchExpressionSyntax => node is SwitchExpressionArmSyntax,
            TryStatementSyntax => node is CatchClauseSyntax,
            _ => false,
        });

    private static bool JumpsBetween(Site our, Site their) =>
        Jumps(our.Function, Math.Min(our.Call.Span.End, their.Call.Span.End), Math.Max(our.Call.SpanStart, their.Call.SpanStart));

    private static bool Jumps(SyntaxNode function, int start, int end) => function
        .DescendantNodes(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Any(node => node.SpanStart >= start && node.Span.End <= end && node is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax);

    private sealed record Site(SyntaxNode Call, SyntaxNode Function, ISymbol Container, bool IsCertain);
}
