using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The values that the source gives to one object of Polly's options.</summary>
internal sealed class RetrySettings
{
    private readonly ILookup<string, IOperation> _values;

    private RetrySettings(IEnumerable<(string Name, IOperation Value)> values, bool isComplete)
    {
        _values = values.ToLookup(value => value.Name, value => value.Value);
        IsComplete = isComplete;
    }

    /// <summary>Whether everything that sets the object stands in the source that was read.</summary>
    public bool IsComplete { get; }

    public bool Has(string name) => _values.Contains(name);

    public IOperation? this[string name] => _values[name].LastOrDefault();

    /// <summary>The number of retries; <see langword="null"/> where it is not constant.</summary>
    public double? Retries => Has("MaxRetryAttempts") ? ConstantTime.Number(this["MaxRetryAttempts"]) : 3;

    /// <summary>Whether something other than a constant <see langword="false"/> is given to the flag.</summary>
    public bool MayBeTrue(string name) => _values[name].Any(value => value.ConstantValue is not { HasValue: true, Value: false });

    public bool IsZero(string name) => ConstantTime.Of(this[name]) == TimeSpan.Zero;

    /// <summary>The first waits, as Polly computes them without jitter; empty where something in them is not constant.</summary>
    public IReadOnlyList<TimeSpan> Delays(bool exponential, int count = 3)
    {
        var first = Has("Delay") ? ConstantTime.Of(this["Delay"]) : TimeSpan.FromSeconds(2);
        var kind = Has("BackoffType") ? ConstantTime.Number(this["BackoffType"]) : exponential ? 2 : 0;
        var most = Has("MaxDelay") ? ConstantTime.Of(this["MaxDelay"]) : TimeSpan.MaxValue;
        if (first is not { TotalDays: <= 1 } delay || kind is not (0 or 1 or 2) || most is not { } longest)
            return [];

        return Enumerable.Range(0, count).Select(n => TimeSpan.FromTicks((long)Math.Min(longest.Ticks, delay.Ticks * (kind == 0 ? 1 : kind == 1 ? n + 1 : Math.Pow(2, n))))).ToList();
    }

    /// <summary>What a <c>new</c> sets: its initializer, and later assignments to the variable that holds it.</summary>
    public static RetrySettings Of(IObjectCreationOperation creation)
    {
        var values = creation.Initializer is { } initializer ? initializer.Initializers.SelectMany(Value) : [];
        var model = creation.SemanticModel!;
        var node = creation.Syntax;
        while (node.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax)
            node = node.Parent;

        switch (node.Parent)
        {
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }:
                return new(values, IsAdded(call));
            case ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                return new(values, isComplete: true);
            case EqualsValueClauseSyntax { Parent: { } declaration and (VariableDeclaratorSyntax or PropertyDeclarationSyntax) } when model.GetDeclaredSymbol(declaration) is { } variable:
                return OfVariable(variable, values, model, node);
            case AssignmentExpressionSyntax assignment when model.GetSymbolInfo(assignment.Left).Symbol is { } target:
                return OfVariable(target, values, model, node);
            default:
                return new(values, isComplete: false);
        }
    }

    /// <summary>What the body around an assignment sets through the same receiver, such as <c>options.Retry</c>.</summary>
    public static RetrySettings Around(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
    {
        if (assignment.Parent is IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation creation })
            return Of(creation);
        if (assignment.Parent is IObjectOrCollectionInitializerOperation nested)
            return new(nested.Initializers.SelectMany(Value), isComplete: true);
        if (target.Instance?.Syntax is not { } receiver)
            return new([], isComplete: false);

        var body = receiver.Ancestors().FirstOrDefault(a => a is AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax) ?? receiver.SyntaxTree.GetRoot();
        return new(Assignments(body, receiver.ToString(), assignment.SemanticModel!), isComplete: true);
    }

    private static RetrySettings OfVariable(ISymbol variable, IEnumerable<(string, IOperation)> values, SemanticModel model, SyntaxNode from)
    {
        var scope = from.Ancestors().FirstOrDefault(a => variable is ILocalSymbol ? a is MemberDeclarationSyntax and not GlobalStatementSyntax : a is TypeDeclarationSyntax) ?? from.SyntaxTree.GetRoot();
        var assigned = Assignments(scope, variable.Name, model).Concat(Assignments(scope, "this." + variable.Name, model));

        // Handed to anything but the builder, the object may come back changed: bound to configuration, for one.
        var escapes = scope.DescendantNodes().OfType<ArgumentSyntax>().Any(argument =>
            argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var name } && name == variable.Name && !(argument.Parent?.Parent is InvocationExpressionSyntax call && IsAdded(call)));
        var extended = scope.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var name } } && name == variable.Name);
        return new(values.Concat(assigned), !escapes && !extended);
    }

    private static IEnumerable<(string, IOperation)> Assignments(SyntaxNode scope, string receiver, SemanticModel model) => scope
        .DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .Where(assignment => assignment.Left is MemberAccessExpressionSyntax access && access.Expression.ToString() == receiver)
        .Select(assignment => model.GetOperation(assignment)).OfType<IOperation>().SelectMany(Value);

    private static IEnumerable<(string, IOperation)> Value(IOperation operation) => operation switch
    {
        IExpressionStatementOperation statement => Value(statement.Operation),
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value } => [(name, value)],
        _ => [],
    };

    private static bool IsAdded(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "",
    } is "AddRetry" or "AddHedging" or "AddCircuitBreaker" or "AddTimeout";
}
