using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells which container a registration fills.</summary>
internal static class Containers
{
    // Chains are long, but locals that name locals are not; half-typed code may close a circle.
    private const int Hops = 32;

    /// <summary>The variable that stands for the container of a call; <c>builder.Services</c> belongs to <c>builder</c>.</summary>
    public static ISymbol? Of(IInvocationOperation call) => Root(Receiver(call), Hops);

    /// <summary>The variable that an expression takes its container from.</summary>
    public static ISymbol? Root(IOperation? container) => Root(container, Hops);

    private static ISymbol? Root(IOperation? operation, int hops) => hops == 0 ? null : operation switch
    {
        IConversionOperation conversion => Root(conversion.Operand, hops - 1),
        IParenthesizedOperation parenthesized => Root(parenthesized.Operand, hops - 1),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true } step => Root(Receiver(step), hops - 1),
        IConditionalAccessInstanceOperation instance => Root(Accessed(instance), hops - 1),
        IConditionalAccessOperation access => Root(access.Operation, hops - 1),
        IPropertyReferenceOperation { Instance: { } owner and not IInstanceReferenceOperation } => Root(owner, hops - 1),
        IPropertyReferenceOperation property => property.Property,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IParameterReferenceOperation parameter => parameter.Parameter,
        ILocalReferenceOperation local => Of(local, hops - 1),
        _ => null,
    };

    // Whatever makes a builder makes another one each time.
    private static ISymbol? Of(ILocalReferenceOperation local, int hops) =>
        Locals.OnlyValue(local) is { } value && Operations.Unwrap(value) is IPropertyReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation or IInvocationOperation { TargetMethod.IsExtensionMethod: true }
            ? Root(value, hops) ?? local.Local
            : local.Local;

    private static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;

    private static IOperation? Accessed(IConditionalAccessInstanceOperation instance)
    {
        for (var (child, parent) = ((IOperation)instance, instance.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IConditionalAccessOperation access && access.Operation != child)
                return access.Operation;
        }

        return null;
    }
}
