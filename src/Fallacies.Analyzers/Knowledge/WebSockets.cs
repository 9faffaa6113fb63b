using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells calls of a web socket from others.</summary>
internal static class WebSockets
{
    /// <summary>Whether a call is made on a web socket, of whatever kind.</summary>
    public static bool IsCall(IInvocationOperation call, KnownTypes types) => call.TargetMethod.OriginalDefinition.ContainingType.IsOrDerivesFrom(types.WebSocket);
}
