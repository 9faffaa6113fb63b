using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1006, as a loop: nothing ends the tries but success.</summary>
internal sealed class UnboundedRetryLoopAnalyzer() : FallacyAnalyzer(UnboundedRetry.Descriptor)
{
    // Connecting, waiting for a dependency to come up, running for good: there somebody may want to wait for ever.
    private static readonly string[] StartUp = ["Main", "Start", "Connect", "Reconnect", "WaitFor", "Wait", "Run", "Listen", "Init", "Ensure", "Migrate", "Subscribe", "Execute"];

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnOperation(OperationKind.Loop, context => Analyze(context, registration));
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration)
    {
        foreach (var retry in RetryLoop.In((ILoopOperation)context.Operation, registration.Types, registration.RemoteCalls).Where(retry => retry.IsEndless))
            Analyze(context, registration, retry);
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration, RetryLoop retry)
    {
        if (RetryTarget.IsLocal(retry) || ComingUp.IsAwaitedBy(context.ContainingSymbol) || IsSupervised(context.ContainingSymbol.ContainingType, registration.Types) || RetryBound.MayEnd(retry))
            return;

        var severity = registration.Kind == ProjectKind.Service && ServesRequests(context) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        context.ReportDiagnostic(Diagnostic.Create(
            UnboundedRetry.Descriptor, retry.Keyword, severity, [retry.Attempt.Syntax.GetLocation()], null, $"The loop around '{retry.CallName}'"));
    }

    // The host stops its services; until then they are to go on.
    private static bool IsSupervised(INamedTypeSymbol? type, KnownTypes types)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (types.HostedService is { } hosted && type.AllInterfaces.Contains(hosted, SymbolEqualityComparer.Default))
                return true;
        }

        return false;
    }

    private static bool ServesRequests(OperationAnalysisContext context) =>
        context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: var name }
        && !name.Contains("$") && !Array.Exists(StartUp, start => name.StartsWith(start, StringComparison.Ordinal))
        && !Inside(context.Operation);

    // A lambda may be anybody's: a timer's, a background task's.
    private static bool Inside(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation)
                return true;
        }

        return false;
    }
}
