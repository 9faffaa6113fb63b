using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>
/// Follows what becomes of one message's headers in the member that builds it, and through helpers of the same compilation.
/// Whatever it cannot read makes the headers unknown.
/// </summary>
internal sealed class HeaderTrail
{
    private const string HeadersName = "Headers";
    private const int Depth = 3;

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private int _depth;

    /// <summary>Whether every header is visible and none of them looks like a trace context.</summary>
    public bool IsBare { get; private set; } = true;

    /// <summary>How many headers the message gets.</summary>
    public int Count { get; private set; }

    /// <summary>Reads <c>Headers</c> in the initializer of a message.</summary>
    public void ReadCreation(IObjectCreationOperation creation, IOperation scope)
    {
        foreach (var element in creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
        {
            if (element is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: HeadersName } } assignment)
                ReadHeaders(assignment.Value, scope);
            else if (element is IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation { Property.Name: HeadersName } } added)
                ReadAdditions(added.Initializer);
        }
    }

    /// <summary>Reads every use of a message, of its properties or of its headers.</summary>
    public void ReadUses(ISymbol symbol, IOperation scope)
    {
        if (!_seen.Add(symbol))
            return;

        foreach (var use in scope.DescendantsAndSelf().Where(operation => SymbolEqualityComparer.Default.Equals(Source.Variable(operation), symbol)))
            ReadUse(use, scope);
    }

    /// <summary>The value that a local gets where it is declared; one that is declared around the scope may have uses that are not seen here.</summary>
    public static IOperation? Declared(ILocalSymbol local, IOperation scope) => scope.DescendantsAndSelf()
        .OfType<IVariableDeclaratorOperation>()
        .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))?
        .GetVariableInitializer()?.Value is { } value ? Operations.Unwrap(value) : null;

    private void ReadUse(IOperation use, IOperation scope)
    {
        var child = use;
        while (child.Parent is IConversionOperation conversion)
            child = conversion;

        switch (child.Parent)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true } indexer when indexer.Instance == child:
                ReadKey(indexer.Arguments);
                break;
            case IPropertyReferenceOperation property when property.Instance == child:
                if (property.Property.Name == HeadersName)
                    ReadUse(property, scope);
                break;
            case IInvocationOperation call when call.Instance == child:
                ReadCall(call);
                break;
            case IArgumentOperation argument:
                ReadArgument(argument);
                break;
            case IAssignmentOperation assignment when assignment is ISimpleAssignmentOperation or ICoalesceAssignmentOperation:
                ReadAssignment(assignment, child, scope);
                break;
            case IBinaryOperation or IIsPatternOperation or IExpressionStatementOperation:
                break;
            default:
                IsBare = false;
                break;
        }
    }

    private void ReadAssignment(IAssignmentOperation assignment, IOperation child, IOperation scope)
    {
        if (assignment.Target == child && child is IPropertyReferenceOperation)
            ReadHeaders(assignment.Value, scope);
        else if (assignment.Value != child || assignment.Target is not IPropertyReferenceOperation { Property.Name: HeadersName })
            IsBare = false;
    }

    private void ReadHeaders(IOperation value, IOperation scope)
    {
        switch (Operations.Unwrap(value))
        {
            case { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                break;
            case IObjectCreationOperation { Arguments.Length: 0 } creation:
                if (creation.Initializer is { } initializer)
                    ReadAdditions(initializer);
                break;
            case ILocalReferenceOperation { Local: var local } when Declared(local, scope) is { } declared:
                if (!_seen.Contains(local))
                    ReadHeaders(declared, scope);
                ReadUses(local, scope);
                break;
            case IInvocationOperation call when Body(call.TargetMethod, call) is { } body && !TraceWords.In(body):
                ReadReturns(body);
                break;
            default:
                IsBare = false;
                break;
        }
    }

    private void ReadReturns(IOperation body)
    {
        _depth++;
        foreach (var result in body.Descendants().OfType<IReturnOperation>())
        {
            if (result.ReturnedValue is { } value)
                ReadHeaders(value, body);
        }

        _depth--;
    }

    private void ReadAdditions(IObjectOrCollectionInitializerOperation initializer)
    {
        foreach (var element in initializer.Initializers)
        {
            if (element is IInvocationOperation add)
                ReadKey(add.Arguments);
            else if (element is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } indexer })
                ReadKey(indexer.Arguments);
            else
                IsBare = false;
        }
    }

    private void ReadCall(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is "Add" or "TryAdd")
            ReadKey(call.Arguments);
        else if (call.TargetMethod.Name is not ("Remove" or "ContainsKey"))
            IsBare = false;
    }

    // A key that comes from data may be anything: headers of another message, an injected context.
    private void ReadKey(IEnumerable<IArgumentOperation> arguments)
    {
        var first = arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        var key = first is null ? null : Operations.Unwrap(first) is IObjectCreationOperation { Arguments.Length: > 0 } header ? header.Arguments[0].Value : first;
        if (key?.ConstantValue is { HasValue: true, Value: string text } && !TraceWords.IsContext(text))
            Count++;
        else
            IsBare = false;
    }

    private void ReadArgument(IArgumentOperation argument)
    {
        if (argument.Parent is not IInvocationOperation call)
        {
            IsBare = false;
            return;
        }

        if (call.TargetMethod.Name is "Produce" or "ProduceAsync" or "BasicPublish")
            return;

        if (argument.Parameter?.OriginalDefinition is { } parameter && Body(call.TargetMethod, call) is { } body && !TraceWords.In(body))
        {
            _depth++;
            ReadUses(parameter, body);
            _depth--;
        }
        else
        {
            IsBare = false;
        }
    }

    // Only a body that surely runs: no override may stand in for it.
    private IOperation? Body(IMethodSymbol method, IOperation near)
    {
        var definition = method.OriginalDefinition;
        if (_depth >= Depth || definition.IsVirtual || definition.IsAbstract || definition.IsOverride || definition.DeclaringSyntaxReferences.Length != 1)
            return null;

        return Source.Operation(definition.DeclaringSyntaxReferences[0].GetSyntax(), near.SemanticModel!);
    }
}
