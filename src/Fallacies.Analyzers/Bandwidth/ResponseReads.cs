using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Where the body of a response is read, if everything that happens to the response is seen.</summary>
internal static class ResponseReads
{
    private static readonly HashSet<string> Looks = ["StatusCode", "IsSuccessStatusCode", "ReasonPhrase", "Headers", "TrailingHeaders", "Version", "RequestMessage"];

    /// <summary>
    /// The uses that read the body to its end, dispose the response or hand it to somebody who does, or <see langword="null"/> where the response is
    /// returned, stored, passed on or captured, or its stream is.
    /// </summary>
    public static IReadOnlyCollection<IOperation>? Of(ILocalSymbol response, IReadOnlyCollection<ILocalReferenceOperation> uses, IOperation near)
    {
        var reads = new List<IOperation>();
        return uses.All(use => !Operations.IsCaptured(use, response) && Stays(use, reads, near)) ? reads : null;
    }

    private static bool Stays(IOperation use, List<IOperation> reads, IOperation near)
    {
        var value = Outermost(use);
        return value.Parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Content" } content => ContentStays(content, reads, near),
            IPropertyReferenceOperation property => Looks.Contains(property.Property.Name),
            IConditionalAccessOperation { WhenNotNull: IPropertyReferenceOperation look } access when access.Operation == value => Looks.Contains(look.Property.Name),
            IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode", Parent: IExpressionStatementOperation } => true,
            IBinaryOperation => true,
            IIsPatternOperation pattern => !Operations.GivesName(pattern.Pattern),
            IInvocationOperation { TargetMethod.Name: "Dispose" } disposal => IsNoted(disposal, reads),
            IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Dispose" } disposal } => IsNoted(disposal, reads),
            _ => false,
        };
    }

    public static bool IsDisposal(IOperation use) => use is IInvocationOperation { TargetMethod.Name: "Dispose" };

    /// <summary>Whether a use disposes under a condition of the program's own and goes on: the condition may tell whether somebody else does.</summary>
    public static bool IsConditionalDisposal(IOperation use)
    {
        if (!IsDisposal(use))
            return false;

        for (var (inner, outer) = (use, use.Parent); outer is not (null or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, outer) = (outer, outer.Parent))
        {
            if (outer is IConditionalOperation && !Leaves(inner))
                return true;
        }

        return false;
    }

    private static bool Leaves(IOperation branch) =>
        (branch is IBlockOperation { Operations: var statements } ? statements.LastOrDefault() : branch) is IReturnOperation or IThrowOperation or IBranchOperation;

    private static bool IsNoted(IOperation disposal, List<IOperation> reads)
    {
        reads.Add(disposal);
        return true;
    }

    private static bool ContentStays(IOperation content, List<IOperation> reads, IOperation near)
    {
        var value = Outermost(content);
        if (value.Parent is IPropertyReferenceOperation { Property.Name: "Headers" } or IBinaryOperation or IIsPatternOperation)
            return true;

        var call = value.Parent as IInvocationOperation
            ?? (value.Parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } } extension } ? extension : null);
        if (call is null || Result(call) is not { } result)
            return false;
        if (IsSequence(result.Type))
            return false;
        if (!IsStream(result.Type))
        {
            reads.Add(result);
            return true;
        }

        return StreamStays(result, reads, near);
    }

    private static bool StreamStays(IOperation stream, List<IOperation> reads, IOperation near)
    {
        var value = Outermost(stream);
        switch (value.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local, Parent: IVariableDeclarationOperation { Parent: IVariableDeclarationGroupOperation group } } }:
                if (group.Parent is IUsingDeclarationOperation or IUsingOperation)
                {
                    reads.Add(value);
                    return !Operations.Uses(local, near).Any(use => IsHandedOut(use));
                }

                return Operations.Uses(local, near).All(use => !Operations.IsCaptured(use, local) && IsReadBy(use, reads));
            case IUsingOperation:
                reads.Add(value);
                return true;
            default:
                return IsReadBy(value, reads);
        }
    }

    // Read to the end by a method of the stream, or by one that takes it and is done with it when it returns.
    private static bool IsReadBy(IOperation stream, List<IOperation> reads)
    {
        reads.Add(stream);
        return Outermost(stream).Parent switch
        {
            IInvocationOperation call => call.TargetMethod.Name.StartsWith("Read", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("CopyTo", StringComparison.Ordinal),
            IArgumentOperation { Parent: IInvocationOperation call } => Callers.InFramework(call.TargetMethod) && Result(call) is { Type: { } type } && !IsStream(type) && !IsSequence(type) && !IsDisposable(type),
            IArgumentOperation { Parent: IObjectCreationOperation reader } => IsResource(reader),
            _ => false,
        };
    }

    private static bool IsHandedOut(IOperation use) => Outermost(use).Parent is IReturnOperation or ISimpleAssignmentOperation;

    private static bool IsResource(IOperation creation)
    {
        var around = creation.Parent;
        while (around is IConversionOperation or IVariableInitializerOperation or IVariableDeclaratorOperation or IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            around = around.Parent;
        return around is IUsingDeclarationOperation or IUsingOperation;
    }

    // What a call yields once it is awaited or blocked for; null for a task that goes on by itself.
    private static IOperation? Result(IInvocationOperation call)
    {
        IOperation value = call;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation:
                    value = value.Parent;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" } step when step.Instance == value:
                    value = step;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Result" } result:
                    value = result;
                    break;
                default:
                    return value.Type?.Name is "Task" or "ValueTask" ? null : value;
            }
        }
    }

    private static IOperation Outermost(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value;
    }

    private static bool IsStream(ITypeSymbol? type) => type is { Name: "Stream", ContainingNamespace.Name: "IO" };

    private static bool IsSequence(ITypeSymbol? type) => type is { Name: "IAsyncEnumerable" or "IEnumerable" or "ConfiguredCancelableAsyncEnumerable" };

    private static bool IsDisposable(ITypeSymbol type) => type.AllInterfaces.Any(part => part.Name is "IDisposable" or "IAsyncDisposable");
}
