using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>FAL8002: a number or date goes over the wire, or is read from it, as the culture of this machine writes it.</summary>
internal sealed class CultureTextAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL8002",
        Fallacy.Homogeneity,
        DiagnosticSeverity.Info,
        title: "Culture-dependent text on the wire",
        messageFormat: "'{0}' {1} in the culture of this machine: where that is {2}",
        description: "Two machines agree on a text only if both write and read it in the same way. The current culture is the setting of one machine, and of the image it was made from.");

    private static readonly string[] Parsers = ["Parse", "TryParse", "ToDouble", "ToDecimal", "ToSingle"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var (types, remote) = (registration.Types, registration.RemoteCalls);
        var wire = new WireCulture(registration);
        registration.OnTaskCall((context, call) => AnalyzeCall(context, call, remote, wire));
        registration.OnCall((context, call) => AnalyzeHeader(context, call, wire), "Add", "TryAddWithoutValidation");
        registration.OnCall((context, call) => AnalyzeParse(context, call, wire, remote), Parsers);
        registration.OnCreation((context, creation) => AnalyzeRequest(context, creation, types, wire), "HttpRequestMessage", "StringContent", "FormUrlEncodedContent");
        registration.OnAssignment((context, assignment, target) => AnalyzeMember(context, assignment, target, types, wire), "RequestUri", "BaseAddress", "Value", "Key");
    }

    private static void AnalyzeCall(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls remote, WireCulture wire)
    {
        if (remote.Find(call) is { Sink.Kind: not RemoteKind.Mail })
            Report(context, call.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue).SelectMany(argument => CultureTexts.In(argument.Value)), $"'{call.TargetMethod.Name}'", wire);
    }

    private static void AnalyzeHeader(OperationAnalysisContext context, IInvocationOperation call, WireCulture wire)
    {
        if (call.TargetMethod.ContainingType.Name is "HttpHeaders" or "HttpRequestHeaders" or "HttpContentHeaders" && call.Arguments.Length == 2)
            Report(context, CultureTexts.In(call.Arguments[1].Value, "="), "a header", wire);
    }

    private static void AnalyzeRequest(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types, WireCulture wire)
    {
        if (!SymbolEqualityComparer.Default.Equals(creation.Type, types.Type("System.Net.Http." + creation.Type!.Name)))
            return;

        var isMessage = creation.Type.Name == "HttpRequestMessage";
        Report(context, creation.Arguments.SelectMany(argument => CultureTexts.In(argument.Value, isMessage ? "/" : "")), isMessage ? "the request" : "the body", wire);
    }

    private static void AnalyzeMember(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types, WireCulture wire)
    {
        var owner = target.Property.ContainingType.OriginalDefinition;
        if (SymbolEqualityComparer.Default.Equals(owner, types.HttpClient) || SymbolEqualityComparer.Default.Equals(owner, types.Type("System.Net.Http.HttpRequestMessage")))
            Report(context, CultureTexts.In(assignment.Value, "/"), "the request", wire);
        else if (SymbolEqualityComparer.Default.Equals(owner, types.KafkaMessage))
            Report(context, CultureTexts.In(assignment.Value), "the message", wire);
    }

    private static void AnalyzeParse(OperationAnalysisContext context, IInvocationOperation call, WireCulture wire, RemoteCalls remote)
    {
        var method = call.TargetMethod;
        var result = method.Name.StartsWith("To", StringComparison.Ordinal) && method.ContainingType.Name == "Convert" ? method.ReturnType : method.ContainingType;
        if (!CultureFormats.IsFraction(result) || call.Arguments.Length == 0 || call.Arguments[0].Parameter?.Type.SpecialType != SpecialType.System_String || method.Parameters.Any(p => p.Type.Name is "IFormatProvider"))
            return;
        if (WireCulture.IsFromWire(call.Arguments[0].Value, remote) && wire.IsAsInstalled && !DevelopmentOnly.Contains(call) && !NeverRuns(context))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), call.Syntax, "reads what came over the wire", "German, '1.5' becomes 15"));
    }

    private static void Report(OperationAnalysisContext context, IEnumerable<CultureText> found, string sink, WireCulture wire)
    {
        foreach (var text in found)
        {
            if (WireCulture.IsData(text.Before) && text.Culprit.Syntax.SyntaxTree == context.Operation.Syntax.SyntaxTree && wire.IsAsInstalled && !DevelopmentOnly.Contains(context.Operation) && !NeverRuns(context))
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, text.Culprit.Syntax.GetLocation(), text.Value.Syntax, "is written for " + sink, CultureFormats.Example(text.Value.Type, text.Format)));
        }
    }

    private static bool NeverRuns(OperationAnalysisContext context) => UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken);
}
