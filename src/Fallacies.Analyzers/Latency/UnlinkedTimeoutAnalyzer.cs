using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2005: the token that limits a remote call hears of the time only, not of the caller.</summary>
internal sealed class UnlinkedTimeoutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2005",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Timeout not linked to the caller's token",
        messageFormat: "'{0}' gets the token of '{1}', which is not linked to '{2}': when the caller gives up, the call goes on {3}",
        description: "A timeout of its own replaces the caller's token instead of adding to it. A caller who gives up, and a service that stops, then wait until the time is over.");

    /// <summary>The property of a finding that holds the caller's token.</summary>
    internal const string TokenProperty = "token";

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var tokens = new TokensInScope(registration.Types);
        var writes = new EarlierWrites(registration.RemoteCalls);
        registration.OnCreation((context, creation) => Analyze(context, creation, registration, tokens, writes), "CancellationTokenSource");
    }

    private static void Analyze(OperationAnalysisContext context, IObjectCreationOperation creation, Registration registration, TokensInScope tokens, EarlierWrites writes)
    {
        if (!SymbolEqualityComparer.Default.Equals(creation.Type, registration.Types.CancellationTokenSource) || TimedSource.Of(creation) is not { } source)
            return;

        foreach (var call in source.Calls)
        {
            if (Callers(call, source, tokens).FirstOrDefault() is not { Waits: true } caller || MeantToFinish.Is(call) || registration.RemoteCalls.Reach(call, context.CancellationToken) is not { } way)
                continue;
            if (ObservedToken.IsNear(call) || writes.Precede(call) || (caller.Symbol is IParameterSymbol { Type.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } && TokenQuestion.IsAround(call)))
                continue;
            if (call.SemanticModel is { } model && new IdleToken(registration.Kind, model, context.CancellationToken).Is(caller))
                continue;

            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                creation.Syntax.GetLocation(),
                way.Places.Insert(0, call.Syntax.GetLocation()),
                ImmutableDictionary<string, string?>.Empty.Add(TokenProperty, OnlyOne(Callers(creation, source, tokens).ToList())),
                CallText.Of(call),
                source.Local.Name,
                caller.Expression,
                source.HowLong));
            return;
        }
    }

    // The token of another timeout has a time of its own; a request that a class inherits is easily overlooked, and no business of this rule.
    private static IEnumerable<TokenInScope> Callers(IOperation place, TimedSource source, TokensInScope tokens) => tokens.At(place)
        .Where(token => token.Origin is TokenOrigin.Parameter or TokenOrigin.Context && token.Symbol is IParameterSymbol && !source.Holds(token.Symbol));

    private static string? OnlyOne(List<TokenInScope> callers) =>
        callers.Count > 0 && callers.Skip(1).All(other => (other.Level, other.Origin) != (callers[0].Level, callers[0].Origin)) ? callers[0].Expression : null;
}
