using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Transport;

/// <summary>A remote call that a loop makes again and again, whether it succeeds or fails.</summary>
internal sealed class PolledCall
{
    // These stay until there is something, so a loop around them has its pauses.
    private static readonly string[] Staying = ["Receive", "Consume", "Read", "Wait", "Dequeue", "Take", "Poll", "Subscribe", "Listen", "Accept", "Run", "Watch", "Stream", "Process", "Execute", "MoveNext", "Join"];

    // What a call throws at once when nobody is there; a timeout has taken its time.
    private static readonly HashSet<string> Failures =
    [
        "Exception", "Object", "SystemException", "HttpRequestException", "RpcException", "SocketException", "IOException", "DbException", "SqlException", "NpgsqlException", "RedisException", "RedisConnectionException",
        "KafkaException", "MongoException", "AmazonServiceException", "RequestFailedException", "ServiceBusException", "WebSocketException",
    ];

    private readonly RetryPath _path;
    private readonly ILoopOperation _loop;

    private PolledCall(ILoopOperation loop, ITryOperation attempt, IInvocationOperation call) => (_loop, _path, Attempt, Call) = (loop, new RetryPath(loop, attempt), attempt, call);

    public ITryOperation Attempt { get; }

    public IInvocationOperation Call { get; }

    /// <summary>Whether something is awaited behind the call, in the same try.</summary>
    public bool WaitsAfterSuccess => Waits(Attempt.Body).Any(wait => wait.SpanStart > Call.Syntax.Span.End);

    /// <summary>The first thing that a loop waits for, where it is a remote call in a try.</summary>
    public static PolledCall? In(ILoopOperation loop, RemoteCalls calls, CancellationToken cancellation)
    {
        if (loop.Body is not IBlockOperation body || body.Operations.OfType<ITryOperation>().ToList() is not { Count: 1 } attempts || attempts[0] is not { Catches.Length: > 0, Syntax: TryStatementSyntax } attempt)
            return null;

        // A wait outside the try is one for both.
        if (body.Operations.Any(statement => statement != attempt && Waits(statement).Any()) || (attempt.Finally is { } last && Waits(last).Any()))
            return null;

        return First(attempt.Body) is { } call && !Array.Exists(Staying, name => call.TargetMethod.Name.StartsWith(name, StringComparison.Ordinal)) && calls.Reach(call, cancellation) is { } way && !Stays(way)
            && new PolledCall(loop, attempt, call) is var poll && !poll._path.LeavesOnSuccess() ? poll : null;
    }

    /// <summary>Whether the loop goes on behind a clause without any wait.</summary>
    public bool GoesRoundAtOnce(ICatchClauseOperation clause) =>
        (clause.Filter is null || SparesCancellation(clause.Filter)) && Failures.Contains(clause.ExceptionType?.Name ?? "Exception")
        && _path.GoesRound(clause) && !Waits(clause.Handler).Any() && clause.Handler.Operations.All(IsQuick);

    // "when (e is not OperationCanceledException)" and "when (!token.IsCancellationRequested)": every failure comes in.
    private static bool SparesCancellation(IOperation filter) => Operations.Unwrap(filter) switch
    {
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: ITypePatternOperation { MatchedType: var type } } } => IsCancellation(type),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var spared } => Operations.Unwrap(spared) switch
        {
            IIsTypeOperation { TypeOperand: var type } => IsCancellation(type),
            IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } => true,
            _ => false,
        },
        _ => false,
    };

    private static bool IsCancellation(ITypeSymbol type) => type.Name is "OperationCanceledException" or "TaskCanceledException";

    private static bool Stays(RemoteWay way) => Array.Exists(Staying, name => way.Last.Name.StartsWith(name, StringComparison.Ordinal)) || way.Sink.Kind is RemoteKind.Socket;

    private static IInvocationOperation? First(IBlockOperation body)
    {
        var first = body.Descendants().OfType<IInvocationOperation>().FirstOrDefault(call => (Operations.IsAwaited(call) && call.TargetMethod.Name != "ConfigureAwait") || IsWait(call.TargetMethod.Name));
        return first is not null && Operations.IsAwaited(first) && first.Syntax.Ancestors().TakeWhile(node => node != body.Syntax).All(node => node is not (AnonymousFunctionExpressionSyntax or IfStatementSyntax or SwitchStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or ForStatementSyntax)) ? first : null;
    }

    // A method of one's own that is called in a catch clause may wait as well.
    private bool IsQuick(IOperation statement) => statement.DescendantsAndSelf().OfType<IInvocationOperation>().All(call => !IsWait(call.TargetMethod.Name) && (call.TargetMethod.Name.StartsWith("Log", StringComparison.Ordinal) || !IsOwn(call)));

    private bool IsOwn(IInvocationOperation call) => _loop.SemanticModel is { } model && Source.Holds(model.Compilation, call.TargetMethod.OriginalDefinition);

    private static IEnumerable<SyntaxNode> Waits(IOperation operation) => operation.DescendantsAndSelf()
        .Where(part => part is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } || (part is IInvocationOperation call && IsWait(call.TargetMethod.Name)))
        .Select(part => part.Syntax);

    private static bool IsWait(string name) => name is "Sleep" or "Wait" or "WaitOne" or "WaitAny" or "SpinWait" or "Take" or "Consume" or "Receive" or "Join" or "GetResult";
}
