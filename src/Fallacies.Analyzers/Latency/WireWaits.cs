using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Tells why a wait for the other side has no end; <see langword="null"/> where something may end it.</summary>
internal sealed class WireWaits(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // Somebody ends the wait from outside, or it never leaves this machine.
    private static readonly string[] Ends = [".Register(", "Timer", "KeepAlive", "Loopback", "localhost", "127.0.0.1", "UnixDomainSocket", "AddressFamily.Unix"];

    // What bounds a wait that blocks.
    private static readonly string[] Limits = ["ReceiveTimeout", "ReadTimeout", "SocketOption", "IOControl", "Poll(", "Select(", "Available", "Blocking"];

    // A thread of its own may wait for as long as there is a process.
    private static readonly string[] Threads = ["new Thread(", "LongRunning"];

    private readonly SendBounds _bounds = new(near, cancellation);
    private readonly Provenance _provenance = new(types, near, cancellation);

    /// <summary>A consumer that is asked for the next message, whenever it may come.</summary>
    public string? OfConsumer(IInvocationOperation call, IOperation consumer) =>
        Same(consumer.Type, types.Type("Confluent.Kafka.IConsumer`2")) && call.Arguments is { Length: 1 } && IsLeftOut(call.Arguments[0]) && !Mentions(call, Threads)
            ? "no token is passed, so a shutdown waits for the next message"
            : null;

    /// <summary>A read from a socket for the answer to what the same member has sent.</summary>
    public string? OfReply(IInvocationOperation read, IOperation receiver)
    {
        if (!(IsSystem(receiver.Type, "Sockets") || IsSystem(receiver.Type, "Security")) || SendBounds.Token(read) is not null || read.Arguments.Any(argument => argument.Value.Type?.Name == "SocketAsyncEventArgs") || !Asked(read))
            return null;

        var waits = IsTask(read.Type);
        if (Mentions(read, Ends) || (!waits && Mentions(read, Limits)) || !IsOwn(receiver) || !_bounds.IsWithoutToken(read))
            return null;
        return waits ? "no token is passed, and ReceiveTimeout does not end asynchronous reads" : "the default receive timeout is 0, which means none";
    }

    /// <summary>A request through an invoker, which has no timeout at all.</summary>
    public string? OfInvoker(IInvocationOperation send, IOperation invoker) =>
        send.TargetMethod.Name is "Send" or "SendAsync"
        && Same(send.TargetMethod.ContainingType, types.HttpMessageInvoker)
        && _bounds.IsWithoutToken(send)
        && !SendBounds.IsLong(send)
        && _provenance.Origins(invoker)?.All(IsPlainInvoker) == true
            ? "HttpMessageInvoker has no timeout, and the token is never cancelled"
            : null;

    /// <summary>A web socket whose other end may be gone.</summary>
    public string? OfWebSocket(IInvocationOperation receive, IOperation socket) =>
        IsSystem(socket.Type, "WebSockets")
        && !Mentions(receive, Ends)
        && !Mentions(receive, ["Abort("])
        && IsOwn(socket)
        && _bounds.IsWithoutToken(receive)
            ? "the token is never cancelled, and without KeepAliveTimeout a peer that vanished is not noticed"
            : null;

    /// <summary>A pipe to another machine that is waited for.</summary>
    public string? OfPipe(IInvocationOperation connect, IOperation pipe) =>
        IsSystem(pipe.Type, "Pipes")
        && connect.Arguments.All(IsLeftOut)
        && _provenance.Origins(pipe)?.All(IsRemotePipe) == true
        && _bounds.IsWithoutToken(connect)
            ? "a pipe that is not there yet is waited for without a limit"
            : null;

    private bool IsOwn(IOperation socket) => new OwnSockets(_provenance, cancellation).Include(socket);

    private bool IsPlainInvoker(Origin origin) =>
        origin.Made is IObjectCreationOperation { Type.Name: "HttpMessageInvoker", Arguments: { IsEmpty: false } arguments } && new ClientHandlers(types, near, cancellation).IsPlain(arguments[0].Value);

    private static bool IsRemotePipe(Origin origin) =>
        origin.Made is IObjectCreationOperation { Arguments: var arguments }
        && arguments.FirstOrDefault(argument => argument.Parameter?.Name == "serverName") is { } server
        && server.Value.ConstantValue is not { HasValue: true, Value: "." or "localhost" };

    private static bool IsLeftOut(IArgumentOperation argument) => argument.ArgumentKind == ArgumentKind.DefaultValue;

    private static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask" };

    private static bool Same(ITypeSymbol? a, INamedTypeSymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a?.OriginalDefinition, b);

    private static bool IsSystem(ITypeSymbol? type, string space) => type?.ContainingNamespace is { } own && own.Name == space && Callers.InFramework(type);

    // Who reads before he sends serves: his wait is for whoever comes next.
    private static bool Asked(IInvocationOperation read) =>
        Operations.Root(read).Descendants().OfType<IInvocationOperation>().Any(call => call.Syntax.SpanStart < read.Syntax.SpanStart && Sends(call));

    private static bool Sends(IInvocationOperation call) =>
        (call.TargetMethod.Name.StartsWith("Send", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Write", StringComparison.Ordinal))
        && call.Instance?.Unwrapped().Type?.Name is "NetworkStream" or "SslStream" or "Socket" or "UdpClient" or "Stream" or "StreamWriter" or "BinaryWriter";

    // Looked for in the whole type by text alone: a limit may be set in a constructor or in another part.
    private static bool Mentions(IInvocationOperation call, string[] words)
    {
        var types = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart)?.ContainingType?.DeclaringSyntaxReferences;
        var parts = types is { IsEmpty: false } own && call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not null
            ? own.Select(part => part.GetSyntax())
            : [call.Syntax.SyntaxTree.GetRoot()];
        return parts.Select(part => part.ToString()).Any(text => words.Any(text.Contains));
    }
}
