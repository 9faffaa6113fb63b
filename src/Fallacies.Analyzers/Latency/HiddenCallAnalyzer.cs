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

    // Databases that run in the process of whoever opens them; which one a context gets stands in its name where a project has several.
    private static readonly string[] Here = ["Sqlite", "InMemory", "DuckDb"];

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnCallIn(Hides, (context, call) => Analyze(context, call, registration.RemoteCalls));
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls remote)
    {
        // What a lambda or local function does it does when somebody runs it.
        var member = context.ContainingSymbol;
        if (Operations.FunctionAround(call) is not null || Way(call) is not { } way || Operations.Root(call).InThisFunction().OfType<IInvocationOperation>().TakeWhile(before => before != call).Any(before => Way(before) is not null))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), way.Places, Says(member), way, Harm(way)));

        RemoteWay? Way(IInvocationOperation hidden) =>
            hidden.SemanticModel is { } model && new BlockingCalls(remote, model, context.CancellationToken).WayOf(hidden) is { } found && !IsLimited(hidden) && !IsHere(found.Sink, member) && !DevelopmentOnly.Contains(hidden) ? found : null;
    }

    private static bool Hides(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.StaticConstructor or MethodKind.Constructor } or IFieldSymbol or IPropertySymbol => true,
        IMethodSymbol { ReturnsVoid: true } method when IsDispose(method) => true,
        IMethodSymbol { Name: "ToString", IsOverride: true } => true,
        _ => false,
    };

    /// <summary>Whether a method is <c>Dispose</c>, also as <c>void IDisposable.Dispose()</c>.</summary>
    internal static bool IsDispose(IMethodSymbol method) => method.Name == "Dispose" || method.ExplicitInterfaceImplementations.Any(implemented => implemented.Name == "Dispose");

    // Initializers run in the constructor.
    private static string? Says(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: { } property } => $"Reading '{property.Name}'",
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } or IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } => $"The first use of '{member.ContainingType.Name}'",
        IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol or IPropertySymbol => $"Creating '{member.ContainingType.Name}'",
        IMethodSymbol { ReturnsVoid: true } method when IsDispose(method) => $"Disposing '{member.ContainingType.Name}'",
        IMethodSymbol { Name: "ToString", IsOverride: true } => $"'{member.ContainingType.Name}.ToString'",
        _ => null,
    };

    // Who says how long he is ready to wait, as when a producer is flushed on its way out, hides nothing from himself.
    private static bool IsLimited(IInvocationOperation call)
    {
        if (call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue
            && (argument.Parameter?.Type.Name == "TimeSpan" || (argument.Parameter?.Type.Name == "CancellationToken" && !SendBounds.IsNone(argument.Value)))))
            return true;

        var around = call.Parent;
        while (around is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" })
            around = around.Parent;
        return around is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync", Arguments.IsEmpty: false };
    }

    private static bool IsHere(Sink sink, ISymbol member) =>
        sink.ByProvider && Here.Any(word => member.ContainingType.ToDisplayString().IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static string Harm(RemoteWay way) => way.Sink.TimeoutOf(way.Last.Name) is { } seconds ? $"up to {seconds.ToString(CultureInfo.InvariantCulture)} s, the default," : "as long as the other side likes";
}
