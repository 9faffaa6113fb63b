using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Shapes;

/// <summary>Shape 4: every rule is an analyzer, called once per file, and asks one shared index of names for the calls it wants.</summary>
public abstract class NameIndex(int number) : DiagnosticAnalyzer
{
    private static readonly ConditionalWeakTable<SyntaxTree, ILookup<string, InvocationExpressionSyntax>> Calls = new();

    private readonly Member _member = Member.All[number - 1];
    private readonly DiagnosticDescriptor _descriptor = Member.All[number - 1].Descriptor("IDX");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(_descriptor);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var type = start.Compilation.GetTypeByMetadataName(_member.Type);
            start.RegisterSemanticModelAction(c => Analyze(c, type));
        });
    }

    private void Analyze(SemanticModelAnalysisContext context, INamedTypeSymbol? type)
    {
        foreach (var node in Calls.GetValue(context.SemanticModel.SyntaxTree, Index)[_member.Name])
        {
            if (context.SemanticModel.GetOperation(node, context.CancellationToken) is IInvocationOperation call && Member.Matches(call, type))
                context.ReportDiagnostic(Diagnostic.Create(_descriptor, node.GetLocation(), _member.Name));
        }
    }

    private static ILookup<string, InvocationExpressionSyntax> Index(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(c => SyntaxRouter.Name(c.Expression) is not null)
            .ToLookup(c => SyntaxRouter.Name(c.Expression)!);
}

[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx01() : NameIndex(1);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx02() : NameIndex(2);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx03() : NameIndex(3);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx04() : NameIndex(4);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx05() : NameIndex(5);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx06() : NameIndex(6);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx07() : NameIndex(7);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx08() : NameIndex(8);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx09() : NameIndex(9);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx10() : NameIndex(10);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx11() : NameIndex(11);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx12() : NameIndex(12);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx13() : NameIndex(13);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx14() : NameIndex(14);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx15() : NameIndex(15);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx16() : NameIndex(16);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx17() : NameIndex(17);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx18() : NameIndex(18);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx19() : NameIndex(19);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx20() : NameIndex(20);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx21() : NameIndex(21);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx22() : NameIndex(22);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx23() : NameIndex(23);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx24() : NameIndex(24);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx25() : NameIndex(25);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx26() : NameIndex(26);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx27() : NameIndex(27);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx28() : NameIndex(28);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx29() : NameIndex(29);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx30() : NameIndex(30);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx31() : NameIndex(31);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx32() : NameIndex(32);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx33() : NameIndex(33);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx34() : NameIndex(34);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx35() : NameIndex(35);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx36() : NameIndex(36);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx37() : NameIndex(37);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx38() : NameIndex(38);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx39() : NameIndex(39);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx40() : NameIndex(40);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx41() : NameIndex(41);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx42() : NameIndex(42);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx43() : NameIndex(43);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx44() : NameIndex(44);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx45() : NameIndex(45);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx46() : NameIndex(46);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx47() : NameIndex(47);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx48() : NameIndex(48);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx49() : NameIndex(49);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx50() : NameIndex(50);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx51() : NameIndex(51);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx52() : NameIndex(52);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx53() : NameIndex(53);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx54() : NameIndex(54);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx55() : NameIndex(55);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx56() : NameIndex(56);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx57() : NameIndex(57);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx58() : NameIndex(58);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx59() : NameIndex(59);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx60() : NameIndex(60);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx61() : NameIndex(61);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx62() : NameIndex(62);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx63() : NameIndex(63);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx64() : NameIndex(64);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx65() : NameIndex(65);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx66() : NameIndex(66);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx67() : NameIndex(67);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx68() : NameIndex(68);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx69() : NameIndex(69);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx70() : NameIndex(70);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx71() : NameIndex(71);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx72() : NameIndex(72);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx73() : NameIndex(73);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx74() : NameIndex(74);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx75() : NameIndex(75);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx76() : NameIndex(76);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx77() : NameIndex(77);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx78() : NameIndex(78);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx79() : NameIndex(79);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx80() : NameIndex(80);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Idx81() : NameIndex(81);
