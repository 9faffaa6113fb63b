using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1005: a retry of Polly whose waits are the same for every caller.</summary>
internal sealed class RetryWithoutJitterAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1005",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Retry without jitter",
        messageFormat: "'{0}' waits without jitter ({1}), so callers that failed together come back together",
        description: "One outage makes all callers fail at the same moment. Without a random part in their waits they all try again at the same moment, too, and each wave can knock the dependency down anew.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Test or ProjectKind.Tool)
            return;

        var judge = new Judge(registration.Types, registration.RemoteCalls, registration.Kind, registration.Compilation);
        if (registration.Types.RetryStrategyOptions is not null)
        {
            registration.OnCreation(judge.Creation, "RetryStrategyOptions", "HttpRetryStrategyOptions");
            registration.OnAssignment(judge.SwitchedOff, "UseJitter");
            registration.OnAssignment(judge.Generator, "DelayGenerator");
        }

        if (registration.Types.PolicyBuilder is not null)
            registration.OnCall(judge.Policy, "WaitAndRetry", "WaitAndRetryAsync", "WaitAndRetryForever", "WaitAndRetryForeverAsync");
    }

    private sealed class Judge(KnownTypes types, RemoteCalls remote, ProjectKind kind, Compilation compilation)
    {
        public void Creation(OperationAnalysisContext context, IObjectCreationOperation creation)
        {
            if (types.RetryOptionsOf(creation.Type) is null)
                return;

            var settings = RetrySettings.Of(creation);
            var http = types.IsHttpRetry(creation.Type);
            if (!settings.IsComplete || settings.MayBeTrue("UseJitter") || settings.Has("DelayGenerator") || (http && !settings.Has("UseJitter")))
                return;

            var off = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(a => a.Target is IPropertyReferenceOperation { Property.Name: "UseJitter" });
            if (off is null && settings.Has("UseJitter"))
                off = settings["UseJitter"]!.Parent as ISimpleAssignmentOperation;
            var (name, location) = off is not null
                ? (off.Syntax.ToString(), off.Syntax.GetLocation())
                : (creation.Type!.Name, NameOf(creation.Syntax));
            Report(context, creation, settings, creation.Type!, name, location, settings.Delays(exponential: http));
        }

        public void SwitchedOff(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
        {
            if (assignment.Parent is IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation } || !types.IsHttpRetry(Receiver(assignment, target)) || IsConditional(assignment))
                return;

            // A variable that holds a new object is the creation's matter.
            var settings = RetrySettings.Around(assignment, target);
            if (target.Instance is not ILocalReferenceOperation && settings.IsComplete && !settings.MayBeTrue("UseJitter") && !settings.Has("DelayGenerator"))
                Report(context, assignment, settings, Receiver(assignment, target)!, assignment.Syntax.ToString(), assignment.Syntax.GetLocation(), settings.Delays(exponential: true));
        }

        public void Generator(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
        {
            if (types.RetryOptionsOf(target.Property.ContainingType) is null || IsConditional(assignment) || RetryWait.Of(assignment.Value) != Wait.Fixed)
                return;

            var settings = RetrySettings.Around(assignment, target);
            if (settings.IsComplete)
                Report(context, assignment, settings, Receiver(assignment, target) ?? target.Property.ContainingType, "DelayGenerator", assignment.Syntax is AssignmentExpressionSyntax a ? a.Left.GetLocation() : assignment.Syntax.GetLocation(), []);
        }

        public void Policy(OperationAnalysisContext context, IInvocationOperation call)
        {
            if (!types.IsPolicyBuilder(call.TargetMethod) || RetryPolicy.Of(call) is not { } policy || policy.Retries < 2 || policy.IsImmediate || RetryPredicate.IsPolling(call, types) || RetryWait.Of(policy.Waits) != Wait.Fixed)
                return;

            var failures = KindOf(RetryPredicate.OfPolicy(call));
            Report(context, call, failures, call.TargetMethod.Name, NameOf(call.Syntax), policy.Retries, policy.Delays);
        }

        private void Report(OperationAnalysisContext context, IOperation at, RetrySettings settings, ITypeSymbol options, string name, Location location, IReadOnlyList<TimeSpan> delays)
        {
            if (settings.Retries < 2 || settings.IsZero("Delay") || (settings.Retries == int.MaxValue && RetryPredicate.IsPolling(at, types)))
                return;

            var outcome = types.RetryOptionsOf(options)?.TypeArguments[0];
            var failures = KindOf(RetryPredicate.OfOptions(outcome, settings["ShouldHandle"]));
            var built = at is IObjectCreationOperation ? at : at.Parent?.Parent as IObjectCreationOperation ?? at;
            Report(context, built, failures, name, location, settings.Retries, delays);
        }

        private void Report(OperationAnalysisContext context, IOperation built, FailureKind failures, string name, Location location, double? retries, IReadOnlyList<TimeSpan> delays)
        {
            var work = failures == FailureKind.Local ? Work.Local : RetriedWork.Of(built, remote);
            if (work is Work.Start or Work.Local || IsOfUnaskedClient(context, built))
                return;

            var sure = kind == ProjectKind.Service && (failures == FailureKind.Network || work == Work.Remote) && !IsOneCaller(context.ContainingSymbol.ContainingType);
            var text = AttemptDelays.Text(retries, delays) ?? "the same waits for everybody";
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, sure ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, null, null, name, text));
        }

        private bool IsOfUnaskedClient(OperationAnalysisContext context, IOperation built) =>
            kind == ProjectKind.Service && built.SemanticModel is { } model && new UnaskedClients(types, model, context.CancellationToken).Configure(built);

        // The loop of a background service waits for itself; only its twins on other machines come back with it.
        private bool IsOneCaller(INamedTypeSymbol? type) => type.IsOrDerivesFrom(types.Type("Microsoft.Extensions.Hosting.BackgroundService"));

        // A database in this process has no other callers.
        private FailureKind KindOf(IReadOnlyCollection<ITypeSymbol> failures) =>
            Failures.AreOfDatabase(failures, types) && SinkRows.IsDatabaseHere(compilation) ? FailureKind.Local : Failures.Of(failures, types);

        private static ITypeSymbol? Receiver(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target) =>
            assignment.Parent is IObjectOrCollectionInitializerOperation initializer ? initializer.Type : target.Instance?.Type;

        // A setting for development only, or one that another branch takes back.
        private static bool IsConditional(IOperation operation) => operation.Syntax.Ancestors().TakeWhile(a => a is not (AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax))
            .Any(a => a is IfStatementSyntax or SwitchStatementSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax or CatchClauseSyntax);

        private static Location NameOf(SyntaxNode node) => node switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.GetLocation(),
            InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.GetLocation(),
            ObjectCreationExpressionSyntax creation => creation.Type.GetLocation(),
            ImplicitObjectCreationExpressionSyntax creation => creation.NewKeyword.GetLocation(),
            _ => node.GetLocation(),
        };
    }
}
