using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1004: a retry sends a message or stream that can be sent once.</summary>
internal sealed class ResentRequestAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1004",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Request or content sent again on retry",
        messageFormat: "{0} sends '{1}' again, and HttpClient refuses {2}: the second try throws InvalidOperationException and reaches nobody",
        description: "An HttpRequestMessage can be sent once, and a stream that cannot seek can be read once. A retry around the send that does not make them anew fails at its first repetition, just when it is needed.",
        customTags: Rule.Certain);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration), "Send", "SendAsync", "PostAsync", "PutAsync", "PatchAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        // A handler may pass the same message on as often as it likes.
        if (!SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, registration.Types.HttpClient) || SentOnce(call) is not ({ } sent, var reason))
            return;
        if (RepeatedCode.Around(call, registration, context.CancellationToken) is not { } repeated || repeated.OutOfState(sent) is not { } variable || !repeated.Keeps(variable) || IsReset(call))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), new[] { repeated.Region.Syntax.GetLocation() }, repeated.Name, variable.Name, reason));
    }

    private static (IOperation? Sent, string Reason) SentOnce(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            var value = Operations.Unwrap(argument.Value);
            if (argument.Parameter?.Type.Name == "HttpRequestMessage")
                return (value, "a message that has been sent");
            if (argument.Parameter?.Type.Name == "HttpContent" && value is ILocalReferenceOperation content && StreamedContent.Is(content))
                return (content, "a stream that has been read");
        }

        return default;
    }

    // Some set the mark inside the message back by reflection.
    private static bool IsReset(IOperation call) => Source.Member(call.Syntax).ToString().Contains("endStatus");
}
