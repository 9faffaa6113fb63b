using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Finds consumers of Kafka that commit by themselves whatever they have handed out.</summary>
internal sealed class AutomaticOffsets(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] Switches = ["EnableAutoCommit", "EnableAutoOffsetStore"];

    /// <summary>The configuration of a consumer, if all of it is seen and none of it says that offsets are stored by hand.</summary>
    public IObjectCreationOperation? Config(IOperation consumer)
    {
        if (Switches.Any(name => !Source.Mentions(name, near.Compilation, cancellation).IsEmpty))
            return null;
        if (new Provenance(types, near, cancellation).Origins(consumer) is not { Count: 1 } origins || origins[0].Made is not IInvocationOperation { TargetMethod.Name: "Build" } build || Builder(build) is not { Arguments.Length: 1 } builder)
            return null;

        return new Provenance(types, near, cancellation).Origins(builder.Arguments[0].Value) is { Count: 1 } configs
            && configs[0].Made is IObjectCreationOperation { Type.Name: "ConsumerConfig", Arguments.Length: 0 } config && IsWhole(config)
            ? config
            : null;
    }

    private static IObjectCreationOperation? Builder(IInvocationOperation build)
    {
        for (var instance = build.Instance; instance is not null;)
        {
            switch (Operations.Unwrap(instance))
            {
                case IObjectCreationOperation { Type.Name: "ConsumerBuilder" } creation:
                    return creation;
                case IInvocationOperation step:
                    instance = step.Instance;
                    break;
                case ILocalReferenceOperation local:
                    instance = Locals.OnlyValue(local);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    // Whoever else gets the configuration, a binder perhaps, may add to it.
    private static bool IsWhole(IObjectCreationOperation config) => Operations.Outermost(config).Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Operations.Uses(declarator.Symbol, declarator).All(use =>
            use.Parent is IPropertyReferenceOperation or IArgumentOperation { Parent: IObjectCreationOperation } || (use.Parent is IConversionOperation { Parent: IArgumentOperation { Parent: IObjectCreationOperation } })),
        IArgumentOperation => config.Syntax.Ancestors().Any(node => node is BaseObjectCreationExpressionSyntax),
        IFieldInitializerOperation { InitializedFields: { Length: 1 } fields } => fields[0].IsReadOnly,
        _ => false,
    };
}
