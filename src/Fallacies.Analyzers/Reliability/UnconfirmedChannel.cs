using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Finds RabbitMQ channels that are made without publisher confirms.</summary>
internal sealed class UnconfirmedChannel(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    /// <summary>Whether a call is the first publish in its class: one finding says it for all that share the channel.</summary>
    public static bool IsFirstOfItsClass(IInvocationOperation call) =>
        call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
        || type.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(other => Source.NameOf(other) is SimpleNameSyntax { Identifier.ValueText: "BasicPublish" or "BasicPublishAsync" }) == call.Syntax;

    /// <summary>Whether the message asks for a reply or is one: somebody waits for it and notices.</summary>
    public static bool HasReply(IInvocationOperation call) => Source.Member(call.Syntax).DescendantTokens().Any(token => token.ValueText == "ReplyTo");

    /// <summary>Where the channel of a publish is made, if all places that may have made it are seen and none asks for confirms.</summary>
    public SyntaxNode? Creation(IInvocationOperation publish)
    {
        if (RabbitConsumer.Of(publish, types) is not { } call || new Provenance(types, near, cancellation).Origins(call.Channel) is not { Count: > 0 } origins)
            return null;

        return origins.All(origin => origin.Made is IInvocationOperation made && IsWithoutConfirms(made)) ? origins[0].Made.Syntax : null;
    }

    private bool IsWithoutConfirms(IInvocationOperation made) => made.TargetMethod switch
    {
        { Name: "CreateModel", ContainingType.Name: "IConnection" } => Source.Mentions("ConfirmSelect", near.Compilation, cancellation).IsEmpty,
        { Name: "CreateChannelAsync", ContainingType.Name: "IConnection" } => made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "options")?.Value is not { } options || IsWithoutConfirms(options),
        _ => false,
    };

    private static bool IsWithoutConfirms(IOperation options) => Operations.Unwrap(options) switch
    {
        { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation => true,
        IObjectCreationOperation creation => creation.Arguments.Any(argument => argument is { Parameter.Name: "publisherConfirmationsEnabled", Value.ConstantValue: { HasValue: true, Value: false } }),
        _ => false,
    };
}
