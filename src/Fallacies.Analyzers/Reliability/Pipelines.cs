using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells what a pipeline or policy is made of, wherever in this compilation it was built: in place, in a method, in a field, under a key of the container.</summary>
internal sealed class Pipelines(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A wrap of wraps of policies.
    private const int Depth = 4;

    private readonly BuilderSteps _steps = new(types);
    private readonly Provenance _provenance = new(types, near, cancellation);

    /// <summary>Each of the pipelines that a value may be, as far as they can be read; the strategies of each from the outermost to the innermost.</summary>
    public IEnumerable<IReadOnlyList<Strategy>> Of(IOperation pipeline) => Of(pipeline, Depth).Where(strategies => strategies.Count > 0);

    private IEnumerable<IReadOnlyList<Strategy>> Of(IOperation pipeline, int depth) => KeyOf(pipeline) is { } key
        ? Registered(key)
        : (_provenance.Origins(pipeline) ?? []).SelectMany(origin => origin.Made is IInvocationOperation made ? Read(made, depth) : []);

    private IEnumerable<IReadOnlyList<Strategy>> Read(IInvocationOperation made, int depth)
    {
        switch (made.TargetMethod.Name)
        {
            case "Build" when made.Instance is { } builder && types.IsBuilder(builder.Type):
                return [_steps.Of(builder)];
            case "GetPipeline" or "GetKeyedService" or "GetRequiredKeyedService":
                return made.Arguments.Select(argument => Operations.Unwrap(argument.Value).ConstantValue).FirstOrDefault(value => value is { HasValue: true, Value: not null }) is { HasValue: true, Value: { } key } ? Registered(key) : [];
            case "Wrap" or "WrapAsync" when depth > 0 && types.IsPolicy(made.Type):
                return [Parts(made).SelectMany(part => Of(part, depth - 1).FirstOrDefault() ?? []).ToList()];
            case "AsPolicy" or "AsAsyncPolicy" or "AsResiliencePipeline" when depth > 0 && Operations.ReceiverOf(made) is { } inner:
                return Of(inner, depth - 1);
            default:
                return Strategy.Of(made, types) is { } strategy ? [[strategy]] : [];
        }
    }

    /// <summary>The policies that a wrap is made of, from the outermost to the innermost.</summary>
    public static IEnumerable<IOperation> Parts(IInvocationOperation wrap) =>
        (Operations.ReceiverOf(wrap) is { } outer ? [outer] : Array.Empty<IOperation>())
        .Concat(wrap.Arguments.Where(argument => !wrap.TargetMethod.IsExtensionMethod || argument.Parameter?.Ordinal > 0)
            .SelectMany(argument => argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer: { } items } } ? items.ElementValues : (IEnumerable<IOperation>)[argument.Value]))
        .Select(Operations.Unwrap);

    // "[FromKeyedServices("x")] ResiliencePipeline pipeline", and a field that starts with it.
    private static object? KeyOf(IOperation pipeline) => Operations.Unwrap(pipeline) switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter.GetAttributes()
            .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "FromKeyedServicesAttribute")?.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Value: { } key } ? key : null,
        IFieldReferenceOperation { Field.IsReadOnly: true } field when Members.OnlyValue(field.Field, field) is { } value && Operations.Unwrap(value) is IParameterReferenceOperation => KeyOf(value),
        _ => null,
    };

    private IEnumerable<IReadOnlyList<Strategy>> Registered(object key)
    {
        var code = new ClientCode(types, near, cancellation);
        return Source.Mentions("AddResiliencePipeline", near.Compilation, cancellation)
            .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call ? Source.Operation(call, near) as IInvocationOperation : null)
            .OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name == "AddResiliencePipeline" && call.Arguments.Any(argument => Operations.Unwrap(argument.Value).ConstantValue is { HasValue: true, Value: { } value } && value.Equals(key)))
            .SelectMany(call => code.Bodies(call))
            .OfType<IOperation>()
            .Select(_steps.In);
    }
}
