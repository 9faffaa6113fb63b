using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5001: the address of another machine is written in the program and reaches a client.</summary>
internal sealed class HardCodedAddressAnalyzer() : FallacyAnalyzer(Descriptor)
{
    /// <summary>The property that proposes a configuration key to the fix.</summary>
    internal const string KeyProperty = "Key";

    /// <summary>The property that tells the fix when the address is taken: a name of <see cref="Taken"/>.</summary>
    internal const string TakenProperty = "Taken";

    /// <summary>The property of a finding at a variable whose text is the additional location.</summary>
    internal const string ElsewhereProperty = "Elsewhere";

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
        var sinks = new AddressSinks(registration.Types);
        var texts = new WrittenTexts(registration.Types);
        registration.OnCall((context, call) => Analyze(context, sinks.Of(call)), AddressTable.MethodNames);
        registration.OnCreation((context, creation) => Analyze(context, sinks.Of(creation)), AddressTable.TypeNames);
        registration.OnAssignment((context, assignment, target) => Analyze(context, sinks.Of(assignment, target)), AddressTable.PropertyNames);

        void Analyze(OperationAnalysisContext context, (AddressSink Sink, string Words, IOperation Address)? reached)
        {
            if (reached is not { } sink)
                return;

            foreach (var text in texts.Of(sink.Address))
            {
                var hosts = FixedAddresses(context, text);
                if (hosts.Count > 0 && !text.Through.Any(local => ReachedBefore(local, sinks)) && !DevelopmentOnly.Contains(context.Operation) && !DevelopmentOnly.Contains(text.Place))
                    context.ReportDiagnostic(Finding(context.Operation, text, hosts, sink.Sink, sink.Words, severity));
            }
        }
    }

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

    // One literal is one finding, however many sinks its variable reaches: the first one names it.
    private static bool ReachedBefore(IOperation local, AddressSinks sinks) =>
        local is ILocalReferenceOperation { SemanticModel: { } model } reference
        && Locals.MentionsBefore(reference).Any(name => model.GetOperation(name) is ILocalReferenceOperation earlier && sinks.Reaches(earlier));

    private static Diagnostic Finding(IOperation reached, WrittenText text, List<HostName> hosts, AddressSink sink, string words, DiagnosticSeverity severity)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(KeyProperty, sink.Key).Add(TakenProperty, text.Taken.ToString());
        var harm = text.Taken == Taken.Always ? "this program must be rebuilt" : "every instance without the setting still calls the old address";
        var (place, declaration) = (text.Place.Syntax, text.Declaration);

        // A finding outside the operation that is looked at gets no fix in an editor.
        if (text.Through.LastOrDefault() is { } local && !reached.Syntax.Span.Contains(place.Span))
        {
            (place, declaration) = (local.Syntax, place);
            properties = properties.Add(ElsewhereProperty, "");
        }

        var additional = declaration is null ? ImmutableArray<Location>.Empty : ImmutableArray.Create(declaration.GetLocation());
        return Diagnostic.Create(Descriptor, place.GetLocation(), severity, additional, properties, string.Join(", ", hosts), words, sink.Moves, harm);
    }
}
