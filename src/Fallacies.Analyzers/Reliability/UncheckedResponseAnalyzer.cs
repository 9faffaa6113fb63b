using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1023: nobody asks a response whether the request succeeded.</summary>
internal sealed class UncheckedResponseAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1023",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Response status never examined",
        messageFormat: "Nobody asks for the status of '{0}': {1}",
        description: "HttpClient does not throw when the server answers with an error. A response whose status nobody looks at counts as success, and the failure shows up later, somewhere else, or never.");

    // Whoever does one of these wants to have tried, not to know.
    private static readonly string[] Tries = ["Ping", "Warm", "Heartbeat", "KeepAlive", "Wake", "Prefetch", "Preload", "Probe", "Telemetry", "Purge"];

    private static readonly string[] Judgements = ["Status", "Success", "Ensure", "Throw", "Check", "Valid", "Verify", "Error", "Fail"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        registration.OnTaskCall((context, call) => AnalyzeOwn(context, call, registration));
        registration.OnCall((context, call) => Analyze(context, call, registration), "GetAsync", "PostAsync", "PutAsync", "PatchAsync", "DeleteAsync", "SendAsync", "Send", "PostAsJsonAsync", "PutAsJsonAsync", "PatchAsJsonAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation send, Registration registration)
    {
        // Other clients throw for an error, as that of Flurl does.
        if (!Callers.InFramework(send.TargetMethod) || registration.RemoteCalls.Find(send) is null || UncheckedResponse.Use(send) is not { } use || IsTry(send) || SpeaksForNobody(context))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, send.Syntax.GetLocation(), ShortText.Of(Source.NameOf(send.Syntax)), use));
    }

    // A method of the program that hands on what the server answered.
    private static void AnalyzeOwn(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (call.TargetMethod.ReturnType is not INamedTypeSymbol { TypeArguments: { Length: 1 } results } || results[0].Name != "HttpResponseMessage" || !Source.Holds(registration.Compilation, call.TargetMethod))
            return;
        if (SaysTry(call.TargetMethod.Name) || UncheckedResponse.Use(call) is not { } use || IsTry(call) || registration.RemoteCalls.Reach(call, context.CancellationToken) is not { IsInferred: true, Sink.Kind: RemoteKind.Http } way)
            return;
        if (way.Places.Any(place => Judges(place, context.CancellationToken)) || SpeaksForNobody(context))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), way.Places, call.TargetMethod.Name, use));
    }

    // Whoever throws or looks on the way may have judged the answer.
    private static bool Judges(Location place, CancellationToken cancellation) =>
        place.SourceTree?.GetRoot(cancellation).FindNode(place.SourceSpan).FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax) is not { } member
        || Judgements.Any(word => member.ToString().IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool SaysTry(string name) => Tries.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsTry(IOperation send)
    {
        for (var around = send.SemanticModel?.GetEnclosingSymbol(send.Syntax.SpanStart); around is not (null or INamespaceSymbol); around = around.ContainingSymbol)
        {
            if (SaysTry(around.Name))
                return true;
        }

        // try { … } catch { }
        return send.Syntax.Ancestors().OfType<TryStatementSyntax>().Any(attempt => attempt.Block.Span.Contains(send.Syntax.Span) && attempt.Catches.Any(clause => clause.Block.Statements.Count == 0));
    }

    private static bool SpeaksForNobody(OperationAnalysisContext context) =>
        HandlersCheck(context.Compilation, context.CancellationToken) || UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken);

    // A handler that throws for bad statuses does so for whoever uses its clients.
    private static bool HandlersCheck(Compilation compilation, CancellationToken cancellation) =>
        Source.Mentions("DelegatingHandler", compilation, cancellation)
            .Select(mention => mention.FirstAncestorOrSelf<BaseTypeSyntax>()?.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.ToString())
            .Any(handler => handler is not null && (handler.Contains("EnsureSuccess") || (handler.Contains("StatusCode") && handler.Contains("throw "))));
}
