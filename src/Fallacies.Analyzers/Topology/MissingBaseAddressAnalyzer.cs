using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5008: a registered client sends to a relative URL, and nothing gives it a base address.</summary>
internal sealed class MissingBaseAddressAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5008",
        Fallacy.Topology,
        DiagnosticSeverity.Warning,
        title: "Relative URL without a base address",
        messageFormat: "'{0}' has no base address, so '{1}' to {2} throws InvalidOperationException before anything is sent",
        description: "A relative URL needs the base address of its client. Where neither the registration nor the class sets one, HttpClient throws InvalidOperationException at the first call, in production if no test made it.",
        customTags: Rule.Certain);

    public override void Register(Registration registration)
    {
        // Who uses a library may register its clients again, with an address.
        if (registration.Kind is ProjectKind.Service or ProjectKind.Tool)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "AddHttpClient");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model)
            return;

        var cancellation = context.CancellationToken;
        var registrations = new ClientRegistrations(types, model, cancellation);
        foreach (var client in registrations.Of(call))
        {
            if (client.Registrations[0].Call.Syntax != call.Syntax || MayHaveAddress(client) || new RegisteredClients(types, model, cancellation).Uses(client) is not { } uses)
                continue;
            if (Relative(uses) is not var (send, address) || client.Classes.Any(type => LooksAtAddress(type, model, cancellation) || IsMadeElsewhere(type, model, cancellation)) || !registrations.IsComplete(client))
                continue;

            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), [send.Syntax.GetLocation()], client.DisplayName, send.TargetMethod.Name, address));
            return;
        }
    }

    private static bool MayHaveAddress(RegisteredClient client) =>
        client.Registrations.Any(registration => registration.Kind is not (ClientKind.Named or ClientKind.Typed))
        || client.BaseAddresses.Any()
        || client.Steps.Any(step => step.Clients?.All(flow => !flow.Escapes) != true);

    private static (IInvocationOperation Send, string Address)? Relative(IReadOnlyList<ClientFlow> uses)
    {
        foreach (var send in uses.Where(flow => !flow.Escapes && !flow.Shared && flow.BaseAddresses.Count == 0).SelectMany(flow => flow.Sends))
        {
            if (RelativeAddress.Of(send) is { } address && !Source.Member(send.Syntax).ToString().Contains("BaseAddress"))
                return (send, address);
        }

        return null;
    }

    // Whoever reads the base address knows what happens without one.
    private static bool LooksAtAddress(INamedTypeSymbol type, SemanticModel near, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .Any(part => near.Compilation.ContainsSyntaxTree(part.SyntaxTree) && Source.Mentions("BaseAddress", part.GetSyntax(cancellation), cancellation).Any());

    // Made by hand, the class gets another client, and perhaps that is the only way it is used.
    private static bool IsMadeElsewhere(INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation) => Source.Mentions(type.Name, model.Compilation, cancellation)
        .Any(mention => mention.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is { } creation && creation.Type.Span.Contains(mention.Span));
}
