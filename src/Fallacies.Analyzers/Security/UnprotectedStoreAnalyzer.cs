using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>FAL4003: a connection to a database, cache or broker gives up encryption, or the look at the certificate.</summary>
internal sealed class UnprotectedStoreAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL4003",
        Fallacy.Security,
        DiagnosticSeverity.Info,
        title: "Encryption or trust switched off for a data store",
        messageFormat: "'{0}' {1}: whoever sits between this program and {2} can read it and change it",
        description: "What goes to a store is all that a program keeps. A connection without encryption shows it to the network; one that accepts any certificate shows it to whoever answers.");

    /// <inheritdoc/>
    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(TrustedHosts.Option);

    public override void Register(Registration registration)
    {
        if (Trials.Are(registration))
            return;

        var types = registration.Types;
        ReachedTexts.Register(registration, (context, reached) => AnalyzeText(context, reached, types));
        registration.OnAssignment((context, assignment, target) => AnalyzeProperty(context, assignment, target, types), StoreSettings.Names);
    }

    private static void AnalyzeText(OperationAnalysisContext context, ReachedText reached, KnownTypes types)
    {
        if (!AddressTable.IsInstallation(reached.Sink) || reached.Text.Text.IndexOf('=') < 0 || StoreSettings.In(reached.Text.Text, types) is not { } off)
            return;
        if (SeverityFor(HostName.In(reached.Text.Text), context) is { } severity && reached.IsWorthSaying && !IsGuarded(context))
            context.ReportDiagnostic(reached.Finding(Descriptor, severity, off.Text, off.Harm, reached.Sink.Moves));
    }

    private static void AnalyzeProperty(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types)
    {
        if (StoreSettings.HarmOf(target, assignment.Value, types) is not { } harm || DevelopmentOnly.Contains(assignment))
            return;
        if (SeverityFor(StoreHosts.Of(target, types), context) is { } severity && !IsGuarded(context))
        {
            var name = target is { Property.IsIndexer: true, Arguments: { Length: 1 } keys } ? (string)keys[0].Value.ConstantValue.Value! : target.Property.Name;
            var store = name is "SecurityProtocol" or "security.protocol" ? "the broker" : name == "Ssl" ? "the cache" : "the database";
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, assignment.Syntax.GetLocation(), severity, null, null, $"{name} = {assignment.Value.Syntax}", harm, store));
        }
    }

    private static bool IsGuarded(OperationAnalysisContext context) =>
        context.Operation.SemanticModel is { } model && new TrustGuard(model, context.CancellationToken).Stands(context.Operation);

    // Where no host is written, it may be any.
    private static DiagnosticSeverity? SeverityFor(IReadOnlyList<HostName> hosts, OperationAnalysisContext context)
    {
        var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Operation.Syntax.SyntaxTree);
        var far = hosts.Where(host => !StoreHosts.IsNear(host) && !TrustedHosts.Contains(options, host)).ToList();
        return hosts.Count > 0 && far.Count == 0 ? null
            : far.Any(StoreHosts.IsPublic) ? DiagnosticSeverity.Warning
            : DiagnosticSeverity.Info;
    }
}
