using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>A call that connects to an address, and what it becomes when it gets the name instead.</summary>
/// <param name="Arguments">The arguments as they are.</param>
/// <param name="Named">The arguments with the name.</param>
/// <param name="Needless">The declarations of variables that nobody reads any more.</param>
internal sealed record ConnectByName(ArgumentListSyntax Arguments, ArgumentListSyntax Named, IReadOnlyList<LocalDeclarationStatementSyntax> Needless)
{
    public static ConnectByName? Of(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (diagnostic.AdditionalLocations.Count != 3)
            return null;

        var places = diagnostic.AdditionalLocations.Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true)).ToArray();
        if (places[1] is not ExpressionSyntax name || !IsPlain(name) || places[2].FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent: ArgumentListSyntax arguments } argument || FunctionOf(name) != FunctionOf(argument))
            return null;

        var host = SyntaxFactory.Argument(name.WithoutTrivia()).WithTriviaFrom(argument);
        var named = Port(argument.Expression, model) switch
        {
            (true, { } port) => arguments.Arguments.ReplaceRange(argument, [host.WithTrailingTrivia(), SyntaxFactory.Argument(port.WithoutTrivia())]),
            (true, null) => default,
            _ => arguments.Arguments.Replace(argument, host),
        };
        return named.Count == 0 ? null : new ConnectByName(arguments, Spaced(arguments, named), NeedlessAfter(argument, model));
    }

    // The name is asked for a second time, in another place: it must mean the same there and do nothing.
    private static bool IsPlain(ExpressionSyntax name) => name switch
    {
        LiteralExpressionSyntax or IdentifierNameSyntax or ThisExpressionSyntax => true,
        MemberAccessExpressionSyntax access => IsPlain(access.Expression),
        _ => false,
    };

    // An end point is address and port: written on the spot, or in the variable that is passed.
    private static (bool IsEndPoint, ExpressionSyntax? Port) Port(ExpressionSyntax argument, SemanticModel model)
    {
        if (model.GetTypeInfo(argument).Type?.Name is not ("IPEndPoint" or "EndPoint"))
            return (false, null);

        var made = argument is IdentifierNameSyntax && DeclarationOf(argument, model) is { } declarator ? declarator.Initializer?.Value : argument;
        return (true, made is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } parts } && IsPlain(parts[1].Expression) ? parts[1].Expression : null);
    }

    private static VariableDeclaratorSyntax? DeclarationOf(SyntaxNode name, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is ILocalSymbol local ? local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax : null;

    private static ArgumentListSyntax Spaced(ArgumentListSyntax arguments, SeparatedSyntaxList<ArgumentSyntax> named) => arguments.WithArguments(SyntaxFactory.SeparatedList(
        named, named.GetSeparators().Select(comma => comma.HasTrailingTrivia ? comma : comma.WithTrailingTrivia(SyntaxFactory.Space))));

    // From the argument back: a variable whose last reader goes, goes with it.
    private static List<LocalDeclarationStatementSyntax> NeedlessAfter(ArgumentSyntax argument, SemanticModel model)
    {
        var gone = new List<SyntaxNode> { argument };
        var needless = new List<LocalDeclarationStatementSyntax>();
        for (var i = 0; i < gone.Count; i++)
        {
            foreach (var declarator in gone[i].DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => DeclarationOf(name, model)).OfType<VariableDeclaratorSyntax>())
            {
                if (declarator is { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } statement } } && IsAddress(declarator, model) && !needless.Contains(statement) && !IsReadElsewhere(declarator, gone, model))
                {
                    needless.Add(statement);
                    gone.Add(statement);
                }
            }
        }

        return needless;
    }

    private static bool IsAddress(VariableDeclaratorSyntax declarator, SemanticModel model) =>
        model.GetDeclaredSymbol(declarator) is ILocalSymbol { Type: var type } && (type is IArrayTypeSymbol array ? array.ElementType : type).Name is "IPAddress" or "IPHostEntry" or "IPEndPoint" or "EndPoint" or "String";

    private static bool IsReadElsewhere(VariableDeclaratorSyntax declarator, List<SyntaxNode> gone, SemanticModel model) =>
        FunctionOf(declarator).DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == declarator.Identifier.ValueText && DeclarationOf(name, model) == declarator && !gone.Any(node => node.Span.Contains(name.Span)));

    private static SyntaxNode FunctionOf(SyntaxNode node) => node.Ancestors().FirstOrDefault(ancestor =>
        ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CompilationUnitSyntax or (MemberDeclarationSyntax and not GlobalStatementSyntax)) ?? node;
}
