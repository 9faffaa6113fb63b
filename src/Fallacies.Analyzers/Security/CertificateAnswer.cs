using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>
/// Runs the body of a certificate validation for one set of policy errors, as far as the errors alone decide: <see langword="true"/>
/// and <see langword="false"/> are what it surely answers, <see langword="null"/> means that something else has a say.
/// </summary>
internal sealed class CertificateAnswer
{
    private readonly PolicyConditions _conditions;
    private bool _mayBeTrue;
    private bool _mayBeFalse;
    private bool _isOpen;

    private CertificateAnswer(int errors) => _conditions = new PolicyConditions(errors);

    public static bool? Of(IOperation body, int errors)
    {
        var run = new CertificateAnswer(errors);
        if (Unblocked(body) is not { } start)
            return null;

        if (start is IBlockOperation)
            run.Ends(start);
        else
            run.Note(run._conditions.IsTrue(start));
        return run._isOpen || run._mayBeTrue == run._mayBeFalse ? null : run._mayBeTrue;
    }

    private static IOperation? Unblocked(IOperation body) => body switch
    {
        IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
        ILocalFunctionOperation function => function.Body,
        _ => body,
    };

    private void Note(bool? answer)
    {
        _isOpen |= answer is null;
        _mayBeTrue |= answer == true;
        _mayBeFalse |= answer == false;
    }

    // Whether the statement surely ends the function.
    private bool Ends(IOperation? statement)
    {
        switch (statement)
        {
            case IBlockOperation block:
                return block.Operations.Any(Ends);
            case IReturnOperation { ReturnedValue: { } value }:
                Note(_conditions.IsTrue(value));
                return true;
            case IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                Note(false);
                return true;
            case IConditionalOperation choice:
                return EndsChoice(choice);
            case ISwitchOperation choice:
                return EndsSwitch(choice);
            case ITryOperation attempt:
                return Ends(attempt.Body);
            case IUsingOperation scope:
                return Ends(scope.Body);
            case ILockOperation gate:
                return Ends(gate.Body);
            default:
                _isOpen |= statement is ILoopOperation && statement.InThisFunction().Any(inner => inner is IReturnOperation);
                return false;
        }
    }

    private bool EndsChoice(IConditionalOperation choice) => _conditions.IsTrue(choice.Condition) switch
    {
        true => Ends(choice.WhenTrue),
        false => Ends(choice.WhenFalse),
        _ => Ends(choice.WhenTrue) & Ends(choice.WhenFalse),
    };

    private bool EndsSwitch(ISwitchOperation choice)
    {
        if (_conditions.Number(choice.Value) is not { } errors)
        {
            _isOpen |= choice.InThisFunction().Any(inner => inner is IReturnOperation);
            return false;
        }

        var taken = choice.Cases.FirstOrDefault(section => section.Clauses.Any(clause => _conditions.IsTaken(clause, errors)))
            ?? choice.Cases.FirstOrDefault(section => section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation));
        return taken?.Body.Any(Ends) == true;
    }
}
