using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>Writes a fan-out whose results nobody reads as <c>Parallel.ForEachAsync</c>.</summary>
internal sealed class ParallelLoop(FanOutSite site, Document document)
{
    private readonly SyntaxGenerator _generator = SyntaxGenerator.GetGenerator(document);
    private readonly ItemToken _token = ItemToken.Of(site);

    /// <summary>The changed root, or <see langword="null"/> where the loop would not mean the same.</summary>
    public SyntaxNode? Build()
    {
        var compilation = site.Model.Compilation;
        if (compilation.GetTypeByMetadataName("System.Threading.Tasks.Parallel") is not { } parallel
            || compilation.GetTypeByMetadataName("System.Threading.Tasks.ParallelOptions") is not { } options
            || parallel.GetMembers("ForEachAsync").IsEmpty || !IsUnused() || Lambda() is not { } lambda)
            return null;

        var loop = ((InvocationExpressionSyntax)_generator.InvocationExpression(
                _generator.MemberAccessExpression(TypeOf(parallel), "ForEachAsync"), site.Source.WithoutTrivia(), Options(options), lambda))
            .WithTriviaFrom(site.Gather)
            .WithAdditionalAnnotations(Formatter.Annotation);

        var root = site.Gather.SyntaxTree.GetRoot();
        if (site.Preparation.Count == 0)
            return root.ReplaceNode(site.Gather, loop);

        var statement = site.Gather.FirstAncestorOrSelf<StatementSyntax>()!;
        var block = (BlockSyntax)statement.Parent!;
        var rest = block.Statements.Where(other => !site.Preparation.Contains(other))
            .Select(other => other == statement ? statement.ReplaceNode(site.Gather, loop).WithLeadingTrivia(site.Leading(statement)) : other);
        return root.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(rest)));
    }

    private SyntaxNode TypeOf(INamedTypeSymbol type) => _generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);

    private ObjectCreationExpressionSyntax Options(INamedTypeSymbol type)
    {
        var settings = new List<SyntaxNode> { _generator.AssignmentStatement(_generator.IdentifierName("MaxDegreeOfParallelism"), _generator.LiteralExpression(UnboundedFanOutFixer.AtOnce)) };
        if (_token.Outer is { } outer)
            settings.Add(_generator.AssignmentStatement(_generator.IdentifierName("CancellationToken"), _generator.IdentifierName(outer.Name)));

        return ((ObjectCreationExpressionSyntax)_generator.ObjectCreationExpression(TypeOf(type)))
            .WithArgumentList(null)
            .WithInitializer(SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression, SyntaxFactory.SeparatedList(settings.Cast<ExpressionSyntax>())));
    }

    // The wait is a statement of its own, or is what a method without a result returns.
    private bool IsUnused()
    {
        ExpressionSyntax value = site.Gather;
        while (value.Parent is ParenthesizedExpressionSyntax || value.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax })
            value = (ExpressionSyntax)(value.Parent is MemberAccessExpressionSyntax access ? access.Parent! : value.Parent);

        if (value.Parent is AwaitExpressionSyntax wait)
            return wait.Parent is ExpressionStatementSyntax || (wait.Parent is ArrowExpressionClauseSyntax { Parent: { } member } && site.Model.GetDeclaredSymbol(member) is IMethodSymbol method && HasNoResult(method.ReturnType));

        return value.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax && site.Model.GetTypeInfo(value).ConvertedType is { Name: "Task" } type && HasNoResult(type);
    }

    private static bool HasNoResult(ITypeSymbol type) => type.SpecialType == SpecialType.System_Void || type is INamedTypeSymbol { IsGenericType: false };

    private ParenthesizedLambdaExpressionSyntax? Lambda()
    {
        var (item, body) = site switch
        {
            { Loop: { } loop, Added: { } added } => (loop.Identifier.ValueText, Awaited(added)),
            { Selector: LambdaExpressionSyntax lambda } => (ItemOf(lambda), lambda.Body is ExpressionSyntax task ? OfExpression(lambda, task) : OfBlock(lambda, (BlockSyntax)lambda.Body)),
            { Selector: { } group } => OfGroup(group),
            _ => default,
        };
        if (body is null || item is null || site.Loses(site.Source, site.Added, (site.Selector as LambdaExpressionSyntax)?.Body ?? site.Selector))
            return null;

        var parameters = SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList([Parameter(item), Parameter(_token.Name)]));
        return SyntaxFactory.ParenthesizedLambdaExpression(parameters, body).WithAsyncKeyword(SyntaxFactory.Token(SyntaxKind.AsyncKeyword));
    }

    private static ParameterSyntax Parameter(string name) => SyntaxFactory.Parameter(SyntaxFactory.Identifier(name));

    private static string? ItemOf(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0].Identifier.ValueText,
        _ => null,
    };

    private (string?, CSharpSyntaxNode?) OfGroup(ExpressionSyntax group)
    {
        if (site.Model.GetSymbolInfo(group).Symbol is not IMethodSymbol { Parameters: { IsEmpty: false } parameters })
            return default;

        var item = site.InnerName(parameters[0].Name, "item");
        var call = SyntaxFactory.InvocationExpression(group.WithoutTrivia(), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(item)))));
        return (item, SyntaxFactory.AwaitExpression(call));
    }

    // "async item => await Call(item)" can stay; "async item => (await Call(item)).Value" computes something that nobody would read.
    private CSharpSyntaxNode? OfExpression(LambdaExpressionSyntax lambda, ExpressionSyntax body) =>
        lambda.AsyncKeyword.RawKind == 0 ? Awaited(body) : body is AwaitExpressionSyntax ? _token.In(body).WithoutTrivia() : null;

    private AwaitExpressionSyntax Awaited(ExpressionSyntax task)
    {
        var call = _token.In(task).WithoutTrivia();
        return SyntaxFactory.AwaitExpression(call is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax ? call : SyntaxFactory.ParenthesizedExpression(call));
    }

    private BlockSyntax? OfBlock(LambdaExpressionSyntax lambda, BlockSyntax body)
    {
        var returns = body.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax).OfType<ReturnStatementSyntax>().Where(item => item.Expression is not null).ToList();
        if (RunsAheadOfWait(body, lambda.AsyncKeyword.RawKind != 0) || returns.Count > 1 || (returns.Count == 1 && returns[0] != body.Statements.Last()))
            return null;

        var changed = _token.In(body);
        if (returns.Count == 0)
            return lambda.AsyncKeyword.RawKind == 0 ? null : changed;

        var last = (ReturnStatementSyntax)changed.Statements.Last();
        var wait = lambda.AsyncKeyword.RawKind == 0 ? Awaited(last.Expression!) : last.Expression as AwaitExpressionSyntax;
        return wait is null ? null : changed.ReplaceNode(last, SyntaxFactory.ExpressionStatement(wait.WithoutTrivia()).WithTriviaFrom(last));
    }

    // What a lambda does before its first wait ran for one item after the other, and would run for several at once.
    private static bool RunsAheadOfWait(BlockSyntax body, bool isAsync) =>
        body.Statements
            .TakeWhile(statement => !(isAsync ? statement.DescendantNodes().Any(node => node is AwaitExpressionSyntax) : statement is ReturnStatementSyntax))
            .Any(statement => statement is not LocalDeclarationStatementSyntax and not LocalFunctionStatementSyntax
                || statement.DescendantNodes().Any(node => node is AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }));
}
