using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Collects the types of the failures that a retry of Polly names.</summary>
internal static class RetryPredicate
{
    /// <summary>Version 7: <c>Policy.Handle&lt;A&gt;().Or&lt;B&gt;()</c> and the result type of the builder.</summary>
    public static IReadOnlyCollection<ITypeSymbol> OfPolicy(IInvocationOperation retry)
    {
        var types = new List<ITypeSymbol>();
        var builder = Operations.CalledOn(retry);
        if (builder?.Type is INamedTypeSymbol { TypeArguments.Length: 1 } typed)
            types.Add(typed.TypeArguments[0]);

        for (var depth = 0; builder is not null && depth < 20; depth++)
            builder = Follow(builder, types);
        return types;
    }

    /// <summary>Version 8: the outcome's type, and the types that <c>ShouldHandle</c> mentions.</summary>
    public static IReadOnlyCollection<ITypeSymbol> OfOptions(ITypeSymbol? outcome, IOperation? shouldHandle)
    {
        var types = shouldHandle is null ? new List<ITypeSymbol>() : Mentioned(shouldHandle).ToList();
        if (outcome is { SpecialType: not SpecialType.System_Object })
            types.Add(outcome);
        return types;
    }

    /// <summary>Whether a policy asks again until a result is what it should be, which is no failure.</summary>
    public static bool IsPolling(IInvocationOperation retry, KnownTypes types)
    {
        var mentioned = OfPolicy(retry);
        return mentioned.Count > 0 && !mentioned.Any(type => Failures.IsException(type, types) || Failures.Of([type], types) == FailureKind.Network);
    }

    /// <summary>Whether options ask again until a result is what it should be, which is no failure.</summary>
    public static bool IsPolling(IOperation options, KnownTypes types) =>
        options is IObjectCreationOperation { Initializer.Initializers: var settings }
        && types.RetryOptionsOf(options.Type)?.TypeArguments.FirstOrDefault() is { SpecialType: not SpecialType.System_Object } outcome
        && !SymbolEqualityComparer.Default.Equals(outcome, types.Type("System.Net.Http.HttpResponseMessage"))
        && settings.OfType<ISimpleAssignmentOperation>().Any(setting => setting.Target is IPropertyReferenceOperation { Property.Name: "ShouldHandle" }
            && setting.Value.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "HandleResult" }));

    private static IOperation? Follow(IOperation builder, List<ITypeSymbol> types)
    {
        switch (builder)
        {
            case IConversionOperation conversion:
                return conversion.Operand;
            case IInvocationOperation call:
                types.AddRange(call.TargetMethod.TypeArguments);
                return Operations.CalledOn(call);
            case ILocalReferenceOperation local when Source.Initializer(local.Local) is { } initializer:
                return Source.Operation(initializer, local.SemanticModel!);
            default:
                return null;
        }
    }

    private static IEnumerable<ITypeSymbol> Mentioned(IOperation predicate)
    {
        var body = predicate.DescendantsAndSelf().OfType<IMethodReferenceOperation>().Select(group => Source.Body(group.Method, group.SemanticModel!)).FirstOrDefault();
        foreach (var operation in (body ?? predicate).DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod: { Name: "Handle" or "HandleInner" or "HandleResult", TypeArguments: { Length: 1 } arguments } }:
                    yield return arguments[0];
                    break;
                case IIsTypeOperation test:
                    yield return test.TypeOperand;
                    break;
                case ITypePatternOperation pattern:
                    yield return pattern.MatchedType;
                    break;
                case IDeclarationPatternOperation { MatchedType: { } matched }:
                    yield return matched;
                    break;
                case IRecursivePatternOperation { Syntax: RecursivePatternSyntax { Type: not null } } pattern:
                    yield return pattern.MatchedType;
                    break;
            }
        }
    }
}
