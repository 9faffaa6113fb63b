using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether the handler of a message does what may fail: it waits for something, or crosses the network.</summary>
internal static class MessageWork
{
    /// <summary>The first call in a handler whose failure would lose the message.</summary>
    public static IInvocationOperation? First(IOperation handler, RemoteCalls remote, CancellationToken cancellation) =>
        handler.InThisFunction().OfType<IInvocationOperation>().FirstOrDefault(call => !IsOfBroker(call) && (IsTask(call) || remote.Reach(call, cancellation) is not null));

    // A task that does something: a wait, a signal and a queue in memory do not.
    private static bool IsTask(IInvocationOperation call) =>
        call.TargetMethod.ReturnType.Name is "Task" or "ValueTask"
        && call.TargetMethod.ContainingType is not { Name: "Task" or "ValueTask" or "SemaphoreSlim" or "ChannelWriter" or "TaskAsyncEnumerableExtensions" }
        && !BackgroundNames.Has(call.TargetMethod.Name);

    // What goes back to the broker is not the work.
    private static bool IsOfBroker(IInvocationOperation call) => call.TargetMethod.ContainingAssembly?.Name is "RabbitMQ.Client" or "Azure.Messaging.ServiceBus";
}
