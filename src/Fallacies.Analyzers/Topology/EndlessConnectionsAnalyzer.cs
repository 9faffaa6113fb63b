using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5002: a client lives as long as the process, and its connections as long as the other side lets them.</summary>
internal sealed class EndlessConnectionsAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5002",
        Fallacy.Topology,
        DiagnosticSeverity.Info,
        title: "Long-lived client never sees DNS changes",
        messageFormat: "{0} lives as long as the process and its PooledConnectionLifetime is infinite: while it is busy it keeps calling the old address after a failover or a move",
        description: "A name is looked up when a connection is opened. A client that lives as long as the process reuses its connections, so it follows a change of DNS only when the old machine closes them, or at a restart.");

    public override void Register(Registration registration)
    {
        // Before .NET Core 2.1 nothing on a handler renews connections.
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnCreation((context, creation) => Analyze(context, creation, registration), "HttpClient");
    }

    private static void Analyze(OperationAnalysisContext context, IObjectCreationOperation creation, Registration registration)
    {
        var (types, cancellation) = (registration.Types, context.CancellationToken);
        if (creation.SemanticModel is not { } model || !SymbolEqualityComparer.Default.Equals(creation.Type, types.HttpClient) || types.SocketsHttpHandler is null || Operations.IsFallback(creation))
            return;
        if (new LongLived(types, model, cancellation).Keeper(creation) is not { } keeper || !IsForHost(keeper, registration.Kind) || DevelopmentOnly.Contains(creation))
            return;

        var handler = creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        var endless = handler is null ? Array.Empty<IObjectCreationOperation>() : new ConnectionAge(types, model, cancellation).Endless(handler);
        if (endless is null || new BaseAddress(model, cancellation).Stays(creation, keeper) || Stay(Flows(creation, keeper, types, model, cancellation), new ClusterServices(types, model, cancellation)))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, creation.Syntax.GetLocation(), endless.Select(made => made.Syntax.GetLocation()), Words(keeper)));
    }

    // A singleton is used by those who ask for its type in a parameter: constructors and endpoints.
    private static ClientFlow[] Flows(IOperation creation, ISymbol keeper, KnownTypes types, SemanticModel model, CancellationToken cancellation)
    {
        var created = new ClientFlow(types, model, cancellation).From(creation);
        if (!SymbolEqualityComparer.Default.Equals(keeper, types.HttpClient))
            return [created];

        return Source.Mentions("HttpClient", model.Compilation, cancellation).Select(mention => mention.Parent).OfType<ParameterSyntax>()
            .Select(parameter => Source.Model(parameter.SyntaxTree, model).GetDeclaredSymbol(parameter, cancellation))
            .Where(parameter => parameter is { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.AnonymousFunction } })
            .Select(parameter => new ClientFlow(types, model, cancellation).From(parameter!)).ToArray();
    }

    // Who moves takes along what he asks of himself; a Service of Kubernetes has a virtual address.
    private static bool Stay(ClientFlow[] flows, ClusterServices services) => flows.Length > 0 && flows.All(flow =>
        !flow.Escapes && !flow.Shared && flow.Sends.Count > 0 && flow.Sends.All(send => ThisMachine.IsCalledBy(send) || ThisMachine.IsAskedBack(send) || services.AreCalledBy(send)));

    // A library does not say how long its host runs, unless it registers singletons there.
    private static bool IsForHost(ISymbol keeper, ProjectKind kind) => kind == ProjectKind.Service || !keeper.IsStatic;

    private static string Words(ISymbol keeper) => keeper is INamedTypeSymbol ? $"The singleton '{keeper.Name}'" : $"'{keeper.Name}'";
}
