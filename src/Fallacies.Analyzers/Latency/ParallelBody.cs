using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>The code that a parallel loop runs for each item, and what its remote calls do with the loop's token.</summary>
internal sealed class ParallelBody(IInvocationOperation loop, IAnonymousFunctionOperation body)
{
    /// <summary>The parameter by which the loop hands out its token.</summary>
    public IParameterSymbol? Token { get; } = body.Symbol.Parameters.LastOrDefault(parameter => parameter.Type.Name == "CancellationToken");

    public IInvocationOperation Loop => loop;

    public IAnonymousFunctionOperation Body => body;

    public static ParallelBody? Of(IInvocationOperation loop) => ParallelBodies.Of(loop) is { } body ? new ParallelBody(loop, body) : null;

    /// <summary>The remote calls that get a token from outside the loop or none, with the value they get instead.</summary>
    public IEnumerable<(IInvocationOperation Call, IOperation? Passed, RemoteWay Way)> Deaf(RemoteCalls remote, EarlierWrites writes, CancellationToken cancellation)
    {
        foreach (var call in body.Body.Descendants().OfType<IInvocationOperation>())
        {
            var passed = TokenValues.Passed(call)?.Value;
            if (HasOwnToken(call) || (passed is null ? !TokenArgument.IsMissing(call) : !IsFromOutside(passed)))
                continue;
            if (!MeantToFinish.Is(call) && remote.Reach(call, cancellation) is { } way && (passed is not null || (!ObservedToken.IsNear(call) && !writes.Precede(call) && TokenArgument.Of(call) is { Fits: true })))
                yield return (call, passed, way);
        }
    }

    // A pipeline or another loop inside the body hands out a token of its own.
    private bool HasOwnToken(IOperation call)
    {
        for (var around = call.Parent; around is not null && around != body; around = around.Parent)
        {
            if ((around as IAnonymousFunctionOperation)?.Symbol is { } inner && inner.Parameters.Any(parameter => parameter.Type.Name == "CancellationToken"))
                return true;
        }

        return false;
    }

    private bool IsFromOutside(IOperation token)
    {
        if (TokenValues.IsNone(token))
            return false;

        var holders = token.DescendantsAndSelf().Select(Source.Variable).OfType<ISymbol>().ToList();
        return holders.Count > 0
            && token.DescendantsAndSelf().All(part => part is not IInvocationOperation and not IConditionalOperation)
            && holders.All(holder => !holder.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span)));
    }
}
