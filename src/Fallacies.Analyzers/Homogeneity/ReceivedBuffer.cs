using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>The variable whose bytes a read fills.</summary>
internal sealed class ReceivedBuffer
{
    private static readonly HashSet<string> Decoders = ["GetString", "GetChars", "Deserialize", "DeserializeAsync", "DeserializeObject", "Parse", "ParseFrom", "FromBytes", "ToObjectFromJson"];

    private readonly ISymbol _variable;

    private ReceivedBuffer(ISymbol variable) => _variable = variable;

    public string Name => _variable.Name;

    /// <summary>Whether there is room for one byte, which comes whole or not at all.</summary>
    public bool IsOneByte => Source.Initializer(_variable)?.ToString().Replace(" ", "") is "newbyte[1]" or "stackallocbyte[1]";

    /// <summary>The bytes that an argument hands out: an array, a span or memory over it, a segment of it.</summary>
    public static ReceivedBuffer? Of(IOperation argument) => Operations.Unwrap(argument) switch
    {
        ILocalReferenceOperation { Type: { } type } local when IsBytes(type) => new ReceivedBuffer(Original(local)),
        IFieldReferenceOperation { Type: { } type } field when IsBytes(type) => new ReceivedBuffer(field.Field),
        IParameterReferenceOperation { Type: { } type } parameter when IsBytes(type) => new ReceivedBuffer(parameter.Parameter),
        IObjectCreationOperation { Type.Name: "ArraySegment" or "Memory" or "Span", Arguments: { Length: > 0 } arguments } => Of(arguments[0].Value),
        IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan", Arguments: { Length: > 0 } arguments } => Of(arguments[0].Value),
        _ => null,
    };

    /// <summary>Whether anybody looks at the bytes after a read.</summary>
    public bool IsReadAfter(IInvocationOperation read) => After(read).Any();

    /// <summary>Whether the bytes are made into text or an object after a read.</summary>
    public bool IsDecodedAfter(IInvocationOperation read) => After(read).Any(IsDecoded);

    /// <summary>The calls that got the bytes to fill them, before a call that reads them.</summary>
    public IEnumerable<IInvocationOperation> FilledBefore(IInvocationOperation use) =>
        Operations.Root(use).Descendants().OfType<IInvocationOperation>().Where(call => call.Syntax.Span.End < use.Syntax.SpanStart && call.Arguments.Any(argument => Of(argument.Value) is { } buffer && SymbolEqualityComparer.Default.Equals(buffer._variable, _variable)));

    private IEnumerable<IOperation> After(IInvocationOperation read) =>
        Operations.Root(read).Descendants().Where(use => use.Syntax.SpanStart > read.Syntax.Span.End && SymbolEqualityComparer.Default.Equals(Source.Variable(use), _variable) && !Operations.IsWritten(use) && !IsReceived(use));

    private static bool IsReceived(IOperation use) => Around(use).Any(call => call.TargetMethod.Name is "Receive" or "ReceiveAsync" or "Return");

    private static bool IsDecoded(IOperation use) => Around(use).Any(call => Decoders.Contains(call.TargetMethod.Name));

    // "Encoding.UTF8.GetString(buffer.AsSpan(0, n))" and "BinaryData.FromBytes(buffer[..n])".
    private static IEnumerable<IInvocationOperation> Around(IOperation use)
    {
        for (var around = use.Parent; around is not null and not IBlockOperation; around = around.Parent)
        {
            if (around is IInvocationOperation call)
                yield return call;
        }
    }

    private static bool IsBytes(ITypeSymbol type) => type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } or INamedTypeSymbol { Name: "Memory" or "Span" or "ArraySegment" or "Byte" };

    // "var segment = new ArraySegment<byte>(bytes)": the bytes are what is read later.
    private static ISymbol Original(ILocalReferenceOperation local) =>
        local.Type is not IArrayTypeSymbol && Locals.OnlyValue(local) is { } value && value is not ILocalReferenceOperation && Of(value) is { } original ? original._variable : local.Local;
}
