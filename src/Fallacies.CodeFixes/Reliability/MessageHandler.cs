using Fallacies.Analyzers.Knowledge;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>The lambda or method that processes the messages of a RabbitMQ consumer, where an acknowledgement can be its last statement.</summary>
internal sealed class MessageHandler
{
    private readonly string _acknowledgement;

    private MessageHandler(SyntaxNode function, string acknowledgement) => (Function, _acknowledgement) = (function, acknowledgement);

    public SyntaxNode Function { get; }

    public static MessageHandler? Of(RabbitConsumer consumer, SyntaxNode root)
    {
        var bodies = consumer.Handlers().ToArray();
        if (bodies.Length != 1 || bodies[0].Syntax.SyntaxTree != root.SyntaxTree)
            return null;

        var body = bodies[0];
        var function = body.Syntax.AncestorsAndSelf().FirstOrDefault(node => node is AnonymousFunctionExpressionSyntax or MethodDeclarationSyntax or LocalFunctionStatementSyntax);
        if (function is null || Delivery(function) is not { } delivery || !Reaches(consumer, function) || HasOtherWays(body))
            return null;

        // Before version 7 a channel acknowledges without a task.
        var channel = Operations.Unwrap(consumer.Channel).Syntax;
        var isAsync = consumer.Call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);
        if (isAsync && !AwaitedBlock.IsAsync(function) && function is not LambdaExpressionSyntax { ExpressionBody: not null })
            return null;
        return new MessageHandler(function, isAsync ? $"await {channel}.BasicAckAsync({delivery}.DeliveryTag, false);" : $"{channel}.BasicAck({delivery}.DeliveryTag, false);");
    }

    public SyntaxNode WithAcknowledgement() => Function switch
    {
        LambdaExpressionSyntax { ExpressionBody: { } expression } lambda => WithBraces(lambda, expression),
        AnonymousFunctionExpressionSyntax { Block: { } block } function => function.ReplaceNode(block, Ended(block)),
        MethodDeclarationSyntax { Body: { } block } method => method.ReplaceNode(block, Ended(block)),
        LocalFunctionStatementSyntax { Body: { } block } local => local.ReplaceNode(block, Ended(block)),
        _ => Function,
    };

    private BlockSyntax Ended(BlockSyntax block)
    {
        var statement = SyntaxFactory.ParseStatement(_acknowledgement);
        var last = block.Statements.Last();
        if (!last.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
            return block.AddStatements(statement.WithTrailingTrivia(SyntaxFactory.Space));

        var layout = Layout.At(last, last.SpanStart);
        return block.AddStatements(statement.WithLeadingTrivia(layout.Indentation).WithTrailingTrivia(layout.EndOfLine));
    }

    private LambdaExpressionSyntax WithBraces(LambdaExpressionSyntax lambda, ExpressionSyntax expression)
    {
        var layout = Layout.At(lambda, lambda.SpanStart);
        var isTask = expression is not AwaitExpressionSyntax && _acknowledgement.StartsWith("await", StringComparison.Ordinal);
        var work = SyntaxFactory.ParseStatement($"{(isTask ? "await " : "")}{expression};");
        var block = layout.Braces([layout.Inner(work), layout.Inner(SyntaxFactory.ParseStatement(_acknowledgement))]);
        var braced = lambda.WithExpressionBody(null).WithBlock(block).WithArrowToken(lambda.ArrowToken.WithTrailingTrivia());
        return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) || !isTask
            ? braced
            : ((LambdaExpressionSyntax)braced.WithoutLeadingTrivia()).WithAsyncKeyword(SyntaxFactory.Token(lambda.GetLeadingTrivia(), SyntaxKind.AsyncKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)));
    }

    // The parameter that carries the tag of the message.
    private static string? Delivery(SyntaxNode function)
    {
        var parameters = function switch
        {
            ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters,
            AnonymousMethodExpressionSyntax { ParameterList: { } list } => list.Parameters,
            MethodDeclarationSyntax method => method.ParameterList.Parameters,
            LocalFunctionStatementSyntax local => local.ParameterList.Parameters,
            _ => default,
        };
        return parameters.Count == 2 && parameters[1].Identifier.ValueText is { Length: > 0 } and not "_" and var name ? name : null;
    }

    // Whether the handler may name the channel as the consumer does.
    private static bool Reaches(RabbitConsumer consumer, SyntaxNode function) => Operations.Unwrap(consumer.Channel) switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } =>
            function.FirstAncestorOrSelf<TypeDeclarationSyntax>() == consumer.Call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(),
        ILocalReferenceOperation or IParameterReferenceOperation => function is not MethodDeclarationSyntax,
        _ => false,
    };

    private static bool HasOtherWays(IOperation body) =>
        body.InThisFunction().Any(part => part is IReturnOperation { IsImplicit: false } && part.Syntax is ReturnStatementSyntax)
        || body.Syntax.DescendantTokens().Any(token => token.ValueText.StartsWith("BasicAck", StringComparison.Ordinal) || token.ValueText.StartsWith("BasicNack", StringComparison.Ordinal) || token.ValueText.StartsWith("BasicReject", StringComparison.Ordinal))
        || body.Syntax is BlockSyntax { Statements.Count: 0 };
}
