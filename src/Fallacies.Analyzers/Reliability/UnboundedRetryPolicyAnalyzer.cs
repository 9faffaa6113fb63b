using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1006: a policy or pipeline of Polly that retries without end.</summary>
internal sealed class UnboundedRetryPolicyAnalyzer() : FallacyAnalyzer(UnboundedRetry.Descriptor)
{
    // Those who keep a connection alive have nobody waiting for them.
    private static readonly string[] SupervisorNames = ["Connection", "Supervisor", "Listener", "Subscriber", "Subscription", "Consumer", "Worker", "Watcher", "Receiver", "Processor"];

    private static readonly string[] EndlessPolicies = ["RetryForever", "RetryForeverAsync", "WaitAndRetryForever", "WaitAndRetryForeverAsync"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var (types, remote, kind) = (registration.Types, registration.RemoteCalls, registration.Kind);
        if (types.RetryStrategyOptions is not null)
            registration.OnAssignment((context, assignment, target) => AttemptLimit(context, assignment, target, types, remote, kind), "MaxRetryAttempts");
        if (types.PolicyBuilder is not null)
            registration.OnCall((context, call) => Policy(context, call, types, remote, kind), [.. EndlessPolicies, "Retry", "RetryAsync", "WaitAndRetry", "WaitAndRetryAsync"]);
    }

    private static void AttemptLimit(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types, RemoteCalls remote, ProjectKind kind)
    {
        if (ConstantTime.Number(assignment.Value) is not int.MaxValue || types.RetryOptionsOf(target.Property.ContainingType) is null)
            return;

        // Options inside others are those of the standard handler, whose total timeout ends the retries.
        if (target.Instance is IPropertyReferenceOperation || assignment.Parent is IObjectOrCollectionInitializerOperation { Parent: not IObjectCreationOperation })
            return;

        var built = assignment.Parent?.Parent as IObjectCreationOperation ?? (IOperation)assignment;
        if (!RetryPredicate.IsPolling(built, types) && !OuterTimeout.Around(built))
            Report(context, built, assignment.Syntax, types, remote, kind);
    }

    private static void Policy(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types, RemoteCalls remote, ProjectKind kind)
    {
        if (!types.IsPolicyBuilder(call.TargetMethod) || Source.Holds(context.Compilation, call.TargetMethod) || !IsEndless(call) || RetryPredicate.IsPolling(call, types) || OuterTimeout.Around(call))
            return;

        var name = call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call.Syntax;
        Report(context, call, name, types, remote, kind);
    }

    private static bool IsEndless(IInvocationOperation call) =>
        EndlessPolicies.Contains(call.TargetMethod.Name) || call.Arguments.Any(argument => argument.Parameter?.Name == "retryCount" && ConstantTime.Number(argument.Value) is int.MaxValue);

    private static void Report(OperationAnalysisContext context, IOperation built, SyntaxNode culprit, KnownTypes types, RemoteCalls remote, ProjectKind kind)
    {
        var owner = context.ContainingSymbol as INamedTypeSymbol ?? context.ContainingSymbol.ContainingType;
        if (types.HostedService is { } hosted && owner is not null && owner.AllInterfaces.Contains(hosted, SymbolEqualityComparer.Default))
            return;

        var sure = kind == ProjectKind.Service
            && !(owner is not null && SupervisorNames.Any(name => owner.Name.EndsWith(name, StringComparison.Ordinal)))
            && !IsHttpHandler(built, types)
            && RetriedWork.Of(built, remote) is Work.Remote or Work.Unknown
            && !StopsWithItsCaller(built);
        context.ReportDiagnostic(Diagnostic.Create(UnboundedRetry.Descriptor, culprit.GetLocation(), sure ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, null, null, $"'{culprit}'"));
    }

    // The timeout of the client, 100 s unless set otherwise, ends the retries of its handlers.
    private static bool IsHttpHandler(IOperation built, KnownTypes types)
    {
        var outcome = built switch
        {
            IInvocationOperation call => RetryPredicate.OfPolicy(call),
            IObjectCreationOperation creation when types.RetryOptionsOf(creation.Type) is { } options => options.TypeArguments,
            _ => (IReadOnlyCollection<ITypeSymbol>)[],
        };
        return outcome.Any(type => SymbolEqualityComparer.Default.Equals(type, types.Type("System.Net.Http.HttpResponseMessage"))) && PolicyUse.Executions(built).Count == 0;
    }

    private static bool StopsWithItsCaller(IOperation built)
    {
        if (built.Descendants().Any(part => part is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }))
            return true;

        var executions = PolicyUse.Executions(built);
        return executions.Count > 0 && executions.All(execution => execution.ArgumentList.Arguments.Skip(1).Any(argument =>
            built.SemanticModel!.GetTypeInfo(argument.Expression).Type is { Name: "CancellationToken" } && argument.Expression is not (MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } or LiteralExpressionSyntax)));
    }
}
