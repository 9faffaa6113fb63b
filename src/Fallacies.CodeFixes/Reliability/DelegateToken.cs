using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Lets the calls of a lambda hear of a token that the lambda is given.</summary>
internal static class DelegateToken
{
    private static readonly string[] Wishes = ["token", "ct", "cancellation"];

    /// <summary>A name for the parameter that means nothing where the delegate stands.</summary>
    public static string NameAt(IInvocationOperation execution)
    {
        var used = new HashSet<string>(
            execution.SemanticModel!.LookupSymbols(execution.Syntax.SpanStart).Where(symbol => symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol).Select(symbol => symbol.Name)
                .Concat(execution.Syntax.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)),
            StringComparer.Ordinal);
        return Wishes.FirstOrDefault(wish => !used.Contains(wish)) ?? Names.Unused(used, Wishes[0]);
    }

    /// <summary>The token that a delegate is given, as an expression, and the edit that names its parameter; <see langword="null"/> where it is not a lambda of the call.</summary>
    public static (string Token, KeyValuePair<SyntaxNode, Func<SyntaxNode, SyntaxNode>> Naming)? Named(InvocationExpressionSyntax call, IInvocationOperation execution, DeafDelegate deaf)
    {
        if (deaf.Token is not { } parameter || deaf.Given.Syntax is not AnonymousFunctionExpressionSyntax lambda || !call.Span.Contains(lambda.Span)
            || lambda.DescendantNodes().OfType<ParameterSyntax>().FirstOrDefault(written => parameter.Locations.Any(place => place.SourceSpan == written.Identifier.Span)) is not { } declared)
            return null;

        var isContext = parameter.Type.Name == "ResilienceContext";
        var name = parameter.Name != "_" ? declared.Identifier.Text : isContext ? Names.Unused(call, "context") : NameAt(execution);
        return (isContext ? name + ".CancellationToken" : name, new(declared, current => ((ParameterSyntax)current).WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(declared.Identifier))));
    }

    /// <summary>The one token that calls get by now; <see langword="null"/> where they get none. Several are too many to choose from.</summary>
    public static bool TryFind(IEnumerable<IInvocationOperation> calls, out ExpressionSyntax? outer)
    {
        var passed = calls.Select(TokenValues.Passed).OfType<IArgumentOperation>().Select(argument => (argument.Syntax as ArgumentSyntax)?.Expression).ToList();
        outer = passed.FirstOrDefault();
        return passed.All(token => token is not null && SyntaxFactory.AreEquivalent(token, passed[0]!));
    }

    /// <summary>The calls that can be given a token.</summary>
    public static List<IInvocationOperation> Takers(IEnumerable<IInvocationOperation> calls) =>
        calls.Where(call => TokenValues.Passed(call) is not null || (TokenArgument.IsMissing(call) && TokenArgument.Of(call) is { Fits: true, FirstItem: null })).ToList();

    /// <summary>What becomes of calls that get the token instead of the one they had, or besides what they had.</summary>
    public static Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> Into(IEnumerable<IInvocationOperation> takers, string token)
    {
        var edits = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
        foreach (var call in takers)
        {
            if (TokenValues.Passed(call) is { Syntax: ArgumentSyntax { Expression: var passed } })
                edits[passed] = current => SyntaxFactory.ParseExpression(token).WithTriviaFrom(current);
            else if (TokenArgument.Of(call)?.With(token) is { } argument)
                edits[call.Syntax] = current => AppendedArgument.To((InvocationExpressionSyntax)current, argument);
        }

        return edits;
    }

    /// <summary>A node with edits of nodes inside it.</summary>
    public static T With<T>(T node, Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> edits)
        where T : SyntaxNode => node.ReplaceNodes(edits.Keys, (old, current) => edits[old](current));

    /// <summary>A lambda with one more parameter behind those it has; <see langword="null"/> where their types are written.</summary>
    public static AnonymousFunctionExpressionSyntax? WithParameter(AnonymousFunctionExpressionSyntax lambda, string name)
    {
        // Only a name of this kind is thrown away beside another.
        var identifier = name == "_" ? SyntaxFactory.Identifier(default, SyntaxKind.UnderscoreToken, name, name, default) : SyntaxFactory.Identifier(name);
        var added = SyntaxFactory.Parameter(identifier);
        switch (lambda)
        {
            case ParenthesizedLambdaExpressionSyntax { ParameterList: { Parameters.Count: 0 } list, AttributeLists.Count: 0, ReturnType: null } empty:
                return SyntaxFactory.SimpleLambdaExpression(empty.Modifiers, added.WithTriviaFrom(list), empty.ArrowToken, empty.Block, empty.ExpressionBody).WithTriviaFrom(empty);
            case ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: var parameters } several when parameters.All(parameter => parameter.Type is null):
                return several.WithParameterList(several.ParameterList.WithParameters(AppendedArgument.To(parameters, added, several.ParameterList.OpenParenToken)));
            case SimpleLambdaExpressionSyntax { Parameter: var first } one:
                var both = SyntaxFactory.SeparatedList([first.WithoutTrivia(), added], [SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)]);
                return SyntaxFactory.ParenthesizedLambdaExpression(one.Modifiers, SyntaxFactory.ParameterList(both).WithTriviaFrom(first), one.ArrowToken, one.Block, one.ExpressionBody).WithTriviaFrom(one);
            default:
                return null;
        }
    }
}
