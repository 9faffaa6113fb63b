using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Transport;

/// <summary>Knows connections to Redis that are opened for its servers alone: no data is asked for, an operator gives a command.</summary>
internal static class ServerCommands
{
    private static readonly HashSet<string> OfServers = ["GetServer", "GetServers", "GetEndPoints"];

    private static readonly HashSet<string> OfAnyUse = ["Dispose", "DisposeAsync", "Close", "CloseAsync"];

    /// <summary>Whether a connection is used for servers, and never for a database or subscriber or by somebody who cannot be seen.</summary>
    public static bool AreAll(IOperation made)
    {
        var uses = UsesOf(Operations.Outermost(made));
        return uses.Any(use => Is(use, OfServers)) && uses.All(use => Is(use, OfServers) || Is(use, OfAnyUse) || IsLook(use));
    }

    private static IOperation[] UsesOf(IOperation connection) =>
        LocalOf(connection) is { } local ? Operations.Uses(local, connection).Where(use => !IsTarget(use)).ToArray<IOperation>() : [connection];

    private static ILocalSymbol? LocalOf(IOperation connection) => connection.Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } } => declared,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Parent: IExpressionStatementOperation } => assigned,
        _ => null,
    };

    private static bool IsTarget(IOperation use) => use.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment && assignment.Target == use;

    private static bool Is(IOperation use, HashSet<string> names) => Operations.Outermost(use) is var value && value.Parent switch
    {
        IInvocationOperation call => call.Instance == value && names.Contains(call.TargetMethod.Name),
        IConditionalAccessOperation access => access.Operation == value && access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault()?.Parent is IInvocationOperation call && names.Contains(call.TargetMethod.Name),
        _ => false,
    };

    // "using (redis)", "redis != null", "redis.IsConnected".
    private static bool IsLook(IOperation use) => Operations.Outermost(use).Parent is IUsingOperation or IBinaryOperation or IIsPatternOperation or IPropertyReferenceOperation { Property.Name: "IsConnected" or "IsConnecting" };
}
