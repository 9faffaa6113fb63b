using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Follows bytes or text forward inside a member: are they sent to another machine? One object per question.</summary>
internal sealed class WireTrail(RemoteCalls calls)
{
    // What makes other bytes or text of what it gets, or a message around it.
    private static readonly HashSet<string> Passing =
    [
        "GetBytes", "ToArray", "ToList", "AsMemory", "AsSpan", "AsReadOnlyMemory", "Concat", "Append", "Prepend", "Slice", "Skip", "Take", "ToBase64String", "ToHexString", "FromBytes", "FromString", "CopyFrom", "CopyFromUtf8", "GetBuffer", "ToString",
    ];

    private static readonly HashSet<string> Wrapping =
        ["StringContent", "ByteArrayContent", "ReadOnlyMemoryContent", "StreamContent", "ReadOnlyMemory", "Memory", "ArraySegment", "Message", "ServiceBusMessage", "EventData", "BinaryData", "HttpRequestMessage", "MemoryStream", "List", "PublishRequest", "SendMessageRequest"];

    private static readonly HashSet<string> Filling = ["AddRange", "Add", "Write", "WriteAsync", "Insert", "InsertRange"];

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>The call that sends what an operation yields, or <see langword="null"/> where none is seen.</summary>
    public IInvocationOperation? From(IOperation value)
    {
        value = Operations.Outermost(value);
        return value.Parent switch
        {
            _ when value.Syntax.Parent is SpreadElementSyntax => FromCollection(value),
            IArgumentOperation { Parent: IInvocationOperation call } argument => FromArgument(call, argument),
            IArgumentOperation { Parent: IObjectCreationOperation made } when made.Type is { } type && Wrapping.Contains(type.Name) => From(made),
            IInvocationOperation { TargetMethod.Name: "CopyTo" } call when call.Instance == value => FromCopy(call),
            IInvocationOperation call when call.Instance == value && Passing.Contains(call.TargetMethod.Name) => From(call),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } }, Parent.Parent: IObjectCreationOperation made } => From(made),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation owner } } => FromVariable(owner.Local, owner),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == value => FromVariable(local.Local, local),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => FromVariable(declarator.Symbol, declarator),
            IConditionalOperation or ICoalesceOperation => From(value.Parent),
            _ => null,
        };
    }

    /// <summary>The same for a variable that a call fills.</summary>
    public IInvocationOperation? From(IOperation variable, IInvocationOperation filledBy) => Source.Variable(Bare(variable)) is ILocalSymbol local ? FromVariable(local, filledBy) : null;

    private IInvocationOperation? FromArgument(IInvocationOperation call, IArgumentOperation argument)
    {
        if (calls.Find(call) is { Sink.Kind: not RemoteKind.Database })
            return call;
        if (call.TargetMethod is { Name: "BlockCopy" or "Copy" or "CopyTo" or "TryCopyTo" })
            return FromCopy(call);
        if (Filling.Contains(call.TargetMethod.Name))
            return call.Instance is { } filled && Source.Variable(Operations.Unwrap(filled)) is ILocalSymbol target ? FromVariable(target, call) : null;

        return Passing.Contains(call.TargetMethod.Name) && Callers.InFramework(call.TargetMethod) && argument.Parameter is not null ? From(call) : null;
    }

    private IInvocationOperation? FromCopy(IInvocationOperation call) =>
        call.Arguments.Select(other => Source.Variable(Bare(other.Value))).OfType<ILocalSymbol>().Select(local => FromVariable(local, call)).FirstOrDefault(sent => sent is not null);

    // "buffer.AsSpan(4)" fills the buffer.
    private static IOperation Bare(IOperation value) =>
        Operations.Unwrap(value) is IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory", Arguments: { Length: > 0 } arguments } ? Operations.Unwrap(arguments[0].Value) : Operations.Unwrap(value);

    private IInvocationOperation? FromVariable(ILocalSymbol local, IOperation near) =>
        _seen.Add(local) ? Operations.Uses(local, near).Where(use => !Operations.IsWritten(use)).Select(From).FirstOrDefault(sent => sent is not null) : null;

    // "[.. header, .. body]" is a variable's value, or an argument.
    private IInvocationOperation? FromCollection(IOperation value)
    {
        var collection = value.Syntax.Parent!.Parent!;
        var around = value.Parent;
        while (around is not null && around.Syntax.Span.Length <= collection.Span.Length)
            around = around.Parent;
        return around switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => FromVariable(declarator.Symbol, declarator),
            IVariableDeclaratorOperation declarator => FromVariable(declarator.Symbol, declarator),
            IArgumentOperation { Parent: IInvocationOperation call } argument => FromArgument(call, argument),
            IInvocationOperation call when calls.Find(call) is not null => call,
            _ => null,
        };
    }
}
