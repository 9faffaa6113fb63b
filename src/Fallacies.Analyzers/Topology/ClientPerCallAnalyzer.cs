using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5003: a client with connections of its own is made for each call, and dropped.</summary>
internal sealed class ClientPerCallAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5003",
        Fallacy.Topology,
        DiagnosticSeverity.Info,
        title: "HttpClient created for each call",
        messageFormat: "A new HttpClient for each {0} of '{1}' shares no connection: every call pays for TCP and TLS, and 100 calls a second leave 6,000 sockets that wait 60 s to be freed",
        description: "Connections belong to the handler of a client. One client for each call opens new ones every time, and the closed ones hold their ports for a minute or more: under load the machine runs out of ports and no call gets through.");

    public override void Register(Registration registration)
    {
        // A tool ends before its sockets run out, and a library does not know how often it is called.
        if (registration.Kind == ProjectKind.Service)
            registration.OnCreation((context, creation) => Analyze(context, creation, registration.Types), "HttpClient");
    }

    private static void Analyze(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types)
    {
        if (creation.SemanticModel is not { } model || !SymbolEqualityComparer.Default.Equals(creation.Type, types.HttpClient) || Operations.IsFallback(creation))
            return;
        if (Occasion(creation, types, model, context.CancellationToken) is not { } occasion || new SharedHandler(types, model, context.CancellationToken).IsUsedBy(creation) || ChosenProxy.IsOn(creation, types, model, context.CancellationToken))
            return;
        if (new ClientFlow(types, model, context.CancellationToken).From(creation).Sends is { Count: > 0 } sends && sends.All(ThisMachine.IsCalledBy))
            return;
        if (UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken) || DevelopmentOnly.Owns(creation, context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, creation.Syntax.GetLocation(), occasion.Kind, occasion.Name));
    }

    private static (string Kind, string Name)? Occasion(IObjectCreationOperation creation, KnownTypes types, SemanticModel model, CancellationToken cancellation)
    {
        if (FieldOf(creation) is { IsStatic: false } field)
        {
            return new Provenance(types, model, cancellation).LifetimeOf(field.ContainingType) is Lifetime.Scoped or Lifetime.Transient && new Repetition(types, model, cancellation).Repeats(creation)
                ? ("object", field.ContainingType.Name)
                : null;
        }

        return new Fate(model, cancellation).IsDropped(creation) && new Repetition(types, model, cancellation).Repeats(creation) ? ("call", Operations.MemberName(creation, cancellation)) : null;
    }

    // A field that is set once for each object, by its declaration or in a constructor.
    private static ISymbol? FieldOf(IObjectCreationOperation creation)
    {
        var value = Operations.Outermost(creation);
        return value.Parent switch
        {
            IFieldInitializerOperation initializer => initializer.InitializedFields.FirstOrDefault(),
            IPropertyInitializerOperation initializer => initializer.InitializedProperties.FirstOrDefault(),
            ISimpleAssignmentOperation assignment when assignment.Value == value && Operations.Root(assignment) is IConstructorBodyOperation =>
                assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation ? Source.Variable(assignment.Target) : null,
            _ => null,
        };
    }
}
