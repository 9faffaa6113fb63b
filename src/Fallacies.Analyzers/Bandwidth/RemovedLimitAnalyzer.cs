using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3004: what arrives from the network may be of any size.</summary>
internal sealed class RemovedLimitAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL3004",
        Fallacy.Bandwidth,
        DiagnosticSeverity.Info,
        title: "Message-size limit removed",
        messageFormat: "'{0}' takes {1} of any size{2}: one sender can use up what memory there is",
        description: "A limit on the size of a message keeps one sender from using up what all share. It can be raised to what the largest message needs; without any, a mistake or an attack on the other side ends this process.");

    private const string Attribute = "DisableRequestSizeLimitAttribute";

    // Which property of which type bounds what, and how much it lets through if nobody sets it.
    private static readonly (string Type, string Property, string What, string Default)[] Limits =
    [
        ("GrpcChannelOptions", "MaxReceiveMessageSize", "a reply", "4 MB"),
        ("GrpcServiceOptions", "MaxReceiveMessageSize", "a message", "4 MB"),
        ("KestrelServerLimits", "MaxRequestBodySize", "a request", "30 MB"),
        ("IISServerOptions", "MaxRequestBodySize", "a request", "30 MB"),
        ("HttpSysOptions", "MaxRequestBodySize", "a request", "30 MB"),
        ("HubOptions", "MaximumReceiveMessageSize", "a message", "32 KB"),
        ("FormOptions", "MultipartBodyLengthLimit", "a form", "128 MB"),
    ];

    public override void Register(Registration registration)
    {
        // A tool serves who has started it.
        if (registration.Kind is ProjectKind.Test or ProjectKind.Tool)
            return;

        registration.OnAssignment(AnalyzeAssignment, [.. Limits.Select(limit => limit.Property).Distinct()]);
        registration.OnCreation(AnalyzeAttribute, Attribute);
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
    {
        var limit = Limits.FirstOrDefault(row => row.Property == target.Property.Name && Is(target.Property.ContainingType, row.Type));
        if (limit.Type is null || !IsUnlimited(assignment.Value) || DevelopmentOnly.Contains(assignment) || (limit.What is "a request" or "a form" && Streams(context)))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, assignment.Syntax.GetLocation(), $"{target.Property.Name} = {assignment.Value.Syntax}", limit.What, InsteadOf(limit.Default)));
    }

    private static void AnalyzeAttribute(OperationAnalysisContext context, IObjectCreationOperation attribute)
    {
        if (attribute.Type is { ContainingNamespace: { Name: "Mvc", ContainingNamespace.Name: "AspNetCore" } } && !DevelopmentOnly.Contains(attribute) && !Streams(context))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, attribute.Syntax.GetLocation(), "DisableRequestSizeLimit", "a request", InsteadOf("30 MB")));
    }

    private static string InsteadOf(string size) => $", where the default stops at {size}";

    private static bool Is(INamedTypeSymbol? type, string name) => type.SelfAndBases().Any(above => above.Name == name);

    private static bool IsUnlimited(IOperation value) => Operations.Unwrap(value).ConstantValue is { HasValue: true, Value: null or int.MaxValue or long.MaxValue };

    // Who reads an upload part by part holds a part of it at a time.
    private static bool Streams(OperationAnalysisContext context) => !Source.Mentions("MultipartReader", context.Compilation, context.CancellationToken).IsEmpty;
}
