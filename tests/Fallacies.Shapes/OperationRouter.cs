using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Shapes;

/// <summary>Shape 2: one router on operations that knows by member name which rules care.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OperationRouter : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<DiagnosticDescriptor> Descriptors = Member.All.Select(m => m.Descriptor("OPS")).ToImmutableArray();

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors;

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var types = Member.All.Select(m => m.Type).Distinct().ToDictionary(n => n, start.Compilation.GetTypeByMetadataName);
            var rules = Member.All.ToLookup(m => m.Name);
            start.RegisterOperationAction(
                c =>
                {
                    var call = (IInvocationOperation)c.Operation;
                    foreach (var member in rules[call.TargetMethod.Name])
                    {
                        if (Member.Matches(call, types[member.Type]))
                            c.ReportDiagnostic(Diagnostic.Create(Descriptors[member.Number - 1], call.Syntax.GetLocation(), member.Name));
                    }
                },
                OperationKind.Invocation);
        });
    }
}
