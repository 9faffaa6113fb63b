using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Administration;

/// <summary>FAL6003: what belongs to one request is written into the headers of a client that sends many.</summary>
internal sealed class SharedHeadersAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL6003",
        Fallacy.Administration,
        DiagnosticSeverity.Info,
        title: "Shared client's default headers changed per request",
        messageFormat: "'{0}' of '{1}' {2}",
        description: "DefaultRequestHeaders belong to the client, not to a request. What one request writes there goes out with all the others that are under way, and with all that follow.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is not (ProjectKind.Service or ProjectKind.Library))
            return;

        var types = registration.Types;
        registration.OnAssignment((context, assignment, target) => Analyze(context, HeaderChange.Of(assignment, target, types), types), HeaderChange.Properties);
        registration.OnCall((context, call) => Analyze(context, HeaderChange.Of(call, types), types), HeaderChange.Methods);
    }

    private static void Analyze(OperationAnalysisContext context, HeaderChange? changed, KnownTypes types)
    {
        if (changed is not { } change || SharedClient.Of(change.Client, context.Operation, types, context.CancellationToken) is not { } client || client.IsSetUp(context))
            return;

        var data = RequestData.Of(change.Values);
        var adds = change.Adds && !client.IsCleared(context.Operation);
        if (!IsShared(client.Sharing, data, adds) || !client.SendsAfter(context))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Place(context.Operation.Syntax).GetLocation(), change.Header, client.Home.Name, Harm(change, data, adds)));
    }

    private static SyntaxNode Place(SyntaxNode change) => change.Parent is ConditionalAccessExpressionSyntax whole ? whole : change;

    // In a client that lives as long as one request, what the request itself knows may stand; what each call brings may not.
    private static bool IsShared(Sharing sharing, Data data, bool adds) => sharing switch
    {
        Sharing.Process => adds || data != Data.Fixed,
        Sharing.Unknown => adds || data == Data.Argument,
        _ => adds && data == Data.Argument,
    };

    private static string Harm(HeaderChange change, Data data, bool adds) =>
        adds && data == Data.Fixed ? "gets one more value with each request: after 1,000 requests, each carries it 1,000 times"
        : adds ? "gets one more value with each request: the second one carries the first one's too"
        : $"changes with each request, and all requests share it: of 2 at the same time, 1 can go out with the other's {(change.IsCredential ? "credentials" : "value")}";
}
