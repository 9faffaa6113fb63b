using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A loop of writes that only the leader may do, and before it the one question whether this is the leader.</summary>
/// <param name="Question">The question, as a call or property.</param>
/// <param name="Name">Its name.</param>
/// <param name="Write">What is written in the loop.</param>
internal sealed record StaleLeadership(IOperation Question, string Name, IInvocationOperation Write)
{
    private static readonly string[] Names = ["IsLeader", "IsLeaderAsync", "AmILeader", "AmILeaderAsync", "HasLeadership", "HasLeadershipAsync"];

    // So many writes are over before a lease is, and so is a batch whose size somebody chose.
    private const int Few = 10;

    // Whoever says one of these in a loop, or in what it calls, asks in his own way; in the type, is told.
    private static readonly string[] Watching = ["lead", "lease", "elect", "fenc", "epoch"];
    private static readonly string[] Told = ["Lost", "StoppedLeading", "SteppedDown", "Resigned", "Demoted", "Revoked"];

    public static StaleLeadership? Before(ILoopOperation loop, Registration registration, CancellationToken cancellation)
    {
        if (loop.SemanticModel is not { } model || Asked(loop, model, cancellation) is not { } question || Guard(question, loop) is null)
            return null;

        var write = loop.InThisFunction().OfType<IInvocationOperation>().FirstOrDefault(call => LostLeaseAnalyzer.IsWrite(call, registration.RemoteCalls, cancellation));
        return write is null || IsWatched(loop, model) || IsTold(loop) || (loop is IForEachLoopOperation each && ItemCount.AtMost(each.Collection) is <= Few)
            ? null
            : new StaleLeadership(question, NameOf(question), write);
    }

    // The last question before the loop, outside of any loop: inside one it is asked again and again.
    private static IOperation? Asked(ILoopOperation loop, SemanticModel model, CancellationToken cancellation)
    {
        if (IsInLoop(loop))
            return null;

        var member = Source.Member(loop.Syntax);
        return Names.SelectMany(name => Source.Mentions(name, member, cancellation))
            .Where(mention => mention.Span.End <= loop.Syntax.SpanStart)
            .OrderByDescending(mention => mention.SpanStart)
            .Select(mention => QuestionAt(mention, model, cancellation))
            .FirstOrDefault(question => question is not null);
    }

    private static IOperation? QuestionAt(SimpleNameSyntax mention, SemanticModel model, CancellationToken cancellation)
    {
        SyntaxNode node = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention;
        return model.GetOperation(node.Parent is InvocationExpressionSyntax call ? call : node, cancellation) switch
        {
            IInvocationOperation { TargetMethod: { ReturnType: { } type, Parameters: var parameters } } asked when IsAnswer(type) && parameters.All(parameter => parameter.Type.Name == "CancellationToken") => asked,
            // "broker.IsLeader" of some broker is data; of what a class was given, or of the class itself, it is a question.
            IPropertyReferenceOperation { Property.Type.SpecialType: SpecialType.System_Boolean, Instance: IInstanceReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } } asked => asked,
            _ => null,
        };
    }

    private static bool IsAnswer(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results } && results[0].SpecialType == SpecialType.System_Boolean;

    // What lets only the leader come to the loop: "if (leader) { … }", "if (!leader) return;", "while (!leader) wait".
    private static IOperation? Guard(IOperation question, IOperation loop)
    {
        for (var (child, around) = (loop, loop.Parent); around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (child, around) = (around, around.Parent))
        {
            if (around is IConditionalOperation choice && choice.WhenTrue == child && Asks(choice.Condition, question) == true)
                return choice;
            if (around is IBlockOperation block && block.Operations.TakeWhile(statement => statement != child).FirstOrDefault(statement => TurnsAway(statement, question)) is { } guard)
                return guard;
        }

        return null;
    }

    private static bool TurnsAway(IOperation statement, IOperation question) => statement switch
    {
        IConditionalOperation { WhenFalse: null } choice => Leaves(choice.WhenTrue) && Asks(choice.Condition, question) == false,
        IWhileLoopOperation { Condition: { } condition } => Asks(condition, question) == false,
        _ => false,
    };

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
        IReturnOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };

    // Whether a condition holds for the leader or for everybody else; null where it does not ask.
    private static bool? Asks(IOperation condition, IOperation question)
    {
        var kept = Operations.Outermost(question).Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var variable } } ? variable : null;
        var asked = condition.DescendantsAndSelf().FirstOrDefault(part => part.Syntax == question.Syntax || (kept is not null && part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, kept)));
        if (asked is null)
            return null;

        var holds = true;
        for (var around = asked.Parent; around is not null && asked != condition; asked = around, around = around.Parent)
        {
            if (around is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
                holds = !holds;
            if (around is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation)
                return null;
        }

        return holds;
    }

    private static bool IsWatched(ILoopOperation loop, SemanticModel model) => Says(loop.Syntax)
        || loop.InThisFunction().OfType<IInvocationOperation>().Any(call => Source.Holds(model.Compilation, call.TargetMethod) && Source.Body(call.TargetMethod, model) is { Syntax: var body } && Says(body));

    private static bool Says(SyntaxNode code) => code.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => Watching.Any(word => name.Identifier.ValueText.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    private static bool IsTold(ILoopOperation loop) => loop.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => Told.Any(name.Identifier.ValueText.Contains));

    private static bool IsInLoop(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is ILoopOperation)
                return true;
        }

        return false;
    }

    private static string NameOf(IOperation question) => question is IInvocationOperation call ? call.TargetMethod.Name : ((IPropertyReferenceOperation)question).Property.Name;
}
