using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Follows the answers to a question for a name to where one of them is picked by its place.</summary>
internal sealed class DnsAnswers
{
    private static readonly HashSet<string> Picks = ["First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "ElementAt", "ElementAtOrDefault"];

    private static readonly HashSet<string> Selections = ["Where", "OrderBy", "OrderByDescending", "OfType", "Cast", "ToArray", "ToList", "Distinct", "AsEnumerable", "Reverse"];

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    public DnsAnswers(IInvocationOperation question) => Follow(question);

    /// <summary>The expressions that yield one answer.</summary>
    public List<IOperation> Firsts { get; } = new();

    /// <summary>Whether all answers go to code that may try them all.</summary>
    public bool IsLost { get; private set; }

    private void Follow(IOperation answers)
    {
        var value = Whole(answers);
        switch (value.Parent)
        {
            case IArrayElementReferenceOperation element when element.ArrayReference == value:
                Pick(element, element.Indices.All(index => index.ConstantValue.HasValue));
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true } element when element.Instance == value:
                Pick(element, element.Arguments.All(index => index.Value.ConstantValue.HasValue));
                break;
            case IPropertyReferenceOperation:
            case IInvocationOperation { TargetMethod.Name: "Any" or "Count" }:
            case IBinaryOperation or IIsPatternOperation:
                break;
            case IArgumentOperation { Parent: IInvocationOperation call }:
                Pass(call);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Live(declarator.Symbol, value);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == value:
                Live(local.Local, value);
                break;
            default:
                IsLost = true;
                break;
        }
    }

    private void Pass(IInvocationOperation call)
    {
        if (Operations.IsLinq(call) && Picks.Contains(call.TargetMethod.Name))
            Pick(call, isFixed: call.TargetMethod.Name is not ("ElementAt" or "ElementAtOrDefault") || call.Arguments[1].Value.ConstantValue.HasValue);
        else if (Operations.IsLinq(call) && Selections.Contains(call.TargetMethod.Name))
            Follow(call);
        else if (!(Operations.IsLinq(call) && call.TargetMethod.Name is "Any" or "Count"))
            IsLost = true;
    }

    private void Pick(IOperation one, bool isFixed)
    {
        if (isFixed)
            Firsts.Add(one);
        else
            IsLost = true;
    }

    private void Live(ILocalSymbol local, IOperation near)
    {
        if (!_seen.Add(local))
            return;

        foreach (var use in Operations.Uses(local, near).Where(use => !Operations.IsWritten(use)))
            Follow(use);
    }

    /// <summary>The outermost expression that still yields the same answers: awaited, converted, without the entry around them.</summary>
    private static IOperation Whole(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation:
                case IPropertyReferenceOperation { Property.Name: "AddressList" or "Result" }:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "WaitAsync" } call when call.Instance == value:
                    value = value.Parent;
                    break;
                case IConditionalAccessOperation access when access.Operation == value && access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault() is { } instance:
                    value = instance;
                    break;
                case ICoalesceOperation coalesce when coalesce.Value == value:
                    value = coalesce;
                    break;
                default:
                    return value;
            }
        }
    }
}
