using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>A call by which a RabbitMQ channel, before version 7 or since, is asked for messages.</summary>
internal sealed class RabbitConsumer
{
    private RabbitConsumer(IInvocationOperation call, IOperation channel) => (Call, Channel) = (call, channel);

    public IInvocationOperation Call { get; }

    public IOperation Channel { get; }

    /// <summary>The argument that says whether the broker forgets a message as soon as it has sent it.</summary>
    public IArgumentOperation? AutoAck => Argument("autoAck") ?? Argument("noAck");

    /// <summary>What <see cref="AutoAck"/> is set to, where that is written down.</summary>
    public bool? IsAutoAck => AutoAck is { ArgumentKind: ArgumentKind.Explicit, Value.ConstantValue: { HasValue: true, Value: bool value } } ? value : null;

    public IOperation? Queue => Argument("queue")?.Value;

    /// <summary>The queue for a message: its name where it is constant, else how it is written.</summary>
    public string QueueText => Queue is not { } queue ? "the queue" : queue.ConstantValue is { HasValue: true, Value: string name } ? name : queue.Syntax.ToString();

    public static RabbitConsumer? Of(IInvocationOperation call, KnownTypes types)
    {
        var assembly = (types.RabbitChannel ?? types.RabbitModel)?.ContainingAssembly;
        return assembly is not null && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, assembly) && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } channel
            ? new RabbitConsumer(call, channel)
            : null;
    }

    /// <summary>What runs for each message: the functions added to the consumer's event, or the method of the consumer's own class.</summary>
    public IEnumerable<IOperation> Handlers()
    {
        if (Call.SemanticModel is not { } model || Argument("consumer")?.Value is not { } consumer)
            return [];

        var value = Operations.Unwrap(consumer);
        var created = value is ILocalReferenceOperation local ? Locals.OnlyValue(local) : value;
        if (created?.Type is { } type && Source.Holds(model.Compilation, type))
            return type.GetMembers().Where(member => member.Name is "HandleBasicDeliver" or "HandleBasicDeliverAsync").Select(member => Body(member, model)).OfType<IOperation>();

        return Source.Variable(value) is { } variable
            ? Operations.Root(Call).Descendants().OfType<IEventAssignmentOperation>()
                .Where(added => added.Adds && added.EventReference is IEventReferenceOperation { Event.Name: "Received" or "ReceivedAsync", Instance: { } target } && SymbolEqualityComparer.Default.Equals(Source.Variable(Operations.Unwrap(target)), variable))
                .Select(added => Function(added.HandlerValue, model)).OfType<IOperation>()
            : [];
    }

    /// <summary>Whether the queue goes away with its connection, and its messages are meant to: one that the server names, an exclusive one, replies.</summary>
    public bool IsTemporary()
    {
        if (Queue is not { } queue || queue.ConstantValue is { HasValue: true, Value: "amq.rabbitmq.reply-to" or "" })
            return true;

        var name = Operations.Unwrap(queue);
        var source = name is ILocalReferenceOperation local ? Locals.OnlyValue(local) ?? name : name;
        if (source is IMemberReferenceOperation { Member: { Name: "QueueName", ContainingType.Name: "QueueDeclareOk" } })
            return true;

        // Declared exclusive or to be deleted beside the call, or named by the server elsewhere in the class.
        var text = queue.Syntax.ToString();
        return Operations.Root(Call).Descendants().OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name.StartsWith("QueueDeclare", StringComparison.Ordinal)
                && call.Arguments.Any(argument => argument.Parameter?.Name == "queue" && argument.Value.Syntax.ToString() == text)
                && call.Arguments.Any(argument => argument.Parameter?.Name is "exclusive" or "autoDelete" && argument.Value.ConstantValue is { HasValue: true, Value: true }))
            || (name is IFieldReferenceOperation { Field: var field } && field.ContainingType.DeclaringSyntaxReferences.Any(part => IsNamedByServer(part.GetSyntax(), field.Name)));
    }

    /// <summary>The body of a lambda, or of a method of this compilation that is named as a handler.</summary>
    public static IOperation? Function(IOperation handler, SemanticModel model) => Operations.Unwrap(handler) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Body,
        IMethodReferenceOperation method => Body(method.Method, model),
        _ => null,
    };

    private static IOperation? Body(ISymbol member, SemanticModel model) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is (BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax) and var syntax ? Source.Operation(syntax, model) : null;

    private static bool IsNamedByServer(SyntaxNode type, string field) => type.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
        (assignment.Left as IdentifierNameSyntax ?? (assignment.Left as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText == field
        && assignment.Right.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == "QueueName"));

    private IArgumentOperation? Argument(string name) => Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name);
}
