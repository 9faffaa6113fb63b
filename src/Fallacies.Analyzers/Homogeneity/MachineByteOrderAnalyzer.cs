using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>FAL8004: a number goes onto the wire, or comes from it, in the byte order of this machine.</summary>
internal sealed class MachineByteOrderAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL8004",
        Fallacy.Homogeneity,
        DiagnosticSeverity.Info,
        title: "Machine byte order on the wire",
        messageFormat: "'{0}' has the byte order of the machine it runs on, and '{1}' {2}: where the other order is used, 1 is read as {3}",
        description: "BitConverter and MemoryMarshal use the order of the processor. Most protocols, and many other machines and languages, send the most significant byte first; the order of a protocol must be written down in its code.");

    private static readonly HashSet<string> Orders = ["IsLittleEndian", "HostToNetworkOrder", "NetworkToHostOrder", "ReverseEndianness", "BinaryPrimitives"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        registration.OnCall((context, call) => AnalyzeWrite(context, call, registration.RemoteCalls), "GetBytes");
        registration.OnCall((context, call) => AnalyzeFill(context, call, registration.RemoteCalls), "TryWriteBytes", "Write");
        registration.OnCall((context, call) => AnalyzeRead(context, call, registration.RemoteCalls), "ToInt16", "ToUInt16", "ToInt32", "ToUInt32", "ToInt64", "ToUInt64", "ToSingle", "ToDouble");
    }

    private static void AnalyzeWrite(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls calls)
    {
        if (IsOfConverter(call) && call.Arguments.Length == 1 && BytesOf(call.Arguments[0].Parameter?.Type) is { } bytes && !KnowsOrder(call) && new WireTrail(calls).From(call) is { } sent)
            Report(context, call, sent, "sends it", bytes);
    }

    // BitConverter.TryWriteBytes(buffer, number), MemoryMarshal.Write(buffer, in number)
    private static void AnalyzeFill(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls calls)
    {
        if ((IsOfConverter(call) || call.TargetMethod.ContainingType is { Name: "MemoryMarshal", ContainingNamespace.Name: "InteropServices" }) && call.Arguments.Length == 2
            && BytesOf(call.Arguments[1].Parameter?.Type) is { } bytes && !KnowsOrder(call) && new WireTrail(calls).From(call.Arguments[0].Value, call) is { } sent)
            Report(context, call, sent, "sends it", bytes);
    }

    private static void AnalyzeRead(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls calls)
    {
        if (!IsOfConverter(call) || call.Arguments.Length == 0 || BytesOf(call.Type) is not { } bytes || ReceivedBuffer.Of(call.Arguments[0].Value) is not { } buffer || KnowsOrder(call))
            return;
        if (buffer.FilledBefore(call).FirstOrDefault(read => calls.Find(read) is { Sink.Kind: RemoteKind.Socket } || IsReadOfStream(read)) is { } received)
            Report(context, call, received, "received it", bytes);
    }

    // What NetworkStream has from Stream.
    private static bool IsReadOfStream(IInvocationOperation read) =>
        read is { Instance: { } stream, TargetMethod.Name: "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync" } && Operations.Unwrap(stream).Type is { Name: "NetworkStream", ContainingNamespace.Name: "Sockets" };

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, IInvocationOperation wire, string how, int bytes) =>
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, call.Syntax.GetLocation(), [wire.Syntax.GetLocation()], call.Syntax.ToString(), wire.TargetMethod.Name, how, (1L << (8 * (bytes - 1))).ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));

    private static bool IsOfConverter(IInvocationOperation call) => call.TargetMethod.ContainingType is { Name: "BitConverter", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    // A byte has no order, and what a number with a fraction would be read as is no number to show.
    private static int? BytesOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 => 8,
        _ => null,
    };

    // Who names the order in the same member has thought of it.
    private static bool KnowsOrder(IInvocationOperation call) =>
        Source.Member(call.Syntax).DescendantTokens().Any(token => Orders.Contains(token.ValueText)) || Source.Member(call.Syntax).DescendantTokens().Any(token => token.ValueText == "Reverse");
}
