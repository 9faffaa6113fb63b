using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Administration;

/// <summary>A short-hand of <c>HttpClient</c> in long hand: the message, the call that sends it, and the answer where its content was asked for.</summary>
/// <param name="Message">What creates the message; <see langword="null"/> where one is sent already.</param>
/// <param name="OwnsContent">Whether nobody else holds what the message disposes of.</param>
/// <param name="Call">What stands in the place of the call.</param>
/// <param name="Response">The call that sends, and the name of its answer, where the content is read from it.</param>
internal sealed record ExplicitSend(ExpressionSyntax? Message, bool OwnsContent, ExpressionSyntax Call, (ExpressionSyntax Sending, string Name)? Response)
{
    private static readonly Dictionary<string, string> Readers = new(StringComparer.Ordinal)
    {
        ["GetStringAsync"] = "ReadAsStringAsync",
        ["GetByteArrayAsync"] = "ReadAsByteArrayAsync",
        ["GetFromJsonAsync"] = "ReadFromJsonAsync",
    };

    private static readonly string[] Verbs = ["Get", "Post", "Put", "Patch", "Delete"];

    public static ExplicitSend? Of(IInvocationOperation call, string request, string response)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var client, Name: var name } } syntax || !IsAwaited(syntax))
            return null;

        var method = call.TargetMethod.Name;
        var verb = Verbs.FirstOrDefault(v => method.StartsWith(v, StringComparison.Ordinal));
        var given = Given(call);
        if (verb is null || !given.TryGetValue("requestUri", out var url) || given.ContainsKey("jsonTypeInfo") || given.ContainsKey("type") || given.ContainsKey("context"))
            return null;

        var content = Content(method, given);
        var message = New(verb, url, content);
        var sent = new[] { IdentifierName(request), Value(given, "completionOption"), Value(given, "cancellationToken") }.OfType<ExpressionSyntax>();
        var sending = Invoke(client.WithoutTrivia(), IdentifierName("SendAsync"), sent);
        var owns = content is null or BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax;
        if (!Readers.TryGetValue(method, out var reader))
            return method is "GetAsync" or "DeleteAsync" || content is not null ? new ExplicitSend(message, owns, sending, null) : null;

        var read = name is GenericNameSyntax generic ? generic.WithIdentifier(Identifier(reader)) : (SimpleNameSyntax)IdentifierName(reader);
        var parts = new[] { Value(given, "options"), Value(given, "cancellationToken") }.OfType<ExpressionSyntax>();
        return new ExplicitSend(message, owns, Invoke(Access(IdentifierName(response), "Content"), read, parts), (sending, response));
    }

    private static Dictionary<string, ExpressionSyntax> Given(IInvocationOperation call) => call.Arguments
        .Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter is not null)
        .Select(argument => (argument.Parameter!.Name, Expression: argument.Syntax is ArgumentSyntax syntax ? syntax.Expression : argument.Value.Syntax as ExpressionSyntax))
        .Where(pair => pair.Expression is not null)
        .ToDictionary(pair => pair.Name, pair => pair.Expression!.WithoutTrivia());

    private static ExpressionSyntax? Value(Dictionary<string, ExpressionSyntax> given, string name) => given.TryGetValue(name, out var value) ? value : null;

    private static ExpressionSyntax? Content(string method, Dictionary<string, ExpressionSyntax> given)
    {
        if (!method.EndsWith("AsJsonAsync", StringComparison.Ordinal))
            return Value(given, "content");
        if (!given.TryGetValue("value", out var value))
            return null;

        var arguments = new List<ArgumentSyntax> { Argument(value) };
        if (Value(given, "options") is { } options)
            arguments.Add(Argument(options).WithNameColon(NameColon("options")));
        return InvocationExpression(Access(Imported("System.Net.Http.Json.JsonContent"), "Create")).WithArgumentList(ArgumentList(SeparatedList(arguments)));
    }

    private static ObjectCreationExpressionSyntax New(string verb, ExpressionSyntax url, ExpressionSyntax? content)
    {
        var creation = ObjectCreationExpression(Imported("System.Net.Http.HttpRequestMessage"))
            .AddArgumentListArguments(Argument(Access(Imported("System.Net.Http.HttpMethod"), verb)), Argument(url));
        return (content is null ? creation : creation.WithInitializer(InitializerExpression(
            SyntaxKind.ObjectInitializerExpression,
            SingletonSeparatedList<ExpressionSyntax>(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("Content"), content))))).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static NameSyntax Imported(string type) => ParseName(type).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);

    private static MemberAccessExpressionSyntax Access(ExpressionSyntax of, string name) => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, of, IdentifierName(name));

    private static InvocationExpressionSyntax Invoke(ExpressionSyntax of, SimpleNameSyntax name, IEnumerable<ExpressionSyntax> arguments) =>
        InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, of, name), ArgumentList(SeparatedList(arguments.Select(Argument)))).WithAdditionalAnnotations(Formatter.Annotation);

    private static bool IsAwaited(InvocationExpressionSyntax call) =>
        call.Parent is AwaitExpressionSyntax
        || call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } };
}
