using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>An activity that a call has started, and what the code around does with it.</summary>
internal sealed class StartedActivity
{
    private static readonly HashSet<string> Ends = ["Stop", "Dispose", "SetEndTime"];

    private readonly IInvocationOperation _start;
    private readonly IOperation _value;

    private StartedActivity(IInvocationOperation start, IOperation value) => (_start, _value) = (start, value);

    public static StartedActivity Of(IInvocationOperation start) => new(start, Outermost(start));

    /// <summary>How the activity is left running, as the subject of a sentence; <see langword="null"/> where it may be stopped.</summary>
    public string? Loss()
    {
        if (Operations.Root(_start).Descendants().Any(IsCurrent))
            return null;

        return _value.Parent switch
        {
            IExpressionStatementOperation when !EndsHere(_value) => "Nothing keeps the activity that is started here, and nothing can stop it",
            // "using (_ = source.StartActivity(…))" stops it.
            ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: not (IUsingOperation or IConversionOperation { Parent: IUsingOperation }) } when !EndsHere(_value) => "The activity is thrown away without being stopped",
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when !IsUsing(declarator) => OfLocal(declarator.Symbol, declarator),
            IIsPatternOperation { Pattern: var pattern } question when Named(pattern) is { } local => OfLocal(local, question),
            _ => null,
        };
    }

    // "if (source.StartActivity(…) is { } activity)"
    private static ILocalSymbol? Named(IPatternOperation pattern) => pattern switch
    {
        IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol local } => local,
        IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } => local,
        _ => null,
    };

    private static string? OfLocal(ILocalSymbol local, IOperation declarator)
    {
        var stops = new List<IOperation>();
        foreach (var use in Operations.Uses(local, declarator))
        {
            if (Operations.IsCaptured(use, local) || Operations.IsWritten(use) || !Stays(use, stops))
                return null;
        }

        if (stops.Count == 0)
            return $"'{local.Name}' is never stopped";
        if (declarator is IIsPatternOperation)
            return null;

        var path = new ReleasePath(local, stops, condition => condition.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, local)), throwsLeave: false);
        return path.Misses(declarator) && path.Exit is { } exit
            ? $"'{local.Name}' is not stopped before '{ShortText.Of(exit.Syntax.FirstAncestorOrSelf<StatementSyntax>() ?? exit.Syntax, most: 40)}'"
            : null;
    }

    // Whether a use leaves the activity with this code; what stops it is noted.
    private static bool Stays(IOperation use, List<IOperation> stops)
    {
        var value = Outermost(use);
        if (EndsHere(value))
        {
            stops.Add(use);
            return true;
        }

        return value.Parent switch
        {
            IExpressionStatementOperation or IBinaryOperation or IPropertyReferenceOperation or ICoalesceOperation => true,
            IConditionalAccessOperation => true,
            IIsPatternOperation pattern => !Operations.GivesName(pattern.Pattern),
            IInvocationOperation call => call.Instance == value,
            ISimpleAssignmentOperation assignment => assignment.Target is IDiscardOperation,
            _ => false,
        };
    }

    // Through conversions, "?.", and the calls that hand the activity on.
    private static IOperation Outermost(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                case IInvocationOperation { Type.Name: "Activity" } chained when chained.Instance == value:
                case IConditionalAccessOperation { Type.Name: "Activity" } access when access.Operation == value || access.WhenNotNull == value:
                    value = value.Parent;
                    break;
                case IConditionalAccessOperation access when access.Operation == value && access.WhenNotNull is IInvocationOperation { TargetMethod.Name: var name } && Ends.Contains(name):
                    return access;
                case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true, Type.Name: "Activity" or "Void" } extension } when !Stops(extension):
                    if (extension.Type!.Name == "Void")
                        return extension;
                    value = extension;
                    break;
                default:
                    return value;
            }
        }
    }

    private static bool EndsHere(IOperation value) =>
        value is IConditionalAccessOperation { WhenNotNull: var called } && called.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => Ends.Contains(call.TargetMethod.Name))
        || value.Parent is IConditionalAccessOperation { WhenNotNull: var next } access && access.Operation == value && next.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => Ends.Contains(call.TargetMethod.Name))
        || value.Parent is IInvocationOperation { TargetMethod.Name: var name } && Ends.Contains(name)
        || value.Parent is IUsingOperation;

    // An extension of one's own that may stop what it gets, or give it to somebody who does.
    private static bool Stops(IInvocationOperation extension) =>
        extension.SemanticModel is not { } model
        || (Source.Holds(model.Compilation, extension.TargetMethod.ReducedFrom ?? extension.TargetMethod)
            ? Source.Body(extension.TargetMethod, model) is not { } body || body.Descendants().Any(part => part is IInvocationOperation call && Ends.Contains(call.TargetMethod.Name) || part is IParameterReferenceOperation { Parameter.Ordinal: 0 } use && IsGiven(use))
            : extension.TargetMethod.ContainingNamespace?.ToString() is not ("OpenTelemetry.Trace" or "System.Diagnostics"));

    private static bool IsGiven(IOperation use)
    {
        while (use.Parent is IConversionOperation or IParenthesizedOperation)
            use = use.Parent;
        return use.Parent is IArgumentOperation or IAssignmentOperation;
    }

    private static bool IsCurrent(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: { Name: "Current", ContainingType: { Name: "Activity", ContainingNamespace.Name: "Diagnostics" } } };

    private static bool IsUsing(IOperation declarator)
    {
        for (var around = declarator.Parent; around is IVariableDeclarationOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation or IUsingOperation; around = around.Parent)
        {
            if (around is IUsingDeclarationOperation or IUsingOperation)
                return true;
        }

        return false;
    }
}
