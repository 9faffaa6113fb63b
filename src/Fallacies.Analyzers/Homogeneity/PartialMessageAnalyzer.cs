using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>FAL8003: what one read brings is taken for the whole message.</summary>
internal sealed class PartialMessageAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL8003",
        Fallacy.Homogeneity,
        DiagnosticSeverity.Warning,
        title: "One read or frame taken as one message",
        messageFormat: "{0}",
        description: "A stream has no messages: a read brings what has arrived so far, a part of one or parts of two. How many bytes came, and whether the message ends with them, is in the result of the read.");

    // As socket or protocol type.
    private static readonly string[] Datagrams = ["Dgram", "Udp", "Raw", "Icmp"];

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "Receive", "ReceiveAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (Buffer(call) is not { } buffer)
            return;

        if (IsOfSocket(call, types))
            AnalyzeSocket(context, call, buffer);
        else if (WebSockets.IsCall(call, types))
            AnalyzeFrame(context, call, buffer);
    }

    private static void AnalyzeSocket(OperationAnalysisContext context, IInvocationOperation call, ReceivedBuffer buffer)
    {
        if (IsUnread(call) && !buffer.IsOneByte && !call.Arguments.Any(IsSizeOfOne) && buffer.IsReadAfter(call) && !call.Arguments.Any(IsPeek) && !KnowsDatagrams(context))
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, Operations.NameOf(call).GetLocation(), $"Nobody reads how many bytes '{call.TargetMethod.Name}' brought: '{buffer.Name}' is taken for the whole message after the first packet, with old bytes behind it"));
    }

    private static void AnalyzeFrame(OperationAnalysisContext context, IInvocationOperation call, ReceivedBuffer buffer)
    {
        // Whoever gets the result may ask it.
        if (!IsUnread(call) && !(Result(call) is { } result && Operations.Uses(result, call).All(use => use.Parent is IPropertyReferenceOperation { Property.Name: not "EndOfMessage" } || Operations.IsWritten(use))))
            return;

        if (buffer.IsDecodedAfter(call))
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, Operations.NameOf(call).GetLocation(), DiagnosticSeverity.Info, additionalLocations: null, properties: null, $"'{buffer.Name}' is decoded without a look at 'EndOfMessage': a message that is larger than the buffer or comes in two frames is cut in two"));
    }

    private static bool IsOfSocket(IInvocationOperation call, KnownTypes types) =>
        (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Socket) || call.TargetMethod.ContainingType is { Name: "SocketTaskExtensions", ContainingNamespace.Name: "Sockets" })
        && (IsCount(call.TargetMethod.ReturnType) || (call.TargetMethod.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results } && IsCount(results[0])));

    private static bool IsCount(ITypeSymbol type) => type.SpecialType == SpecialType.System_Int32;

    private static ReceivedBuffer? Buffer(IInvocationOperation call) => call.Arguments.Select(argument => ReceivedBuffer.Of(argument.Value)).FirstOrDefault(buffer => buffer is not null);

    private static bool IsUnread(IInvocationOperation call) =>
        TaskUse.IsIgnored(call) || (Result(call) is { } local && Operations.Uses(local, call).All(Operations.IsWritten));

    private static ILocalSymbol? Result(IInvocationOperation call) => Operations.Outermost(call).Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } => target.Local,
        _ => null,
    };

    // One byte comes whole or not at all.
    private static bool IsSizeOfOne(IArgumentOperation argument) =>
        argument.DescendantsAndSelf().Any(part => part is IArgumentOperation { Parameter.Name: "size" or "length" or "count", Value.ConstantValue: { HasValue: true, Value: 1 } });

    private static bool IsPeek(IArgumentOperation argument) => argument.Value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation { Field: { Name: "Peek", ContainingType.Name: "SocketFlags" } });

    // A datagram comes whole or not at all.
    private static bool KnowsDatagrams(OperationAnalysisContext context) =>
        Datagrams.Any(name => !Source.Mentions(name, context.Compilation, context.CancellationToken).IsEmpty);
}
