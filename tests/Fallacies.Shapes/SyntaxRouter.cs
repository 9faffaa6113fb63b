using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Shapes;

/// <summary>Shape 3: one router on syntax that compares names first and binds only where a name matches.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyntaxRouter : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<DiagnosticDescriptor> Descriptors = Member.All.Select(m => m.Descriptor("SYN")).ToImmutableArray();

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors;

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var types = Member.All.Select(m => m.Type).Distinct().ToDictionary(n => n, start.Compilation.GetTypeByMetadataName);
            var rules = Member.All.ToLookup(m => m.Name);
            start.RegisterSyntaxNodeAction(
                c =>
                {
                    var name = Name(((InvocationExpressionSyntax)c.Node).Expression);
                    if (name is null || !rules.Contains(name) || c.SemanticModel.GetOperation(c.Node, c.CancellationToken) is not IInvocationOperation call)
                        return;

                    foreach (var member in rules[name])
                    {
                        if (Member.Matches(call, types[member.Type]))
                            c.ReportDiagnostic(Diagnostic.Create(Descriptors[member.Number - 1], call.Syntax.GetLocation(), member.Name));
                    }
                },
                SyntaxKind.InvocationExpression);
        });
    }

    internal static string? Name(ExpressionSyntax callee) => callee switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
