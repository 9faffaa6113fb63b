using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3002: a reply that may be large, or comes from wherever the caller says, is kept in memory as a whole.</summary>
internal sealed class BufferedResponseAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL3002",
        Fallacy.Bandwidth,
        DiagnosticSeverity.Info,
        title: "Whole response buffered from an untrusted or large source",
        messageFormat: "'{0}' keeps the whole reply of '{1}' in memory: {2}, and the only limit is 2 GB for each",
        description: "A reply that is read as a whole stays in memory until it has been used, whatever its size; the default limit of HttpClient is 2 GB. A few large replies at once, or one from a host that means harm, end the process.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is not (ProjectKind.Service or ProjectKind.Library))
            return;

        registration.OnCall((context, call) => Analyze(context, call, registration.Types), "GetByteArrayAsync", "GetStringAsync", "GetAsync", "SendAsync", "Send");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation send, KnownTypes types)
    {
        if (!SymbolEqualityComparer.Default.Equals(send.TargetMethod.ContainingType, types.HttpClient) || BufferedBody.Of(send) is not { Url: { } url } body || url.ConstantValue.HasValue)
            return;

        var reason = IsChosenByCaller(url, new Endpoints(send.SemanticModel!, context.CancellationToken)) ? "the caller chooses the URL"
            : !body.IsText && LargeBody.NameIn(url, send) is { } name ? $"'{name}' can be of any size"
            : null;
        if (reason is null || IsCapped(send, context.CancellationToken) || UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, send.Syntax.GetLocation(), body.Reader, ShortText.Of(url.Syntax), reason));
    }

    private static bool IsChosenByCaller(IOperation url, Endpoints endpoints) => Operations.Unwrap(url) switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => endpoints.Fill(parameter),
        IPropertyReferenceOperation { Instance: { } owner, Property.ContainingType.Name: not "Uri" } => IsChosenByCaller(owner, endpoints),
        IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: > 0 } arguments } when arguments[0].Parameter?.Name == "uriString" => IsChosenByCaller(arguments[0].Value, endpoints),
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } value && IsChosenByCaller(value, endpoints),
        _ => false,
    };

    // A limit on the client, a look at the length, or a part asked for; an archive is read from its end.
    private static bool IsCapped(IInvocationOperation send, CancellationToken cancellation) =>
        Source.Member(send.Syntax).ToString() is var member && (member.Contains("ContentLength") || member.Contains("ZipArchive(") || member.Contains("RangeHeaderValue") || member.IndexOf("chunk", StringComparison.OrdinalIgnoreCase) >= 0)
        || !Source.Mentions("MaxResponseContentBufferSize", send.SemanticModel!.Compilation, cancellation).IsEmpty;
}
