using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5007: the name of a machine or installation of one's own is written in the program and reaches a client.</summary>
internal sealed class HardCodedEndpointAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5007",
        Fallacy.Topology,
        DiagnosticSeverity.Info,
        title: "Hard-coded endpoint reaches a network sink",
        messageFormat: "'{0}' is wired into {1}: every environment calls it, and when {2} moves, {3}",
        description: "An installation has its own address in each environment. A name in the program ties every environment to one of them, and only a new build can change it.");

    private static readonly string[] OptionsSuffixes = ["Options", "Settings", "Config", "Configuration"];

    /// <inheritdoc/>
    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(OwnHosts.DomainsOption, TrustedHosts.Option);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Service)
            return;

        var own = new OwnHosts(registration.Compilation.AssemblyName);
        ReachedTexts.Register(registration, (context, reached) =>
        {
            if (reached.Text.Taken != Taken.Always || !MayHoldName(reached))
                return;

            var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Operation.Syntax.SyntaxTree);
            var hosts = HostName.In(reached.Text.Text).Where(host => own.Contains(host, reached.Sink, options) && !TrustedHosts.Contains(options, host)).ToList();
            if (hosts.Count > 0 && !IsDefault(reached) && reached.IsWorthSaying)
                context.ReportDiagnostic(reached.Finding(Descriptor, DiagnosticSeverity.Info, hosts, "this program must be rebuilt"));
        });
    }

    // "orders.json" is no host.
    private static bool MayHoldName(ReachedText reached)
    {
        var text = reached.Text.Text;
        return text.IndexOf('.') > 0 && (!AddressTable.TakesUrls(reached.Sink) || text.IndexOf("://", StringComparison.Ordinal) > 0);
    }

    // What an options class starts with, a setting replaces. A factory for the tools of EF runs on a desk.
    private static bool IsDefault(ReachedText reached) =>
        IsDefault(reached.Operation.Syntax) || (reached.Text.Declaration is { } declaration && IsDefault(declaration)) || IsInInterfaceOf(reached.Operation, "IDesignTimeDbContextFactory");

    private static bool IsDefault(SyntaxNode place) =>
        place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && OptionsSuffixes.Any(suffix => type.Identifier.ValueText.EndsWith(suffix, StringComparison.Ordinal))
        && place.FirstAncestorOrSelf<MemberDeclarationSyntax>() is PropertyDeclarationSyntax or FieldDeclarationSyntax;

    private static bool IsInInterfaceOf(IOperation operation, string name) =>
        operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart)?.ContainingType is { } type && type.AllInterfaces.Any(implemented => implemented.Name == name);
}
