using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Finds the retry in a policy of Polly 7 that a registration adds as handler.</summary>
internal sealed class RetryingPolicies(KnownTypes types, SemanticModel near, ClientCode code)
{
    // A policy is often made by a method, kept in a local, wrapped in another.
    private const int Depth = 4;

    public RetryingHandler? Of(ClientStep step)
    {
        var name = step.Call.TargetMethod.Name;
        var roots = name == "AddPolicyHandlerFromRegistry" ? []
            : ClientCode.Delegates(step.Call).Any() ? code.Bodies(step.Call)
            : step.Call.Arguments.Where(argument => argument.Parameter?.Name == "policy").Select(argument => (IOperation?)argument.Value);

        var calls = roots.SelectMany(root => root is null ? [] : Calls(root, Depth)).ToArray();
        var retries = calls.Where(call => types.IsPolicyBuilder(call.TargetMethod) && call.TargetMethod.Name.Contains("Retry")).GroupBy(call => call.Syntax).Select(same => same.First()).ToArray();
        if (retries.Length != 1 || !(name == "AddTransientHttpErrorPolicy" || RetriedOutcome.IsUsual(Chain(retries[0]))))
            return null;

        return new RetryingHandler(step, Retries(retries[0]) + 1)
        {
            MayAskForMethod = AsksForRequest(step.Call) || RetriedOutcome.AsksForMethod(Chain(retries[0])),
        };
    }

    private static double? Retries(IInvocationOperation retry)
    {
        if (retry.TargetMethod.Name.Contains("Forever"))
            return null;
        if (RetryPolicy.Of(retry) is { } waits)
            return waits.Retries;
        return retry.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "retryCount") is { } count ? ConstantTime.Number(count.Value) : 1;
    }

    // A selector that looks at the request picks the policy by what it finds there.
    private static bool AsksForRequest(IInvocationOperation call) =>
        ClientCode.Delegates(call).Select(argument => Operations.Unwrap(argument.Value)).Any(value =>
            value is not IAnonymousFunctionOperation lambda
            || lambda.Body.Descendants().OfType<IParameterReferenceOperation>().Any(reference => reference.Parameter.Type.Name == "HttpRequestMessage"));

    private static IOperation Chain(IInvocationOperation retry) =>
        retry.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is { } builder && Operations.Unwrap(builder) is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only ? only : retry;

    private IEnumerable<IInvocationOperation> Calls(IOperation root, int depth)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation call)
                yield return call;
            if (depth == 0 || operation.Type?.Name.Contains("Policy") != true || Definition(operation) is not { } definition)
                continue;
            foreach (var inner in Calls(definition, depth - 1))
                yield return inner;
        }
    }

    private IOperation? Definition(IOperation operation) => operation switch
    {
        IInvocationOperation call when Source.Holds(near.Compilation, call.TargetMethod) => Source.Body(call.TargetMethod, near),
        ILocalReferenceOperation local => Locals.OnlyValue(local),
        IFieldReferenceOperation { Field.IsReadOnly: true } field when Source.Holds(near.Compilation, field.Field) => Members.OnlyValue(field.Field, field),
        IPropertyReferenceOperation property when Source.Holds(near.Compilation, property.Property) => Source.Body(property.Property, near) ?? Members.OnlyValue(property.Property, property),
        _ => null,
    };
}
