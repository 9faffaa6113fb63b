using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1024: a transaction is begun by hand on a context whose execution strategy retries, and refuses such transactions.</summary>
internal sealed class TransactionUnderRetryAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1024",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "User transaction under a retrying execution strategy",
        messageFormat: "'{0}' retries, so '{1}' throws InvalidOperationException inside the transaction that '{2}' begins: the strategy can repeat a whole transaction, but not a part of one",
        description: "A retrying execution strategy runs each query and each save again after a transient failure. Inside a transaction that it did not begin it cannot do so, and EF Core refuses the call. Everything that belongs to the transaction has to be handed to the strategy as one delegate.",
        customTags: Rule.Certain);

    public override void Register(Registration registration)
    {
        if (registration.Types is not { DbContext: not null, RelationalDatabaseFacade: not null })
            return;

        var contexts = new RetryingContexts(registration.Compilation, registration.Types);
        registration.OnCall((context, call) => Analyze(context, call, registration, contexts), "BeginTransaction", "BeginTransactionAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation begin, Registration registration, RetryingContexts contexts)
    {
        if (begin.SemanticModel is not { } model || UserTransaction.Of(begin, registration.Types) is not { Context: { } owner } transaction
            || (transaction.FirstWork() ?? transaction.FirstWorkOfCallers(model, context.CancellationToken)) is not { } work)
            return;
        if (!contexts.Retry(owner, model, context.CancellationToken) || new StrategyScope(registration.Compilation, registration.Types, model, context.CancellationToken).MayHold(begin))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(begin).GetLocation(), [Operations.NameOf(work).GetLocation()], owner.Name, work.TargetMethod.Name, begin.TargetMethod.Name));
    }
}
