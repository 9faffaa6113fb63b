using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2014: a member that looks as if it cost nothing waits for the network.</summary>
internal sealed class HiddenCallAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2014",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Remote call hidden in a property, constructor or Dispose",
        messageFormat: "{0} blocks on '{1}': a thread waits {2} for something that looks as if it cost nothing",
        description: "Nobody expects a property, a constructor, ToString or Dispose to cross the network. They cannot be awaited or cancelled, so they hold a thread for as long as the other side likes, also in debuggers, log statements and dependency injection.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnMember(symbol => Says(symbol) is not null, context => Analyze(context, registration.RemoteCalls));
    }

    private static void Analyze(OperationBlockAnalysisContext context, RemoteCalls remote)
    {
        foreach (var call in context.OperationBlocks.SelectMany(block => block.InThisFunction()).OfType<IInvocationOperation>())
        {
            if (IsBounded(call) || call.SemanticModel is not { } model || new BlockingCalls(remote, model, context.CancellationToken).WayOf(call) is not { } way)
                continue;

            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), way.Places, Says(context.OwningSymbol), way, Harm(way)));
            return;
        }
    }

    // "producer.Flush(TimeSpan.FromSeconds(1))": how long it may take was somebody's decision.
    private static bool IsBounded(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Type: { Name: "TimeSpan", ContainingNamespace.Name: "System" } });

    // Initializers run in the constructor.
    private static string? Says(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: { } property } => $"Reading '{property.Name}'",
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } or IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } => $"The first use of '{member.ContainingType.Name}'",
        IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol or IPropertySymbol => $"Creating '{member.ContainingType.Name}'",
        IMethodSymbol { Name: "Dispose", ReturnsVoid: true } => $"Disposing '{member.ContainingType.Name}'",
        IMethodSymbol { Name: "ToString", IsOverride: true } => $"'{member.ContainingType.Name}.ToString'",
        _ => null,
    };

    private static string Harm(RemoteWay way) => way.Sink.BuiltInTimeout is { } seconds ? $"up to {seconds.ToString(CultureInfo.InvariantCulture)} s, the default," : "as long as the other side likes";
}
