using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>The response that a call got, and what the code that asked for it does with it.</summary>
internal sealed class ReceivedResponse
{
    private readonly IOperation _value;
    private readonly bool _ensured;

    private ReceivedResponse(IOperation value, bool ensured) => (_value, _ensured) = (value, ensured);

    /// <summary>The response that a send yields, awaited or blocked for; <see langword="null"/> where it yields none or goes elsewhere as a task. <paramref name="throughTask"/> follows a task whose only use is that it is awaited.</summary>
    public static ReceivedResponse? Of(IInvocationOperation send, bool throughTask = false)
    {
        var (value, ensured) = ((IOperation)send, false);
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation:
                    value = value.Parent;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "EnsureSuccessStatusCode" } step when step.Instance == value:
                    ensured |= step.TargetMethod.Name == "EnsureSuccessStatusCode";
                    value = step;
                    break;
                case IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" } } result:
                    value = result;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var task } declarator } when throughTask && IsTask(value.Type)
                    && Operations.Uses(task, declarator) is { Count: 1 } uses && !Operations.IsCaptured(uses[0], task):
                    value = uses[0];
                    break;
                default:
                    return IsResponse(value.Type) ? new ReceivedResponse(value, ensured) : null;
            }
        }
    }

    /// <summary>The response as an expression.</summary>
    public IOperation Value => _value;

    /// <summary>Whether a status that is no success has thrown before.</summary>
    public bool IsEnsured => _ensured;

    /// <summary>The local that holds it, if one does.</summary>
    public ILocalSymbol? Local => _value.Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } } => declared,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Parent: IExpressionStatementOperation } => assigned,
        _ => null,
    };

    /// <summary>How a response that owns its connection gets lost, as the subject of a sentence; <see langword="null"/> where it may not.</summary>
    public string? Loss() => _value.Parent switch
    {
        IExpressionStatementOperation => "The response is dropped",
        IPropertyReferenceOperation { Property.Name: "StatusCode" or "IsSuccessStatusCode" or "ReasonPhrase" or "Headers" } read => $"The response is dropped after '{read.Property.Name}'",
        IVariableInitializerOperation { Parent: { } declarator } when Local is { } local => OfLocal(local, declarator),
        ISimpleAssignmentOperation when Local is { } local && StartsEmpty(local) => OfLocal(local, _value),
        _ => null,
    };

    private string? OfLocal(ILocalSymbol local, IOperation near)
    {
        var uses = Operations.Uses(local, near).Where(use => !(use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use && assignment.Value == _value)).ToArray();
        if (IsOwned(near) || ResponseReads.Of(local, uses, near) is not { } reads || reads.Any(ResponseReads.IsConditionalDisposal))
            return null;
        if (_ensured)
            return $"'{local.Name}' is not disposed when 'EnsureSuccessStatusCode' throws";

        var path = new ReleasePath(local, reads, SaysThereIsNone);
        if (!path.Misses(near))
            return null;

        return path.Exit switch
        {
            IInvocationOperation ensure => $"'{local.Name}' is not disposed when '{ensure.TargetMethod.Name}' throws",
            IReturnOperation { Kind: OperationKind.YieldReturn } => $"'{local.Name}' is not disposed when the caller stops reading",
            { } exit => $"'{local.Name}' is not disposed before '{ShortText.Of(exit.Syntax.FirstAncestorOrSelf<StatementSyntax>() ?? exit.Syntax, most: 40)}'",
            null when reads.Any(ResponseReads.IsDisposal) => $"'{local.Name}' is only disposed in a catch clause",
            null => $"'{local.Name}' is never disposed",
        };
    }

    // Statuses without a body, and questions about the body itself.
    private static bool SaysThereIsNone(IOperation condition) => condition.InThisFunction().Any(part =>
        part is IFieldReferenceOperation { Field.Name: "NoContent" or "NotModified" or "ResetContent" } or IPropertyReferenceOperation { Property.Name: "Content" or "ContentLength" });

    private bool StartsEmpty(ILocalSymbol local) => Operations.Initializer(local, _value) is not { } initializer || initializer.ConstantValue is { HasValue: true, Value: null } || Operations.Unwrap(initializer) is IDefaultValueOperation;

    // "using var response = …" and "using (var response = …)".
    private static bool IsOwned(IOperation near)
    {
        for (var around = near.Parent; around is IVariableDeclarationOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation or IUsingOperation; around = around.Parent)
        {
            if (around is IUsingDeclarationOperation or IUsingOperation)
                return true;
        }

        return false;
    }

    private static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask" };

    private static bool IsResponse(ITypeSymbol? type) => type is { Name: "HttpResponseMessage", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "Net" } };
}
