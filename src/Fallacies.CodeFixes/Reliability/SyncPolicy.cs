using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>A policy of Polly 7 from where it is made to where it runs calls, inside one file; it becomes asynchronous as a whole.</summary>
internal sealed class SyncPolicy
{
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellation;
    private readonly KnownTypes _types;
    private readonly HashSet<ISymbol> _keepers = new(SymbolEqualityComparer.Default);
    private readonly List<InvocationExpressionSyntax> _makers = [];
    private bool _isSeen = true;

    private SyncPolicy(SemanticModel model, CancellationToken cancellation)
    {
        _model = model;
        _cancellation = cancellation;
        _types = KnownTypes.Of(model.Compilation);
    }

    /// <summary>The edits that turn the policy under which a call runs; <see langword="null"/> where not all of it is here.</summary>
    public static Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>? Edits(IInvocationOperation call, SemanticModel model, CancellationToken cancellation)
    {
        var policy = new SyncPolicy(model, cancellation);
        policy.Follow(call.Instance);
        return policy._isSeen && policy._makers.Count > 0 ? policy.Edits(call) : null;
    }

    private Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>? Edits(IInvocationOperation call)
    {
        var edits = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
        foreach (var maker in _makers)
        {
            var name = ((MemberAccessExpressionSyntax)maker.Expression).Name;
            edits[name] = current => ((SimpleNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(name.Identifier.ValueText + "Async").WithTriviaFrom(((SimpleNameSyntax)current).Identifier));
        }

        foreach (var name in _keepers.SelectMany(TypeOf))
            edits[name] = current => ((SimpleNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(Asynchronous(name.Identifier.ValueText)).WithTriviaFrom(((SimpleNameSyntax)current).Identifier));
        return AreHere() && Executions().Append(call).GroupBy(run => run.Syntax).Select(same => same.First())
            .All(run => AsyncDelegate.Of(run) is { } given && new AsyncExecution(run, given, _types).Edit(given, edits)) ? edits : null;
    }

    private void Follow(IOperation? value)
    {
        var policy = value is null ? null : Operations.Unwrap(value);
        switch (policy)
        {
            case IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } maker } call when Strategy.Of(call, _types) is not null:
                _isSeen &= maker.SyntaxTree == _model.SyntaxTree && !call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);
                _makers.Add(maker);
                break;
            case IInvocationOperation { TargetMethod.Name: "Wrap", Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } wrap } call when _types.IsPolicy(call.Type):
                _isSeen &= wrap.SyntaxTree == _model.SyntaxTree;
                _makers.Add(wrap);
                FollowAll(Pipelines.Parts(call).ToList());
                break;
            case IInvocationOperation { TargetMethod: var method } when Keeps(method.OriginalDefinition):
                if (_keepers.Add(method.OriginalDefinition))
                    FollowAll(Source.Body(method, _model) is { } body ? Returns.Of(body) : []);
                break;
            case ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation when Source.Variable(policy) is { } variable && Keeps(variable):
                if (_keepers.Add(variable))
                    FollowAll(Values(variable));
                break;
            default:
                _isSeen = false;
                break;
        }
    }

    private void FollowAll(IReadOnlyList<IOperation> values)
    {
        _isSeen &= values.Count > 0;
        foreach (var value in values)
            Follow(value);
    }

    // What others can see cannot change its type.
    private bool Keeps(ISymbol symbol) =>
        symbol is ILocalSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private }
        && symbol.DeclaringSyntaxReferences.Length == 1 && symbol.DeclaringSyntaxReferences[0].SyntaxTree == _model.SyntaxTree;

    private List<IOperation> Values(ISymbol variable)
    {
        var assigned = Source.Mentions(variable, _model.Compilation, _cancellation)
            .Select(mention => mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : (ExpressionSyntax)mention)
            .Select(target => target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target ? assignment.Right : null)
            .Append(Source.Initializer(variable) ?? (variable.DeclaringSyntaxReferences[0].GetSyntax(_cancellation) as PropertyDeclarationSyntax)?.ExpressionBody?.Expression);
        return assigned.OfType<ExpressionSyntax>().Select(value => _model.GetOperation(value, _cancellation)).OfType<IOperation>().ToList();
    }

    private IEnumerable<IInvocationOperation> Executions() => _keepers.SelectMany(keeper => Source.Mentions(keeper, _model.Compilation, _cancellation))
        .SelectMany(mention => mention.Ancestors().TakeWhile(around => around is ExpressionSyntax).OfType<InvocationExpressionSyntax>())
        .Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && Array.IndexOf(AsyncDelegateAnalyzer.Executions, name) >= 0)
        .Select(call => _model.GetOperation(call, _cancellation)).OfType<IInvocationOperation>()
        .Where(call => call.Instance is { } policy && IsKept(Operations.Unwrap(policy)));

    // Another file of the same class may use it as well.
    private bool AreHere() => _keepers.SelectMany(keeper => Source.Mentions(keeper, _model.Compilation, _cancellation)).All(mention => mention.SyntaxTree == _model.SyntaxTree);

    private bool IsKept(IOperation policy) => (policy is IInvocationOperation call ? call.TargetMethod.OriginalDefinition : Source.Variable(policy)) is { } symbol && _keepers.Contains(symbol);

    private IEnumerable<SimpleNameSyntax> TypeOf(ISymbol keeper)
    {
        var type = keeper.DeclaringSyntaxReferences[0].GetSyntax(_cancellation) switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type,
            PropertyDeclarationSyntax property => property.Type,
            MethodDeclarationSyntax method => method.ReturnType,
            LocalFunctionStatementSyntax function => function.ReturnType,
            _ => null,
        };
        return type?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Where(name => !name.IsVar && _types.IsPolicy(_model.GetTypeInfo(name, _cancellation).Type)) ?? [];
    }

    private static string Asynchronous(string type) => type == "ISyncPolicy" ? "IAsyncPolicy" : "Async" + type;
}
