using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5006: of the addresses that a name has, the first one alone is kept or tried.</summary>
internal sealed class PinnedAddressAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5006",
        Fallacy.Topology,
        DiagnosticSeverity.Info,
        title: "First DNS answer pinned",
        messageFormat: "Only the first address of {0} is {1}: when {2}",
        description: "A name has several addresses, and other ones tomorrow. Who takes the first answer and keeps it calls one machine for ever; who connects to it alone does not try the machines that are up.");

    private static readonly string[] Questions = ["Health", "Diagnos", "Probe", "Ping", "Check"];

    public override void Register(Registration registration)
    {
        // A tool has ended before the name moves.
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "GetHostAddresses", "GetHostAddressesAsync", "GetHostEntry", "GetHostEntryAsync", "GetHostByName");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.TargetMethod.ContainingType.Name != "Dns" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Type("System.Net.Dns")))
            return;
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is not { } name || IsThisMachine(name) || Asks(context.ContainingSymbol))
            return;

        var answers = new DnsAnswers(call);
        foreach (var first in answers.IsLost ? [] : answers.Firsts)
        {
            if (AddressTrail.Of(first, types) is { } end)
                context.ReportDiagnostic(Finding(call, first, name, end));
        }
    }

    private static Diagnostic Finding(IInvocationOperation call, IOperation first, IOperation name, AddressEnd end)
    {
        var (fate, harm) = end.Keeper is { } keeper
            ? ($"kept in '{keeper}'", "the name moves, this process calls the old machine until it restarts")
            : ($"tried by '{(end.Connect as IInvocationOperation)?.TargetMethod.Name ?? "TcpClient"}'", "that machine is down, the others are not called");
        var additional = end is { Connect: { } connect, Argument: { } argument } ? new[] { connect.Syntax.GetLocation(), name.Syntax.GetLocation(), argument.Syntax.GetLocation() } : [];

        // A finding outside the operation that is looked at gets no fix in an editor.
        var place = first.Syntax.Span.Contains(call.Syntax.Span) ? first.Syntax : call.Syntax;
        return Diagnostic.Create(Descriptor, place.GetLocation(), additional, Shown(name), fate, harm);
    }

    private static string Shown(IOperation name) => name.ConstantValue is { HasValue: true, Value: string text } ? $"'{text}'" : $"'{name.Syntax}'";

    // One's own name, and what is an address already.
    private static bool IsThisMachine(IOperation name) => name switch
    {
        { ConstantValue: { HasValue: true, Value: var text } } => text is not string host || HostName.Of(host) is not { Kind: not HostKind.Loopback, IsFixedAddress: false },
        IConversionOperation conversion => IsThisMachine(conversion.Operand),
        IInvocationOperation call => call.TargetMethod.Name == "GetHostName",
        IPropertyReferenceOperation property => property.Property.Name == "MachineName",
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } value && Operations.Unwrap(value) is var only and not ILocalReferenceOperation && IsThisMachine(only),
        _ => false,
    };

    // Who looks whether a machine is there means this one machine.
    private static bool Asks(ISymbol member) => Questions.Any(word => member.Name.Contains(word) || member.ContainingType?.Name.Contains(word) == true);
}
