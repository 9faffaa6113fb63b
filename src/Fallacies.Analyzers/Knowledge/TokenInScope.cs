using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Where code gets a token from.</summary>
internal enum TokenOrigin
{
    /// <summary>A parameter of type <c>CancellationToken</c> or <c>CancellationToken?</c>, of a method, a local function or a lambda.</summary>
    Parameter,

    /// <summary>A local of type <c>CancellationToken</c>.</summary>
    Local,

    /// <summary>A local <c>CancellationTokenSource</c> that is timed or linked to another token.</summary>
    Source,

    /// <summary>A parameter or inherited property that carries a token: <c>HttpContext</c>, <c>ServerCallContext</c>, <c>ConsumeContext</c> …</summary>
    Context,
}

/// <summary>A token that the code at some place can pass on.</summary>
/// <param name="Expression">How it is written at that place.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Symbol">The parameter, local or property that is the token or holds it.</param>
/// <param name="Level">How many functions lie between the place and the token's owner; 0 if it belongs to the innermost one.</param>
/// <param name="Waits">Whether the token's owner surely waits for the code at the place; a lambda may run long after it.</param>
internal sealed record TokenInScope(string Expression, TokenOrigin Origin, ISymbol Symbol, int Level, bool Waits);
