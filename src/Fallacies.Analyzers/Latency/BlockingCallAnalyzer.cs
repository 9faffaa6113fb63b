using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2007: a thread is held until a remote call has been answered.</summary>
internal sealed class BlockingCallAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2007",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Blocking on a remote call",
        messageFormat: "'{0}' holds a thread for '{1}' {2}: under load the pool runs out of threads, and everything waits",
        description: "A thread that waits for the network does nothing else. When the other side gets slow, all threads of the pool end up waiting, and the pool adds only about one or two a second.");

    // What takes these prepares the program; it runs once, and has nobody to await it.
    private static readonly string[] Builders =
        ["IServiceCollection", "IServiceProvider", "IApplicationBuilder", "IHostBuilder", "IHostApplicationBuilder", "WebApplication", "WebApplicationBuilder", "IHost", "IConfigurationBuilder", "ModelBuilder", "MigrationBuilder"];

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnTaskCall((context, call) => Analyze(context, call, registration));
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        var remote = registration.RemoteCalls;
        if (BlockedWait.Of(call) is not { } wait || !MayAwait(context.ContainingSymbol) || (registration.Kind == ProjectKind.Library && IsTwin(context.ContainingSymbol, call)) || IsTimed(call) || IsAtStart(call, context) || remote.Reach(call, context.CancellationToken) is not { } way || IsListener(way) || DevelopmentOnly.Owns(call, context.CancellationToken))
            return;

        // At the call, not at the wait: a finding outside of the operation that is looked at has no fix in the editor.
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(call).GetLocation(), way.Places.Insert(0, wait.Name.GetLocation()), wait.Name.ToString(), CallText.Of(call), CallText.HowLong(call, way)));
    }

    // GetStringAsync(url, limit.Token), where the limit is a source with a time: as good as Wait with one.
    private static bool IsTimed(IInvocationOperation call) => call.Arguments.Any(argument =>
        Operations.Unwrap(argument.Value) is IPropertyReferenceOperation { Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" }, Instance: ILocalReferenceOperation { Local: var source } }
        && Operations.Initializer(source, call) is { } made && Operations.Unwrap(made) is IObjectCreationOperation creation && TimedSource.Of(creation) is not null);

    // "string Load() => LoadAsync().Result": a library offers both, and its users choose.
    private static bool IsTwin(ISymbol member, IInvocationOperation call) =>
        call.TargetMethod.Name == member.Name + "Async" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, member.ContainingType.OriginalDefinition);

    // Who waits for others to call has a thread for that.
    private static bool IsListener(RemoteWay way) => way.Sink.Kind == RemoteKind.Socket && (way.Last.Name.StartsWith("Receive", StringComparison.Ordinal) || way.Last.Name.StartsWith("Accept", StringComparison.Ordinal));

    // FAL2014 speaks of members that cannot be awaited at all.
    private static bool MayAwait(ISymbol member) => member is IMethodSymbol
    {
        MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation,
        Name: not ("ToString" or "Main" or "Configure" or "ConfigureServices"),
    } method && !HiddenCallAnalyzer.IsDispose(method) && !method.Parameters.Any(parameter => Builders.Contains(parameter.Type.Name)) && !IsOfBuild(method.ContainingType);

    // A build asks its tasks for an answer, and ends with them.
    private static bool IsOfBuild(ITypeSymbol type) => type.AllInterfaces.Any(known => known is { Name: "ITask", ContainingNamespace: { Name: "Framework", ContainingNamespace.Name: "Build" } });

    // Straight in a program without Main, or in a lambda that makes a service.
    private static bool IsAtStart(IOperation call, OperationAnalysisContext context)
    {
        for (var around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && lambda.Symbol.Parameters.Any(parameter => Builders.Contains(parameter.Type.Name)))
                return true;
        }

        return call.SemanticModel is not { } model || new SendBounds(model, context.CancellationToken).IsAtStart((IInvocationOperation)call);
    }
}
