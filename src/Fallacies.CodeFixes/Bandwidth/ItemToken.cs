using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>The token that a parallel loop hands to the code for one item, and the one in scope that it takes the place of.</summary>
internal sealed class ItemToken(FanOutSite site, ISymbol? outer)
{
    /// <summary>The parameter or local of the surrounding member that cancels it, if exactly one is in question.</summary>
    public ISymbol? Outer => outer;

    /// <summary>The name of the new token.</summary>
    public string Name { get; } = site.InnerName("token", "itemToken");

    public static ItemToken Of(FanOutSite site)
    {
        // Who passes no token on purpose wants the calls to go on.
        if (Code(site).DescendantNodesAndSelf().Any(node => node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } && site.Model.GetTypeInfo(node).Type is { } type && IsToken(type)))
            return new ItemToken(site, null);

        var position = site.Gather.SpanStart;
        var scope = site.Model.GetEnclosingSymbol(position);
        var tokens = site.Model.LookupSymbols(position)
            .Where(symbol => (symbol is IParameterSymbol parameter && IsToken(parameter.Type) && parameter.ContainingSymbol is IMethodSymbol { MethodKind: not MethodKind.Constructor })
                || (symbol is ILocalSymbol local && IsToken(local.Type) && local.Locations[0].SourceSpan.Start < position))
            .ToList();

        var used = tokens.Where(token => UsesOf(token, Code(site), site.Model).Any()).ToList();
        var own = tokens.Where(token => token is IParameterSymbol && SymbolEqualityComparer.Default.Equals(token.ContainingSymbol, scope)).ToList();
        var candidates = used.Count > 0 ? used : own.Count > 0 ? own : tokens;
        return new ItemToken(site, candidates.Count == 1 ? candidates[0] : null);
    }

    /// <summary>The code for one item with the new token in place of the outer one, and as the last argument of the call that takes one and had none.</summary>
    public T In<T>(T code)
        where T : SyntaxNode
    {
        var uses = outer is null ? Enumerable.Empty<SyntaxNode>() : UsesOf(outer, code, site.Model);
        var started = site.FanOut.Call.Syntax is InvocationExpressionSyntax call && code.Span.Contains(call.Span) && WithToken(call) is not null ? call : null;
        return code.ReplaceNodes(
            started is null ? uses : uses.Append(started),
            (original, rewritten) => original == started ? Appended((InvocationExpressionSyntax)rewritten, WithToken(started)!) : SyntaxFactory.IdentifierName(Name).WithTriviaFrom(rewritten));
    }

    private static ExpressionSyntax Code(FanOutSite site) => site.Added ?? site.Selector!;

    private static bool IsToken(ITypeSymbol type) => type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    private static IEnumerable<SyntaxNode> UsesOf(ISymbol token, SyntaxNode code, SemanticModel model) =>
        code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == token.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, token));

    private static InvocationExpressionSyntax Appended(InvocationExpressionSyntax call, ArgumentSyntax argument) =>
        call.WithArgumentList(call.ArgumentList.AddArguments(argument));

    // Tried on the compiler: as the next argument, for overloads and optional parameters alike, or by the name of an optional one.
    private ArgumentSyntax? WithToken(InvocationExpressionSyntax call)
    {
        if (site.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method
            || call.ArgumentList.Arguments.Any(argument => site.Model.GetTypeInfo(argument.Expression).ConvertedType is { } type && IsToken(type)))
            return null;

        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(Name));
        var optional = method.Parameters.FirstOrDefault(parameter => parameter.IsOptional && IsToken(parameter.Type));
        return Accepts(call, argument, method) ? argument
            : optional is not null && argument.WithNameColon(SyntaxFactory.NameColon(optional.Name)) is var named && Accepts(call, named, method) ? named
            : null;
    }

    private bool Accepts(InvocationExpressionSyntax call, ArgumentSyntax argument, IMethodSymbol method)
    {
        var none = SyntaxFactory.ParseExpression("default(global::System.Threading.CancellationToken)");
        var tried = Appended(call, argument.WithExpression(none));
        return site.Model.GetSpeculativeSymbolInfo(call.SpanStart, tried, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol found
            && found.Parameters.Any(parameter => IsToken(parameter.Type))
            && SymbolEqualityComparer.Default.Equals(found.ReturnType, method.ReturnType)
            && SymbolEqualityComparer.Default.Equals(found.ContainingType, method.ContainingType);
    }
}
