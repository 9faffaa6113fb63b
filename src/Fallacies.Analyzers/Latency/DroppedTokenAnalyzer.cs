using System.Collections.Immutable;
using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2004: a remote call is not told that its caller may give up, although it would listen.</summary>
internal sealed class DroppedTokenAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2004",
        Fallacy.Latency,
        DiagnosticSeverity.Warning,
        title: "Token dropped at a network boundary",
        messageFormat: "'{0}' does not get '{1}': when the caller gives up, it goes on {2}",
        description: "A caller cancels because nobody wants the answer any more. A remote call that does not get the token keeps its connection, its memory and the other side busy until it ends by itself.");

    /// <summary>The property of a finding that holds the argument to add, where it can simply be added.</summary>
    internal const string ArgumentProperty = "argument";

    /// <summary>The property of a finding that holds the index of the first argument that belongs into a collection then.</summary>
    internal const string ItemsProperty = "items";

    /// <summary>The property of a finding that holds the token.</summary>
    internal const string TokenProperty = "token";

    // As methods, properties and the keys of settings: "quartz.scheduler.interruptJobsOnShutdown".
    private static readonly string[] Interruptions = ["nterruptJobsOnShutdown", ".Interrupt(", "AutoInterrupt", "InterruptMonitor"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var tokens = new TokensInScope(registration.Types);
        var writes = new EarlierWrites(registration.RemoteCalls);
        registration.OnTaskCall((context, call) => Analyze(context, call, registration, tokens, writes));
        registration.OnCall(AnalyzeBlocking, "Send");
        registration.OnCallOfDerived(AnalyzeBlocking, "ClientBase");

        void AnalyzeBlocking(OperationAnalysisContext context, IInvocationOperation call)
        {
            if (!TaskUse.IsTask(call.TargetMethod.ReturnType))
                Analyze(context, call, registration, tokens, writes);
        }
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration, TokensInScope tokens, EarlierWrites writes)
    {
        var remote = registration.RemoteCalls;
        if (!TokenArgument.IsMissing(call) || (remote.Known(call) is null && !Source.Holds(context.Compilation, call.TargetMethod)))
            return;
        if (tokens.Nearest(call) is not { Waits: true } token || !IsMeantFor(token, call) || MeantToFinish.Is(call) || remote.Reach(call, context.CancellationToken) is not { } way || SeverityOf(token, way, registration.Kind) is not { } severity)
            return;
        if (ObservedToken.IsNear(call) || writes.Precede(call) || (!IsOfJob(token) && writes.MayBeInEarlierRound(call)) || TokenArgument.Of(call) is not { } argument || Implements(context.ContainingSymbol, argument.Method))
            return;

        if (IsOptedOut(call, token, context.CancellationToken) || TokenQuestion.IsAround(call) || IsOfQuietJob(token, context))
            return;

        // FAL1002 and FAL1003 say of the whole delegate that it does not listen.
        if (DeadTimeout.IsAround(call, registration.Types, remote, context.CancellationToken) || UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken))
            return;
        var idle = call.SemanticModel is { } model ? new IdleToken(registration.Kind, model, context.CancellationToken) : null;
        if (DevelopmentOnly.Owns(call, context.CancellationToken) || idle?.Is(token) == true)
            return;
        if (severity == DiagnosticSeverity.Warning && idle?.IsDoubtful(token) == true)
            severity = DiagnosticSeverity.Info;

        var properties = ImmutableDictionary<string, string?>.Empty.Add(TokenProperty, token.Expression);
        if (argument.Fits && tokens.Only(call) == token)
            properties = properties.Add(ArgumentProperty, argument.With(token.Expression)).Add(ItemsProperty, argument.FirstItem?.ToString(CultureInfo.InvariantCulture));
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(call).GetLocation(), severity, way.Places, properties, CallText.Of(call), token.Expression, CallText.HowLong(call, way)));
    }

    // FAL2009 speaks of the token that a parallel loop hands out; and who is given the context that carries the token can take it from there.
    private static bool IsMeantFor(TokenInScope token, IInvocationOperation call) =>
        !ParallelBodies.Replace(token, call) && (token.Origin != TokenOrigin.Context || !TokenCarriers.AreGivenTo(call, token.Symbol));

    // A job that is stopped goes on with the next item when it runs again.
    private static bool IsOfJob(TokenInScope token) => token.Symbol is IParameterSymbol { Type.Name: "IJobExecutionContext" } or IParameterSymbol { Name: "stoppingToken" };

    // Quartz cancels the token of a job only where it is told to interrupt jobs; when it stops it lets them end.
    private static bool IsOfQuietJob(TokenInScope token, OperationAnalysisContext context) =>
        token.Symbol is IParameterSymbol { Type: { Name: "IJobExecutionContext", ContainingNamespace.Name: "Quartz" } }
        && !context.Compilation.SyntaxTrees.Any(tree => Source.Text(tree, context.CancellationToken) is var text && Interruptions.Any(text.Contains));

    // The overload with a token that calls the one without would call itself.
    private static bool Implements(ISymbol member, IMethodSymbol overload) =>
        SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, (overload.ReducedFrom ?? overload).OriginalDefinition);

    // Who has a token in his hands was meant to pass it on, but may want a write to be finished once it has begun. That a request carries one is easily overlooked.
    private static DiagnosticSeverity? SeverityOf(TokenInScope token, RemoteWay way, ProjectKind kind) =>
        token.Origin != TokenOrigin.Context ? (IsWrite(way) || kind == ProjectKind.Tool ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning)
        : IsWrite(way) ? null
        : way.Idempotency == Idempotency.Safe && !token.Expression.EndsWith("Aborted", StringComparison.Ordinal) ? DiagnosticSeverity.Warning
        : DiagnosticSeverity.Info;

    private static bool IsWrite(RemoteWay way) => way.Idempotency is Idempotency.Unsafe or Idempotency.Idempotent || EarlierWrites.ChangesRows(way.Last.Name);

    // Said for a whole file, to another checker, or of this call: "SaveAsync(item /*, token */)", or where another framework gets the call with a token.
    private static bool IsOptedOut(IInvocationOperation call, TokenInScope token, CancellationToken cancellation) =>
        Source.Text(call.Syntax.SyntaxTree, cancellation).Contains("ReSharper disable MethodSupportsCancellation")
        || HasTwin(call, token)
        || (call.Syntax is InvocationExpressionSyntax { ArgumentList: var arguments } && arguments.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && trivia.ToString().Contains(token.Expression)));

    // "#if NET5_0_OR_GREATER", "ConnectAsync(host, port, token)", "#else": the frameworks that this branch is for have no such overload.
    private static bool HasTwin(IInvocationOperation call, TokenInScope token) =>
        Source.Member(call.Syntax) is { ContainsDirectives: true } member and not CompilationUnitSyntax
        && member.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia)).SelectMany(trivia => trivia.ToString().Split(';'))
            .Any(statement => statement.IndexOf("." + call.TargetMethod.Name, StringComparison.Ordinal) is >= 0 and var start && statement.IndexOf(token.Expression, start, StringComparison.Ordinal) > 0);
}
