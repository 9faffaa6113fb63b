using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Transport;

/// <summary>FAL7003: a loop that polls another machine goes round at once when the call has failed.</summary>
internal sealed class BusyPollingAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL7003",
        Fallacy.Transport,
        DiagnosticSeverity.Info,
        title: "Polling loop without a pause",
        messageFormat: "When '{0}' fails the loop goes round at once: {1}, and an error that comes back in 1 ms is 1,000 calls and 1,000 log lines a second",
        description: "A machine that is down refuses a connection within a millisecond. A loop that waits only after a success turns into a flood in the moment when the other side needs rest.");

    /// <summary>The property of a finding that holds the token that ends the loop.</summary>
    internal const string TokenProperty = "token";

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnOperation(OperationKind.Loop, context => Analyze(context, (ILoopOperation)context.Operation, registration));
    }

    private static void Analyze(OperationAnalysisContext context, ILoopOperation loop, Registration registration)
    {
        var condition = (loop as IWhileLoopOperation)?.Condition ?? (loop as IForLoopOperation)?.Condition;
        if (loop is not (IWhileLoopOperation { Condition: not null } or IForLoopOperation { Before.IsEmpty: true, AtLoopBottom.IsEmpty: true }) || !RunsOn(condition) || PolledCall.In(loop, registration.RemoteCalls, context.CancellationToken) is not { } poll)
            return;

        if (poll.Attempt.Catches.FirstOrDefault(clause => poll.GoesRoundAtOnce(clause)) is not { Syntax: CatchClauseSyntax clause })
            return;

        var token = condition?.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().FirstOrDefault(property => property.Property.Name == "IsCancellationRequested")?.Instance?.Syntax.ToString();
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            clause.CatchKeyword.GetLocation(),
            additionalLocations: [poll.Call.Syntax.GetLocation()],
            properties: System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(TokenProperty, token),
            RemoteWay.NameOf(poll.Call.TargetMethod),
            poll.WaitsAfterSuccess ? "it waits only after a success" : "it never waits"));
    }

    // "while (!token.IsCancellationRequested)", "while (true)" and "for (;;)": what another condition waits for cannot be seen.
    private static bool RunsOn(IOperation? condition) =>
        condition is null || condition.ConstantValue is { HasValue: true, Value: true }
        || (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } && Operations.Unwrap(operand) is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" });
}
