using Fallacies.Analyzers.Bandwidth;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>Lets a send return with the headers, where the body is only copied into another stream, and disposes the response.</summary>
internal sealed class HeadersFirst(Document document, SemanticModel model)
{
    /// <summary>The changed root, or <see langword="null"/> where a stream that cannot be sought would not do.</summary>
    public SyntaxNode? Build(InvocationExpressionSyntax send, CancellationToken cancellation)
    {
        if (model.GetOperation(send, cancellation) is not IInvocationOperation call || ReceivedResponse.Of(call) is not { Local: { } local } response || !IsOnlyCopied(local, response.Value)
            || Arguments(send) is not { } arguments)
            return null;

        var root = send.SyntaxTree.GetRoot(cancellation);
        if (send.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration)
            return IsOwned(send) ? root.ReplaceNode(send, send.WithArgumentList(arguments)) : null;

        var changed = declaration.ReplaceNode(send, send.WithArgumentList(arguments));
        return root.ReplaceNode(declaration, changed.WithoutLeadingTrivia().WithUsingKeyword(Token(declaration.GetLeadingTrivia(), SyntaxKind.UsingKeyword, TriviaList(Space))));
    }

    private static bool IsOwned(InvocationExpressionSyntax send) =>
        send.FirstAncestorOrSelf<StatementSyntax>() is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or UsingStatementSyntax { Declaration: not null };

    private static bool IsOnlyCopied(ILocalSymbol local, IOperation value)
    {
        var uses = Operations.Uses(local, value);
        return ResponseReads.Of(local, uses, value) is { Count: > 0 } reads && reads.All(read => IsCopy(read, value));
    }

    private static bool IsCopy(IOperation read, IOperation near) => read switch
    {
        { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var stream } } } => Operations.Uses(stream, near).All(use => IsCopied(use.Parent)),
        _ => IsCopied(read.Parent) || IsCopied(read) || read is IAwaitOperation { Operation: var task } && IsCopied(task) || read.Descendants().Any(IsCopied),
    };

    private static bool IsCopied(IOperation? call) => call is IInvocationOperation { TargetMethod.Name: "CopyToAsync" or "CopyTo" };

    private ArgumentListSyntax? Arguments(InvocationExpressionSyntax send)
    {
        var arguments = send.ArgumentList.Arguments;
        if (arguments.Count == 0 || model.Compilation.GetTypeByMetadataName("System.Net.Http.HttpCompletionOption") is not { } option)
            return null;

        var generator = SyntaxGenerator.GetGenerator(document);
        var headers = (ExpressionSyntax)generator.MemberAccessExpression(generator.TypeExpression(option).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation), "ResponseHeadersRead");
        var given = arguments.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression).Type is { Name: "HttpCompletionOption" });
        return given is not null ? send.ArgumentList.ReplaceNode(given.Expression, headers.WithTriviaFrom(given.Expression))
            : arguments.Any(argument => argument.NameColon is not null) ? send.ArgumentList.AddArguments(Argument(NameColon("completionOption"), default, headers))
            : send.ArgumentList.WithArguments(arguments.Insert(1, Argument(headers)));
    }
}
