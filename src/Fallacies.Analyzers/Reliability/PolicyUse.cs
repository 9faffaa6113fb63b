using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Follows a policy from where it is built to the calls that run under it, inside one type.</summary>
internal sealed class PolicyUse
{
    private const int MaxHomes = 12;

    private readonly SemanticModel _model;
    private readonly SyntaxNode _scope;
    private readonly HashSet<ISymbol> _homes = new(SymbolEqualityComparer.Default);
    private readonly List<InvocationExpressionSyntax> _executions = new();

    private PolicyUse(SemanticModel model, SyntaxNode scope)
    {
        _model = model;
        _scope = scope;
    }

    /// <summary>The <c>Execute…</c> calls that are seen to run under the policy or pipeline which this expression is part of.</summary>
    public static IReadOnlyList<InvocationExpressionSyntax> Executions(IOperation built) => Of(built)._executions;

    /// <summary>Whether no other type gets hold of the policy or pipeline.</summary>
    public static bool StaysInside(IOperation built) =>
        Of(built)._homes.All(home => home is ILocalSymbol || home.DeclaredAccessibility == Accessibility.Private);

    private static PolicyUse Of(IOperation built)
    {
        var scope = built.Syntax.Ancestors().LastOrDefault(node => node is TypeDeclarationSyntax) ?? built.Syntax.SyntaxTree.GetRoot();
        var use = new PolicyUse(built.SemanticModel!, scope);
        use.Climb(built.Syntax);
        return use;
    }

    private void Climb(SyntaxNode node)
    {
        while (node.Parent is { } parent)
        {
            switch (parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax or ConditionalExpressionSyntax or ArgumentListSyntax:
                case BinaryExpressionSyntax when parent.IsKind(SyntaxKind.CoalesceExpression):
                case ArgumentSyntax when parent.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && Combines(name):
                case MemberAccessExpressionSyntax access when access.Name == node || access.Parent is InvocationExpressionSyntax:
                case ConditionalAccessExpressionSyntax:
                    node = parent;
                    break;
                case InvocationExpressionSyntax call:
                    if (IsExecution(call))
                    {
                        _executions.Add(call);
                        return;
                    }

                    node = call;
                    break;
                default:
                    Settle(node, parent);
                    return;
            }
        }
    }

    private void Settle(SyntaxNode node, SyntaxNode parent)
    {
        var home = parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax or PropertyDeclarationSyntax } => _model.GetDeclaredSymbol(parent.Parent),
            AssignmentExpressionSyntax assignment when assignment.Right == node => _model.GetSymbolInfo(assignment.Left).Symbol,
            ArrowExpressionClauseSyntax or ReturnStatementSyntax => Member(parent),
            ExpressionStatementSyntax => Root(node) is { } root ? _model.GetSymbolInfo(root).Symbol : null,
            _ => null,
        };
        if (home is null or IParameterSymbol || _homes.Count >= MaxHomes || !_homes.Add(home))
            return;

        foreach (var name in _scope.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == home.Name))
        {
            if (SymbolEqualityComparer.Default.Equals(_model.GetSymbolInfo(name).Symbol, home))
                Climb(name);
        }
    }

    private ISymbol? Member(SyntaxNode node)
    {
        var owner = node.Ancestors().FirstOrDefault(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
        return owner is null or AnonymousFunctionExpressionSyntax ? null : _model.GetDeclaredSymbol(owner);
    }

    private static IdentifierNameSyntax? Root(SyntaxNode chain) => chain switch
    {
        IdentifierNameSyntax name => name,
        InvocationExpressionSyntax call => Root(call.Expression),
        MemberAccessExpressionSyntax access => Root(access.Expression),
        _ => null,
    };

    private static bool Combines(string name) => name.StartsWith("Wrap", StringComparison.Ordinal) || name.StartsWith("Add", StringComparison.Ordinal);

    private static bool IsExecution(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "",
    } is "Execute" or "ExecuteAsync" or "ExecuteAndCapture" or "ExecuteAndCaptureAsync" or "ExecuteOutcomeAsync";
}
