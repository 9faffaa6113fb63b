using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What a loop calls: the same thing at each try, or one thing after another.</summary>
internal static class RetryTarget
{
    private static readonly string[] Local = ["localhost", "127.0.0.1", "[::1]", "host.docker.internal"];

    // What is made anew for each try and still means the same request.
    private static readonly HashSet<string> PerTry = new(StringComparer.Ordinal)
    {
        "HttpRequestMessage", "HttpClient", "HttpClientHandler", "SocketsHttpHandler", "CancellationTokenSource", "CancellationToken", "Socket", "TcpClient",
    };

    private static readonly string[] NextOne = ["Next", "Pick", "Choose", "Rotate", "Dequeue", "Pop", "Take", "MoveNext", "Read"];

    /// <summary>Whether the next try goes elsewhere or asks for something else: fail-over, paging, a queue of hosts.</summary>
    public static bool Changes(ILoopOperation loop, ITryOperation attempt, IInvocationOperation call)
    {
        var operations = loop.InThisFunction().ToList();
        return operations.Any(operation => IsElementOf(operation, loop))
            || ConditionTakesNext(loop)
            || call.InThisFunction().Any(part => part is ILocalReferenceOperation or IParameterReferenceOperation && ChangesBetweenTries(part, operations, attempt))
            || call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation && ChangesBetweenTries(part, operations, attempt)));
    }

    /// <summary>Whether the call stays on this machine, by a literal or by its kind of address.</summary>
    public static bool IsLocal(RetryLoop retry) => retry.Loop.InThisFunction().Any(operation =>
        (operation.ConstantValue is { HasValue: true, Value: string text } && Local.Any(text.Contains))
        || operation.Type is { Name: "UnixDomainSocketEndPoint" or "NamedPipeClientStream" }
        || operation is IFieldReferenceOperation { Field: { Name: "Loopback" or "IPv6Loopback", ContainingType.Name: "IPAddress" } });

    /// <summary>Whether a variable is stepped inside the loop.</summary>
    public static bool IsCounter(ISymbol variable, IOperation loop) => loop.InThisFunction().Any(operation => operation is IIncrementOrDecrementOperation or ICompoundAssignmentOperation
        && SymbolEqualityComparer.Default.Equals(operation.Write().Variable, variable));

    // hosts[attempt] is another host; delays[attempt] is not.
    private static bool IsElementOf(IOperation operation, ILoopOperation loop)
    {
        var (type, indices) = operation switch
        {
            IArrayElementReferenceOperation element => (element.Type, element.Indices.AsEnumerable()),
            IPropertyReferenceOperation { Property.IsIndexer: true } element => (element.Type, element.Arguments.Select(argument => argument.Value)),
            _ => (null, []),
        };
        return type is { Name: not "TimeSpan" } and { SpecialType: not (SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double) }
            && indices.Any(index => index.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local => IsStepped(local.Local, loop)));
    }

    private static bool IsStepped(ILocalSymbol local, ILoopOperation loop) =>
        IsCounter(local, loop) || (loop is IForEachLoopOperation && loop.Locals.Contains(local, SymbolEqualityComparer.Default));

    private static bool ConditionTakesNext(ILoopOperation loop) => loop is IWhileLoopOperation { Condition: { } condition }
        && condition.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => Array.Exists(NextOne, call.TargetMethod.Name.Contains) || call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out));

    private static bool ChangesBetweenTries(IOperation reference, List<IOperation> operations, ITryOperation attempt)
    {
        var type = reference.Type?.Name ?? "";
        if (PerTry.Contains(type) || type.EndsWith("Content", StringComparison.Ordinal) || type.EndsWith("Stream", StringComparison.Ordinal))
            return false;

        foreach (var operation in operations)
        {
            if (operation.Write() is not ({ } variable, var value) || !SymbolEqualityComparer.Default.Equals(variable, reference.Variable()))
                continue;
            if (value is null || (!attempt.Body.Syntax.Span.Contains(operation.Syntax.Span) && value.ConstantValue is not { HasValue: true } && !IsMadeFromConstants(value)))
                return true;
            if (value.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => Array.Exists(NextOne, call.TargetMethod.Name.Contains)))
                return true;
        }

        return false;
    }

    private static bool IsMadeFromConstants(IOperation value) =>
        value.Unwrapped() is IObjectCreationOperation creation && creation.Arguments.All(argument => !argument.Value.DescendantsAndSelf().Any(o => o is IInvocationOperation or ILocalReferenceOperation));
}
