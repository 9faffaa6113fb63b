using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1019: a lock that several processes share stays taken when its owner dies.</summary>
internal sealed class EndlessLockAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1019",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Distributed lock or lease without expiry",
        messageFormat: "'{0}' takes '{1}' {2}: a process that dies {3} holds it for ever, and nobody else gets it until somebody frees it by hand",
        description: "A process that holds a lock can die, hang or lose its network before it gives the lock back. Only an expiry that the server keeps frees the lock then.");

    private static readonly string[] SessionEnds = ["TTL", "Checks", "NodeChecks", "ServiceChecks"];

    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(LockKeys.Patterns);

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;
        if (registration.Types.RedisDatabase is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "LockTake", "LockTakeAsync", "StringSet", "StringSetAsync", "Execute", "ExecuteAsync");
        if (registration.Types.BlobLease is { } lease)
            registration.OnCall((context, call) => AnalyzeLease(context, call, lease), "Acquire", "AcquireAsync");
        registration.OnCreation((context, creation) => AnalyzeSession(context, creation, registration.Types), "SessionEntry");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (RedisLockCall.Of(call, types) is not { Step: LockStep.Take, LastsForEver: true } take || TaskUse.IsIgnored(call))
            return;

        var use = new LockUse(types, context.Options.AnalyzerConfigOptionsProvider.GetOptions(call.Syntax.SyntaxTree));
        if (!use.IsLock(take) && !IsInLock(context.ContainingSymbol))
            return;

        var steps = use.InMember(call).Where(step => step.Key.Equals(take.Key)).ToList();
        if (steps.Any(step => step.Step == LockStep.TakeOver))
            return;

        var second = steps.FirstOrDefault(step => step.Step == LockStep.Expire && step.Call.Syntax.SpanStart > call.Syntax.SpanStart);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            Operations.NameOf(call).GetLocation(),
            additionalLocations: second is { Expiry: { } expiry } ? [expiry.Syntax.GetLocation()] : [],
            call.TargetMethod.Name,
            take.Key.Text,
            second is null ? "without an expiry" : $"and '{second.Call.TargetMethod.Name}' lets it expire in a second step",
            second is null ? "before the release" : "between the two"));
    }

    private static bool IsInLock(ISymbol member) => LockKey.HasLockWord(member.Name) || (member.ContainingType is { } type && LockKey.HasLockWord(type.Name));

    // A lease that nobody gives back protects a blob from being deleted.
    private static void AnalyzeLease(OperationAnalysisContext context, IInvocationOperation call, INamedTypeSymbol lease)
    {
        if (!SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, lease) || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "duration")?.Value is not { } duration || !IsInfinite(duration))
            return;
        if (context.ContainingSymbol.ContainingType?.DeclaringSyntaxReferences.Any(part =>
            Source.Mentions("Release", part.GetSyntax(context.CancellationToken), context.CancellationToken).Concat(Source.Mentions("ReleaseAsync", part.GetSyntax(context.CancellationToken), context.CancellationToken)).Any()) != true)
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), call.TargetMethod.Name, call.Instance?.Syntax.ToString(), "without an expiry", "before the release"));
    }

    // Without a TTL or a check of its own a session of Consul ends with the node, not with the process.
    private static void AnalyzeSession(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types)
    {
        var member = Source.Member(creation.Syntax);
        if (SymbolEqualityComparer.Default.Equals(creation.Type, types.ConsulSession) && !SessionEnds.Any(name => Source.Mentions(name, member, context.CancellationToken).Any()))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, creation.Syntax.GetLocation(), "SessionEntry", "its keys", "without a TTL", "while its node stays up"));
    }

    private static bool IsInfinite(IOperation duration) =>
        Operations.Unwrap(duration) is IFieldReferenceOperation { Field: { Name: "InfiniteLeaseDuration" } } || ConstantTime.Of(duration) < TimeSpan.Zero;
}
