using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5001: the address of another machine is written in the program and reaches a client.</summary>
internal sealed class HardCodedAddressAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5001",
        Fallacy.Topology,
        DiagnosticSeverity.Warning,
        title: "Hard-coded IP address reaches a network sink",
        messageFormat: "'{0}' is wired into {1}: when {2} moves, {3}",
        description: "Machines get new addresses: at a failover, a move to another cluster, a restart. An address in the program can follow only by a new build.");

    /// <inheritdoc/>
    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(TrustedHosts.Option);

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        // A library or a tool may be made for one installation; a service is deployed to several.
        var severity = registration.Kind == ProjectKind.Service ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        ReachedTexts.Register(registration, (context, reached) =>
        {
            var hosts = FixedAddresses(context, reached.Text);
            if (hosts.Count > 0 && reached.IsWorthSaying && !IsAtDesignTime(context.ContainingSymbol))
                context.ReportDiagnostic(reached.Finding(Descriptor, severity, hosts, Harm(reached.Text)));
        });
    }

    // "dotnet ef" alone asks for it, on the machine of who writes a migration.
    private static bool IsAtDesignTime(ISymbol member) => member.ContainingType?.AllInterfaces.Any(contract => contract.Name == "IDesignTimeDbContextFactory") == true;

    private static string Harm(WrittenText text) => text.Taken == Taken.Always ? "this program must be rebuilt" : "every instance without the setting still calls the old address";

    private static List<HostName> FixedAddresses(OperationAnalysisContext context, WrittenText text)
    {
        if (!MayHoldAddress(text.Text))
            return [];

        var hosts = HostName.In(text.Text).Where(host => host.IsFixedAddress).ToList();
        if (hosts.Count > 0)
        {
            var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Operation.Syntax.SyntaxTree);
            hosts.RemoveAll(host => TrustedHosts.Contains(options, host));
        }

        return hosts;
    }

    // Most texts that reach a sink are paths and names: they hold neither "1.2" nor the colons of an IPv6 address.
    private static bool MayHoldAddress(string text)
    {
        var colons = 0;
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '.' && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]))
                return true;
            if (text[i] == ':' && ++colons > 3)
                return true;
        }

        return text.IndexOf("::", StringComparison.Ordinal) >= 0;
    }
}
