using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1011: a hand-written retry takes the caller's cancellation for one more failure.</summary>
internal sealed class SwallowedCancellationAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1011",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Retry loop swallows cancellation",
        messageFormat: "'{0}' also catches the cancellation of '{1}', so '{2}' is tried again for a caller who has left",
        description: "When the caller gives up, the call ends with an OperationCanceledException. A loop that catches every exception retries that one as well, and works on for nobody.");

    /// <summary>The property of a finding that holds the token's name, where the catch clause can ask it.</summary>
    internal const string TokenProperty = "token";

    /// <summary>The property of a finding that says that each try has a time limit of its own, whose cancellation is to be retried.</summary>
    internal const string LimitProperty = "limit";

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnOperation(OperationKind.Loop, context => Analyze(context, registration));
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration)
    {
        foreach (var retry in RetryLoop.In((ILoopOperation)context.Operation, registration.Types, registration.RemoteCalls))
            Analyze(context, retry);
    }

    private static void Analyze(OperationAnalysisContext context, RetryLoop retry)
    {
        if (RetryCancellation.TokenOf(retry) is not { } token || retry.Catches.FirstOrDefault(clause => RetryCancellation.Swallows(retry, clause)) is not { Syntax: CatchClauseSyntax clause })
            return;

        var location = clause.Declaration is { } declaration ? Location.Create(clause.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(clause.CatchKeyword.SpanStart, declaration.Span.End)) : clause.CatchKeyword.GetLocation();
        var name = token is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation ? token.Syntax.ToString() : null;
        var properties = ImmutableDictionary<string, string?>.Empty.Add(TokenProperty, name);
        if (!retry.Call.Syntax.Span.Contains(token.Syntax.Span))
            properties = properties.Add(LimitProperty, null);
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, properties, clause.Declaration is { } caught ? $"catch ({caught.Type})" : "catch", token.Syntax.ToString(), retry.CallName));
    }
}
