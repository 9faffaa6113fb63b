using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>FAL8001: the local time of day decides about something that another machine measures in its own.</summary>
internal sealed class LocalClockAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL8001",
        Fallacy.Homogeneity,
        DiagnosticSeverity.Info,
        title: "Local wall clock decides remote expiry or order",
        messageFormat: "{0}",
        description: "Local time differs between machines by their time zones, and from itself by an hour twice a year. What several machines compare must be in UTC.");

    private const string Compared = "'{0}' is set by another machine and compared with the local time of this one: off by the time zone, and by an hour more after a change of the clocks";
    private const string Added = "'{0}' of an answer is added to the local time of this machine: when the clocks change, what it limits ends an hour early or an hour late";
    private const string Deadline = "gRPC takes a deadline in UTC only: this call throws InvalidOperationException before anything is sent";

    private static readonly string[] Steps = ["AddMilliseconds", "AddSeconds", "AddMinutes", "AddHours", "Add"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var types = registration.Types;
        registration.OnOperation(OperationKind.Binary, context => AnalyzeBinary(context, registration.RemoteCalls));
        registration.OnCall(AnalyzeStep, Steps);
        if (types.GrpcClientBase is null)
            return;

        registration.OnCallOfDerived((context, call) => AnalyzeDeadline(context, call.Arguments, call.TargetMethod.ContainingType.BaseType, types), "ClientBase");
        registration.OnCreation((context, creation) => AnalyzeDeadline(context, creation.Arguments, creation.Type, types), "CallOptions");
        registration.OnCall((context, call) => AnalyzeDeadline(context, call.Arguments, call.TargetMethod.ContainingType, types), "WithDeadline");
    }

    private static void AnalyzeBinary(OperationAnalysisContext context, RemoteCalls remote)
    {
        var binary = (IBinaryOperation)context.Operation;
        if (binary.OperatorKind is BinaryOperatorKind.Add && binary.Type?.SpecialType == SpecialType.System_DateTime)
            AnalyzeSum(context, binary.LeftOperand, binary.RightOperand);
        if (binary.OperatorKind is not (BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual) || !IsDate(binary.LeftOperand.Type))
            return;

        var (clock, other) = LocalClock.In(binary.LeftOperand) is { } left ? (left, binary.RightOperand) : (LocalClock.In(binary.RightOperand) ?? default, binary.LeftOperand);
        if (clock.Now is not null && binary.SemanticModel is { } model && new RemoteExpiry(remote, context.CancellationToken).Find(other) is { } expiry && !TypedEnds.Hold(expiry, model, context.CancellationToken))
            Report(context, binary, DiagnosticSeverity.Info, string.Format(Compared, expiry.Name), clock.IsHere && !IsWrittenLocally(expiry, context) ? [clock.Now] : []);
    }

    private static void AnalyzeStep(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingType.SpecialType == SpecialType.System_DateTime && call.Instance is { } clock && call.Arguments.Length == 1)
            AnalyzeSum(context, clock, call.Arguments[0].Value);
    }

    private static void AnalyzeSum(OperationAnalysisContext context, IOperation clock, IOperation added)
    {
        if (LocalClock.In(clock) is { } found && RemoteExpiry.Duration(added) is { } duration)
            Report(context, context.Operation, DiagnosticSeverity.Info, string.Format(Added, duration.Name), found.IsHere ? ClockReads.Of(context.Operation, found.Now, context.CancellationToken) : []);
    }

    private static void AnalyzeDeadline(OperationAnalysisContext context, IEnumerable<IArgumentOperation> arguments, ITypeSymbol? owner, KnownTypes types)
    {
        if (owner?.ContainingNamespace is not { Name: "Core", ContainingNamespace.Name: "Grpc" })
            return;
        if (arguments.FirstOrDefault(argument => argument.Parameter?.Name == "deadline")?.Value is { } deadline && LocalClock.In(deadline) is { } found)
            Report(context, deadline, DiagnosticSeverity.Warning, Deadline, found.IsHere ? [found.Now] : []);
    }

    private static void Report(OperationAnalysisContext context, IOperation culprit, DiagnosticSeverity severity, string message, IEnumerable<IOperation> clocks) => context.ReportDiagnostic(
        Diagnostic.Create(Descriptor, culprit.Syntax.GetLocation(), severity, clocks.Select(now => now.Syntax.GetLocation()).ToArray(), properties: null, message));

    // Whoever writes local times must be changed first.
    private static bool IsWrittenLocally(IPropertySymbol expiry, OperationAnalysisContext context) =>
        Source.Holds(context.Compilation, expiry)
        && Source.Mentions(expiry.Name, context.Compilation, context.CancellationToken)
            .Any(mention => mention.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.Left.Span.Contains(mention.Span) && assignment.Right.ToString().Contains("DateTime.Now"));

    private static bool IsDate(ITypeSymbol? type) =>
        type?.SpecialType == SpecialType.System_DateTime || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } inner } && inner[0].SpecialType == SpecialType.System_DateTime;
}
