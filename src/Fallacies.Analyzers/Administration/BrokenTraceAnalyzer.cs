using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>FAL6006: a service traces, but not what comes in or not what goes out.</summary>
internal sealed class BrokenTraceAnalyzer() : FallacyAnalyzer(Descriptor)
{
    /// <summary>The property of a finding that names the missing call.</summary>
    public const string Missing = nameof(Missing);

    public const string Incoming = "AddAspNetCoreInstrumentation";

    public const string Outgoing = "AddHttpClientInstrumentation";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL6006",
        Fallacy.Administration,
        DiagnosticSeverity.Info,
        title: "Tracing without one side of the hop",
        messageFormat: "{0}",
        description: "A trace of several services holds together only where each of them takes part on both sides: a span for the request that came in, and one for each call that goes out. Where one side is missing, the spans of the services are there, but nobody can see which belong together.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Service && registration.Types.OpenTelemetrySdk is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration.Compilation), "WithTracing");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Compilation compilation)
    {
        if (call.TargetMethod.ContainingNamespace?.Name != "OpenTelemetry" || TracingSetup.Of(call) is not { } setup || TracingSetup.IsDistribution(compilation, context.CancellationToken))
            return;

        if (!setup.Hears("Microsoft.AspNetCore") && !IsNamed(Incoming) && IsNamed("WebApplication"))
            Report(context, call, Incoming, "makes no span for the requests that come in, so what this service does hangs below a span that is never exported");
        else if (!setup.Hears("System.Net.Http") && !IsNamed(Outgoing) && (IsNamed("HttpClient") || IsNamed("IHttpClientFactory")))
            Report(context, call, Outgoing, "makes no span for what 'HttpClient' sends, so the services that are called hang below a span that is never exported");

        bool IsNamed(string name) => !Source.Mentions(name, compilation, context.CancellationToken).IsEmpty;
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, string missing, string text) => context.ReportDiagnostic(Diagnostic.Create(
        Descriptor, Operations.NameOf(call).GetLocation(), additionalLocations: null, ImmutableDictionary<string, string?>.Empty.Add(Missing, missing), $"'WithTracing' {text}: the trace is in pieces at this service"));
}
