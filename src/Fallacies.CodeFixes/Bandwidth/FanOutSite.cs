using Fallacies.Analyzers.Bandwidth;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>A fan-out as it is written: the collection, the code for one item, and the statements that only prepare the wait.</summary>
internal sealed record FanOutSite(SemanticModel Model, InvocationExpressionSyntax Gather, FanOut FanOut)
{
    /// <summary>The collection.</summary>
    public ExpressionSyntax Source { get; private init; } = null!;

    /// <summary>The projection's lambda or method group, or <see langword="null"/> where a loop starts the calls.</summary>
    public ExpressionSyntax? Selector { get; private init; }

    /// <summary>The loop that fills a list with one call for each item, or <see langword="null"/>.</summary>
    public ForEachStatementSyntax? Loop { get; private init; }

    /// <summary>The task that the loop adds.</summary>
    public ExpressionSyntax? Added { get; private init; }

    /// <summary>The statements before the wait that the bounded form takes the place of.</summary>
    public IReadOnlyList<StatementSyntax> Preparation { get; private init; } = Array.Empty<StatementSyntax>();

    /// <summary>The site around <paramref name="gather"/>, if it has one of the shapes that can be written in another way.</summary>
    public static FanOutSite? Find(SemanticModel model, InvocationExpressionSyntax gather, CancellationToken cancellation)
    {
        if (model.GetOperation(gather, cancellation) is not IInvocationOperation { TargetMethod.Name: "WhenAll", Arguments.Length: 1 } call
            || FanOut.Find(call, RemoteCalls.Of(model.Compilation), cancellation) is not { } fanOut)
            return null;

        var site = new FanOutSite(model, gather, fanOut);
        return fanOut.Select is { } select ? site.WithProjection(select, call) : fanOut.Add is { } add ? site.WithLoop(add, call) : null;
    }

    /// <summary>Whether a comment stands outside the nodes that the bounded form keeps, and would be lost.</summary>
    public bool Loses(params SyntaxNode?[] kept) =>
        Preparation.Append<SyntaxNode>(Gather).SelectMany(node => node.DescendantTrivia().Where(trivia => node is not StatementSyntax || !node.GetLeadingTrivia().Contains(trivia)))
            .Any(trivia => IsComment(trivia) && !kept.Any(node => node is not null && node.Span.Contains(trivia.Span)));

    /// <summary>The leading trivia of the statement that is replaced, with the comments of those that go.</summary>
    public SyntaxTriviaList Leading(StatementSyntax statement)
    {
        if (Preparation.Count == 0)
            return statement.GetLeadingTrivia();

        var later = Preparation.Skip(1).Append(statement).Select(node => node.GetLeadingTrivia()).Where(trivia => trivia.Any(IsComment));
        return Preparation[0].GetLeadingTrivia().AddRange(later.SelectMany(trivia => trivia.SkipWhile(part => !IsComment(part))));
    }

    /// <summary>A name for a variable of the new code alone: unknown around the wait and in the code that is kept.</summary>
    public string InnerName(params string[] wanted) =>
        Free(wanted, Preparation.Append<SyntaxNode>(Gather).SelectMany(IdentifiersIn).Concat(Model.LookupSymbols(Gather.SpanStart).Select(symbol => symbol.Name)));

    /// <summary>A name for a new local: unknown in the whole member.</summary>
    public string OuterName(params string[] wanted) =>
        Free(wanted, IdentifiersIn(Gather.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? Gather.SyntaxTree.GetRoot()));

    private static string Free(string[] wanted, IEnumerable<string> known)
    {
        var taken = new HashSet<string>(known);
        return wanted.Concat(Enumerable.Range(2, 1000).Select(number => wanted[0] + number)).First(name => !taken.Contains(name));
    }

    private static IEnumerable<string> IdentifiersIn(SyntaxNode node) =>
        node.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private FanOutSite? WithProjection(IInvocationOperation select, IInvocationOperation call)
    {
        if (select.TargetMethod.Name != "Select" || select.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: { Count: 1 } arguments })
            return null;
        if (arguments[0].Expression is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: not 1 } or AnonymousMethodExpressionSyntax)
            return null;

        var site = this with { Source = access.Expression, Selector = arguments[0].Expression };
        if (Gather.Span.Contains(select.Syntax.Span))
            return site;

        return Before(1) is { } preparation && Declares(preparation[0], call, uses: 1) && preparation[0].Span.Contains(select.Syntax.Span)
            ? site with { Preparation = preparation }
            : null;
    }

    private FanOutSite? WithLoop(IInvocationOperation add, IInvocationOperation call)
    {
        if (Before(2) is not { } preparation || !Declares(preparation[0], call, uses: 2) || preparation[1] is not ForEachStatementSyntax loop)
            return null;

        var only = loop.Statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : loop.Statement;
        var info = Model.GetForEachStatementInfo(loop);
        if (only is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } invocation } || invocation != add.Syntax)
            return null;

        return info.ElementConversion.IsIdentity && info.CurrentConversion.IsIdentity
            ? this with { Source = loop.Expression, Loop = loop, Added = arguments[0].Expression, Preparation = preparation }
            : null;
    }

    private StatementSyntax[]? Before(int count)
    {
        var statement = Gather.FirstAncestorOrSelf<StatementSyntax>();
        if (statement?.Parent is not BlockSyntax block || Gather.Ancestors().TakeWhile(node => node != statement).Any(node => node is AnonymousFunctionExpressionSyntax))
            return null;

        var index = block.Statements.IndexOf(statement);
        return index < count ? null : block.Statements.Skip(index - count).Take(count).ToArray();
    }

    private static bool Declares(StatementSyntax statement, IInvocationOperation call, int uses) =>
        statement is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables, UsingKeyword.RawKind: 0 }
        && call.Descendants().OfType<ILocalReferenceOperation>().FirstOrDefault(use => use.Local.Name == variables[0].Identifier.ValueText) is { } tasks
        && Operations.Uses(tasks.Local, call).Count == uses;
}
