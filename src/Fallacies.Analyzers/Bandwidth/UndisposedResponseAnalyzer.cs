using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3003: a response whose body is still on the wire is let go without being disposed.</summary>
internal sealed class UndisposedResponseAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL3003",
        Fallacy.Bandwidth,
        DiagnosticSeverity.Warning,
        title: "Streamed response not disposed",
        messageFormat: "{0}, so its unread body keeps the connection busy: 100 such replies are 100 open connections until a garbage collection finds them",
        description: "With ResponseHeadersRead a response owns its connection until the body has been read to its end or the response is disposed. A response that is dropped before holds the connection until the garbage collector comes by.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration), "GetAsync", "SendAsync", "Send", "SendWithSuccessCheckAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation send, Registration registration)
    {
        if (!send.Arguments.Any(IsHeadersRead) || ReceivedResponse.Of(send, throughTask: true) is not { } response || IsMadeHere(send, registration.RemoteCalls, context.CancellationToken))
            return;

        // A reply without a body gives the connection back at once.
        if (response.Loss() is not { } loss || Source.Member(send.Syntax).ToString().Contains("HttpMethod.Head"))
            return;

        // A program that ends by itself gives everything back soon.
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, send.Syntax.GetLocation(), registration.Kind == ProjectKind.Tool ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning, additionalLocations: null, properties: null, loss));
    }

    // A method of one's own that only looks like HttpClient's: its response has no connection.
    private static bool IsMadeHere(IInvocationOperation send, RemoteCalls calls, CancellationToken cancellation) =>
        send.SemanticModel is { } model && Source.Holds(model.Compilation, send.TargetMethod.ReducedFrom ?? send.TargetMethod)
        && Source.Body(send.TargetMethod, model) is not null && calls.Reach(send, cancellation) is null;

    // The value of ResponseHeadersRead, also through a constant of one's own.
    private static bool IsHeadersRead(IArgumentOperation argument) =>
        argument is { Parameter.Type.Name: "HttpCompletionOption", Value.ConstantValue: { HasValue: true, Value: 1 } };
}
