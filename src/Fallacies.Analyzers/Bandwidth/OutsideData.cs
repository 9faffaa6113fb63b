using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Tells what a request or message carries: whoever sends it decides how much that is.</summary>
internal sealed class OutsideData(SemanticModel near, CancellationToken cancellation)
{
    // What such an object holds was sent.
    private static readonly string[] Carriers =
        ["HttpRequest", "IFormCollection", "IQueryCollection", "ConsumeContext", "BasicDeliverEventArgs", "ProcessMessageEventArgs", "ServiceBusReceivedMessage", "SQSEvent"];

    private static readonly string[] Handlers = ["Handler", "Consumer", "Subscriber", "IHandleMessages"];

    private readonly Endpoints _endpoints = new(near, cancellation);

    private readonly HashSet<ISymbol> _asked = new(SymbolEqualityComparer.Default);

    public bool Fills(IParameterSymbol parameter) => _endpoints.Fill(parameter) || IsHandled(parameter);

    /// <summary>Whether an object, or a part of it, was sent from outside.</summary>
    public bool Fills(IOperation value) => Operations.Unwrap(value) switch
    {
        { Type: { } type } when Carriers.Contains(type.Name) => true,
        IAwaitOperation wait => Fills(wait.Operation),
        ICoalesceOperation either => Fills(either.Value),
        IConditionalAccessOperation access => Fills(access.WhenNotNull),
        IConditionalAccessInstanceOperation instance => Accessed(instance) is { } accessed && Fills(accessed),
        IPropertyReferenceOperation property => property.Property.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "BindPropertyAttribute") || (property.Instance is { } owner && Fills(owner)),
        IInvocationOperation call => IsRead(call),
        ILocalReferenceOperation local => _asked.Add(local.Local) && (LoopOf(local) is { } loop ? Fills(loop.Collection) : ValuesOf(local).Any(Fills)),
        IParameterReferenceOperation { Parameter: var parameter } => Fills(parameter) || (_asked.Add(parameter) && Given(parameter).Any(Fills)),
        _ => false,
    };

    /// <summary>What the callers that can be seen give for a parameter.</summary>
    public IEnumerable<IOperation> Given(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method && Source.Holds(near.Compilation, method)
            ? (Callers.Of(method, near, cancellation) ?? []).SelectMany(call => call.Arguments).Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter?.Ordinal == parameter.Ordinal).Select(argument => argument.Value)
            : [];

    /// <summary>What a local is declared with and whatever it is set to.</summary>
    public static IEnumerable<IOperation> ValuesOf(ILocalReferenceOperation local)
    {
        if (Operations.Initializer(local.Local, local) is { } initializer)
            yield return initializer;
        foreach (var use in Operations.Uses(local.Local, local))
        {
            if (use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use)
                yield return assignment.Value;
        }
    }

    /// <summary>The loop whose variable a local is.</summary>
    public static IForEachLoopOperation? LoopOf(ILocalReferenceOperation local) =>
        Operations.Root(local).Descendants().OfType<IForEachLoopOperation>().FirstOrDefault(each => each.Locals.Contains(local.Local, SymbolEqualityComparer.Default));

    /// <summary>What stands before the <c>?.</c> of an access.</summary>
    public static IOperation? Accessed(IConditionalAccessInstanceOperation instance)
    {
        for (IOperation inner = instance; inner.Parent is { } around; inner = around)
        {
            if (around is IConditionalAccessOperation access && access.WhenNotNull == inner)
                return access.Operation;
        }

        return null;
    }

    // The text of a body, what is made of it, and a copy or a selection of what was sent.
    private bool IsRead(IInvocationOperation call) =>
        call.TargetMethod.Name is "ToString" or "ToArray" or "ToList" or "GetString" or "ToObjectFromJson" or "Split" or "ConfigureAwait" || call.TargetMethod.Name.StartsWith("Deserialize", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Read", StringComparison.Ordinal)
            ? (call.Instance is { } instance && Fills(instance)) || call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && Fills(argument.Value))
            : Operations.IsLinq(call) && Fills(call.Arguments[0].Value);

    // "Handle(PlaceOrder command)" of an ICommandHandler<PlaceOrder>.
    private static bool IsHandled(IParameterSymbol parameter) =>
        parameter is { ContainingSymbol: IMethodSymbol, ContainingType: { } type } && type.AllInterfaces.Any(contract =>
            Handlers.Any(word => contract.Name.EndsWith(word, StringComparison.Ordinal)) && contract.TypeArguments.Contains(parameter.Type, SymbolEqualityComparer.Default));
}
