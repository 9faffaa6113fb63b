using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Shapes;

/// <summary>Shape 1: every rule is an analyzer with an operation action of its own.</summary>
public abstract class OwnAction(int number) : DiagnosticAnalyzer
{
    private readonly Member _member = Member.All[number - 1];
    private readonly DiagnosticDescriptor _descriptor = Member.All[number - 1].Descriptor("OWN");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(_descriptor);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var type = start.Compilation.GetTypeByMetadataName(_member.Type);
            start.RegisterOperationAction(c => Analyze(c, type), OperationKind.Invocation);
        });
    }

    private void Analyze(OperationAnalysisContext context, INamedTypeSymbol? type)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name == _member.Name && Member.Matches(call, type))
            context.ReportDiagnostic(Diagnostic.Create(_descriptor, call.Syntax.GetLocation(), call.TargetMethod.Name));
    }
}

[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own01() : OwnAction(1);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own02() : OwnAction(2);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own03() : OwnAction(3);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own04() : OwnAction(4);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own05() : OwnAction(5);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own06() : OwnAction(6);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own07() : OwnAction(7);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own08() : OwnAction(8);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own09() : OwnAction(9);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own10() : OwnAction(10);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own11() : OwnAction(11);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own12() : OwnAction(12);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own13() : OwnAction(13);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own14() : OwnAction(14);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own15() : OwnAction(15);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own16() : OwnAction(16);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own17() : OwnAction(17);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own18() : OwnAction(18);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own19() : OwnAction(19);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own20() : OwnAction(20);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own21() : OwnAction(21);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own22() : OwnAction(22);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own23() : OwnAction(23);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own24() : OwnAction(24);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own25() : OwnAction(25);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own26() : OwnAction(26);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own27() : OwnAction(27);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own28() : OwnAction(28);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own29() : OwnAction(29);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own30() : OwnAction(30);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own31() : OwnAction(31);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own32() : OwnAction(32);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own33() : OwnAction(33);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own34() : OwnAction(34);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own35() : OwnAction(35);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own36() : OwnAction(36);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own37() : OwnAction(37);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own38() : OwnAction(38);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own39() : OwnAction(39);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own40() : OwnAction(40);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own41() : OwnAction(41);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own42() : OwnAction(42);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own43() : OwnAction(43);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own44() : OwnAction(44);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own45() : OwnAction(45);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own46() : OwnAction(46);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own47() : OwnAction(47);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own48() : OwnAction(48);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own49() : OwnAction(49);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own50() : OwnAction(50);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own51() : OwnAction(51);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own52() : OwnAction(52);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own53() : OwnAction(53);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own54() : OwnAction(54);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own55() : OwnAction(55);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own56() : OwnAction(56);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own57() : OwnAction(57);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own58() : OwnAction(58);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own59() : OwnAction(59);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own60() : OwnAction(60);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own61() : OwnAction(61);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own62() : OwnAction(62);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own63() : OwnAction(63);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own64() : OwnAction(64);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own65() : OwnAction(65);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own66() : OwnAction(66);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own67() : OwnAction(67);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own68() : OwnAction(68);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own69() : OwnAction(69);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own70() : OwnAction(70);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own71() : OwnAction(71);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own72() : OwnAction(72);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own73() : OwnAction(73);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own74() : OwnAction(74);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own75() : OwnAction(75);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own76() : OwnAction(76);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own77() : OwnAction(77);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own78() : OwnAction(78);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own79() : OwnAction(79);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own80() : OwnAction(80);
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class Own81() : OwnAction(81);
