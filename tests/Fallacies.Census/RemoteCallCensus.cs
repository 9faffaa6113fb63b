using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Census;

/// <summary>Reports every call that is known to cross the network, by the table or by inference, so that the knowledge can be counted and read on real code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RemoteCallCensus : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Listed = new("CALL01", "Remote call of the table", "{0}: {1}", "Census", DiagnosticSeverity.Info, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor Inferred = new("CALL02", "Inferred remote call", "{0}: {1}", "Census", DiagnosticSeverity.Info, isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Listed, Inferred);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var calls = RemoteCalls.Of(start.Compilation, start.Options.AnalyzerConfigOptionsProvider);
            start.RegisterOperationAction(operation => Count(operation, calls), OperationKind.Invocation);
        });
    }

    private static void Count(OperationAnalysisContext context, RemoteCalls calls)
    {
        if (calls.Reach((IInvocationOperation)context.Operation, context.CancellationToken) is { } way)
            context.ReportDiagnostic(Diagnostic.Create(way.IsInferred ? Inferred : Listed, context.Operation.Syntax.GetLocation(), way.Places, null, way.Idempotency, way));
    }
}
