using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Tells a semaphore that only keeps two runs of a job apart: nobody who wants an answer queues for it.</summary>
internal static class JobRuns
{
    private static readonly HashSet<string> Names = ["Run", "Import", "Sync", "Synchronize", "Synchronise", "Poll"];

    /// <summary>Whether a wait for a lock stands in a job, which takes nothing and yields nothing, and no other code waits for the same lock.</summary>
    public static bool AreKeptApart(IOperation wait, ISymbol member, CancellationToken cancellation) =>
        wait is IInvocationOperation { TargetMethod.ContainingType.Name: "SemaphoreSlim", SemanticModel: { } model } call
        && Source.Variable(call.Instance) is { } gate && Source.Holds(model.Compilation, gate)
        && member is IMethodSymbol method && IsJob(method)
        && Source.Mentions(gate, model.Compilation, cancellation).All(mention => UseOf(mention) is "Release" or "Dispose" || call.Syntax.Span.Contains(mention.Span) && call.Syntax.SyntaxTree == mention.SyntaxTree)
        && !IsPartOfAnAnswer(method, model, cancellation);

    // "async Task<Prices> GetAsync() { await SyncAsync(); return _prices; }": whoever asks queues for the job.
    private static bool IsPartOfAnAnswer(IMethodSymbol job, SemanticModel near, CancellationToken cancellation) =>
        Callers.Of(job, near, cancellation) is { } calls && calls.Any(call => Operations.IsAwaited(call)
            && call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is IMethodSymbol { ReturnType: INamedTypeSymbol { IsGenericType: true } } caller && SymbolEqualityComparer.Default.Equals(caller.ContainingType, job.ContainingType));

    private static bool IsJob(IMethodSymbol method) =>
        NameWords.Of(method.Name) is { Count: > 0 } words && Names.Contains(words[0])
        && (method.ReturnsVoid || method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false })
        && method.Parameters.All(parameter => parameter.Type.Name == "CancellationToken");

    private static string? UseOf(SimpleNameSyntax mention) => (mention.Parent is MemberAccessExpressionSyntax own && own.Name == mention ? own.Parent : mention.Parent) switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } => binding.Name.Identifier.ValueText,
        _ => null,
    };
}
