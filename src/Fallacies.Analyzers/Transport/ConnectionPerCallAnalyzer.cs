using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Transport;

/// <summary>FAL7001: a client that is made to keep its connections is opened for each call, and dropped.</summary>
internal sealed class ConnectionPerCallAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL7001",
        Fallacy.Transport,
        DiagnosticSeverity.Warning,
        title: "Connection-holding client created for each call",
        messageFormat: "'{0}' connects anew for each call of '{1}': {2}, before anything is sent, and 100 calls a second are 100 logins a second for the other side",
        description: "Clients of brokers, caches and databases are made once and used by all threads: they share their connections. One for each call pays for the whole handshake every time and can bring the other side down by logins alone.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Test or ProjectKind.Tool)
            return;

        registration.OnCall((context, call) => Analyze(context, call, call.TargetMethod.ContainingType, call.TargetMethod.Name, registration), Connection.AllMethodNames);
        registration.OnCreation((context, creation) => Analyze(context, creation, creation.Type as INamedTypeSymbol, method: null, registration), Connection.AllTypeNames);
    }

    private static void Analyze(OperationAnalysisContext context, IOperation made, INamedTypeSymbol? type, string? method, Registration registration)
    {
        if (made.SemanticModel is not { } model || Row(type, method, registration.Types) is not { } row || SharesConnections(made) || ServerCommands.AreAll(made) || Receiver.IsAround(made))
            return;
        if (!new Fate(model, context.CancellationToken).IsDropped(made) || !new Repetition(registration.Types, model, context.CancellationToken).Repeats(made))
            return;

        // A library cannot see how often it is called.
        var severity = registration.Kind == ProjectKind.Service ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        var name = method is null ? row.TypeName : $"{row.TypeName}.{method}";
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, made.Syntax.GetLocation(), severity, additionalLocations: null, properties: null, name, Operations.MemberName(made, context.CancellationToken), row.Costs));
    }

    // The name is compared first: it costs nothing, and almost every call ends here.
    private static Connection? Row(INamedTypeSymbol? type, string? method, KnownTypes types) => type is null ? null : Connection.Table.FirstOrDefault(row =>
        row.TypeName == type.Name && row.IsMadeBy(method) && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.Type(row.Type)));

    // A gRPC channel may be told to use the connections of a handler that is there already.
    private static bool SharesConnections(IOperation made) =>
        made is IInvocationOperation { TargetMethod.Name: "ForAddress" } call
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "GrpcChannelOptions") is { } options
        && (Operations.Unwrap(options.Value) is not IObjectCreationOperation { Initializer: var initializer } || initializer?.Initializers.Any(SetsHandler) == true);

    private static bool SetsHandler(IOperation member) => member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "HttpHandler" or "HttpClient" } };
}
