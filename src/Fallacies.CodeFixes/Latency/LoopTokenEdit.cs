using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Puts the token of a parallel loop in the place of the one that its body took from outside.</summary>
internal static class LoopTokenEdit
{
    /// <summary>The edit for the tokens and calls at some places of the body, or <see langword="null"/> where the loop would then miss a cancellation.</summary>
    public static Action<DocumentEditor>? Of(ParallelBody body, IReadOnlyList<ExpressionSyntax> places, SemanticModel model)
    {
        if (body.Body.Syntax is not ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: > 0 } parameters } lambda || body.Loop.Syntax is not InvocationExpressionSyntax loop)
            return null;

        var outer = places.Where(place => !IsCall(place)).ToList();
        if (outer.Skip(1).Any(other => !SyntaxFactory.AreEquivalent(other, outer[0])) || (outer.Count > 0 && !Tells(body.Loop, outer[0], out _)))
            return null;

        var declared = parameters.Last().Identifier;
        var name = declared.ValueText == "_" ? Names.Unused(NamesAt(loop, model), "token") : declared.Text;
        return editor =>
        {
            if (declared.ValueText == "_")
                editor.ReplaceNode(parameters.Last(), (current, _) => ((ParameterSyntax)current).WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(declared)));
            foreach (var call in places.Where(IsCall))
                editor.ReplaceNode(call, (current, _) => AppendedArgument.To((InvocationExpressionSyntax)current, Argument(call, name, model)));
            foreach (var use in outer.Count > 0 ? UsesOf(outer[0], lambda, model) : [])
                editor.ReplaceNode(use, SyntaxFactory.IdentifierName(name).WithTriviaFrom(use));
            if (outer.Count > 0 && Tells(body.Loop, outer[0], out var tell))
                tell?.Invoke(editor);
        };
    }

    private static HashSet<string> NamesAt(SyntaxNode loop, SemanticModel model) => new(
        model.LookupSymbols(loop.SpanStart).Where(symbol => symbol is ILocalSymbol or IParameterSymbol).Select(symbol => symbol.Name)
            .Concat(loop.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)),
        StringComparer.Ordinal);

    private static bool IsCall(ExpressionSyntax place) => place is InvocationExpressionSyntax;

    private static string Argument(SyntaxNode call, string name, SemanticModel model) =>
        model.GetOperation(call) is IInvocationOperation operation && TokenArgument.Of(operation) is { } argument ? argument.With(name) : name;

    // Not the calls alone: a check of the outer token, or a wait with it, belongs to the item as well.
    private static IEnumerable<ExpressionSyntax> UsesOf(ExpressionSyntax token, LambdaExpressionSyntax lambda, SemanticModel model) =>
        lambda.Body.DescendantNodes().OfType<ExpressionSyntax>().Where(node =>
            node.Parent is ArgumentSyntax && SyntaxFactory.AreEquivalent(node, token) && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(node).Symbol, model.GetSymbolInfo(token).Symbol));

    // Whether the loop hears of the outer token, or can be told by an edit.
    private static bool Tells(IInvocationOperation loop, ExpressionSyntax outer, out Action<DocumentEditor>? edit)
    {
        edit = null;
        if (TokenValues.Passed(loop) is { Value.Syntax: var passed })
            return SyntaxFactory.AreEquivalent(passed, outer);
        if (loop.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "ParallelOptions") is not { } options)
        {
            if (loop.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "body")?.Syntax is not ArgumentSyntax { NameColon: null, Parent: ArgumentListSyntax list } body)
                return false;
            var at = list.Arguments.IndexOf(body);
            edit = editor => editor.ReplaceNode(list, (current, _) => Inserted((ArgumentListSyntax)current, at, outer));
            return true;
        }

        if (Creation(options.Value) is not { Initializer: { } initializer } creation)
            return false;
        var told = creation.Initializer.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(member => member.Target is IPropertyReferenceOperation { Property.Name: "CancellationToken" });
        if (told is not null || options.Value.Syntax != creation.Syntax || creation.Initializer.Syntax is not InitializerExpressionSyntax members)
            return told is not null && SyntaxFactory.AreEquivalent(told.Value.Syntax, outer);

        edit = editor => editor.ReplaceNode(members, (current, _) => ((InitializerExpressionSyntax)current).AddMember($"CancellationToken = {outer}"));
        return true;
    }

    private static IObjectCreationOperation? Creation(IOperation options) => Operations.Unwrap(options) switch
    {
        IObjectCreationOperation creation => creation,
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } value => Operations.Unwrap(value) as IObjectCreationOperation,
        _ => null,
    };

    private static ArgumentListSyntax Inserted(ArgumentListSyntax list, int at, ExpressionSyntax outer)
    {
        var body = list.Arguments[at];
        var comma = at > 0 ? list.Arguments.GetSeparator(at - 1) : SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var items = list.Arguments.GetWithSeparators().InsertRange(list.Arguments.GetWithSeparators().IndexOf(body), [SyntaxFactory.Argument(outer.WithoutTrivia()).WithLeadingTrivia(body.GetLeadingTrivia()), comma]);
        return list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(items));
    }

    private static InitializerExpressionSyntax AddMember(this InitializerExpressionSyntax initializer, string member)
    {
        var list = AppendedArgument.To(initializer.Expressions, SyntaxFactory.ParseExpression(member), initializer.OpenBraceToken);
        return initializer.WithExpressions(list);
    }
}
