using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>What a program has of service discovery already.</summary>
internal sealed record Discovery(bool OfServices, bool OfAllClients);

/// <summary>A client whose address becomes a service's name.</summary>
/// <param name="Address">The literal.</param>
/// <param name="Url">What the literal becomes.</param>
/// <param name="Registration">The <c>AddHttpClient</c> that takes the discovery; <see langword="null"/> where all clients have it.</param>
/// <param name="Statement">The statement before which the services learn to discover; <see langword="null"/> where they do.</param>
internal sealed record DiscoveredClient(LiteralExpressionSyntax Address, string Url, InvocationExpressionSyntax? Registration, StatementSyntax? Statement)
{
    private const string Add = "AddServiceDiscovery";

    public static DiscoveredClient? Of(LiteralExpressionSyntax address, SemanticModel model, Discovery discovery)
    {
        if (address.Token.Value is not string text || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return null;
        if (address.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => NameOf(call) == "AddHttpClient") is not { Expression: MemberAccessExpressionSyntax { Expression: var services } } registration)
            return null;

        var chain = registration.Ancestors().OfType<InvocationExpressionSyntax>().TakeWhile(call => call.Expression is MemberAccessExpressionSyntax access && access.Span.Contains(registration.Span)).ToArray();
        var hasDiscovery = discovery.OfAllClients || chain.Any(call => NameOf(call) == Add);
        if (!hasDiscovery && model.GetTypeInfo(registration).Type is not { Name: "IHttpClientBuilder" })
            return null;

        var statement = registration.FirstAncestorOrSelf<StatementSyntax>();
        if (!discovery.OfServices && (services is not (IdentifierNameSyntax or MemberAccessExpressionSyntax) || statement is not { Parent: BlockSyntax or GlobalStatementSyntax }))
            return null;

        var name = "https+http://" + url.Host.Split('.')[0] + (url.PathAndQuery == "/" && !text.EndsWith("/", StringComparison.Ordinal) ? "" : url.PathAndQuery);
        return new DiscoveredClient(address, name, hasDiscovery ? null : registration, discovery.OfServices ? null : statement);
    }

    public static SyntaxNode Apply(SyntaxNode root, IReadOnlyList<DiscoveredClient> clients)
    {
        var urls = clients.ToDictionary(client => (SyntaxNode)client.Address, client => client.Url);
        var registrations = new HashSet<SyntaxNode>(clients.Select(client => client.Registration).OfType<SyntaxNode>());
        var first = clients.Where(client => client.Statement is not null).OrderBy(client => client.Address.SpanStart).FirstOrDefault();
        var anchor = new SyntaxAnnotation();
        var changed = root.ReplaceNodes(
            urls.Keys.Concat(registrations).Concat(first is null ? [] : [first.Statement!]).Distinct(),
            (original, current) => urls.TryGetValue(original, out var url) ? Literal(url, current)
                : registrations.Contains(original) ? Discovering((InvocationExpressionSyntax)current)
                : current.WithAdditionalAnnotations(anchor));
        return first is null ? changed : WithDiscovery(changed, changed.GetAnnotatedNodes(anchor).First(), ServicesOf(first));
    }

    private static SyntaxNode WithDiscovery(SyntaxNode root, SyntaxNode statement, ExpressionSyntax services)
    {
        var added = SyntaxFactory.ExpressionStatement(SyntaxFactory.InvocationExpression(Member(services.WithoutTrivia(), Add)))
            .WithLeadingTrivia(statement.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToArray())
            .WithTrailingTrivia(statement.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).DefaultIfEmpty(SyntaxFactory.LineFeed));
        return statement.Parent is GlobalStatementSyntax global
            ? root.InsertNodesBefore(global, [SyntaxFactory.GlobalStatement(added)])
            : root.InsertNodesBefore(statement, [added]);
    }

    private static ExpressionSyntax ServicesOf(DiscoveredClient client) =>
        ((MemberAccessExpressionSyntax)client.Address.Ancestors().OfType<InvocationExpressionSyntax>().First(call => NameOf(call) == "AddHttpClient").Expression).Expression;

    private static LiteralExpressionSyntax Literal(string text, SyntaxNode place) =>
        SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text)).WithTriviaFrom(place);

    private static InvocationExpressionSyntax Discovering(InvocationExpressionSyntax registration) =>
        SyntaxFactory.InvocationExpression(Member(registration.WithoutTrailingTrivia(), Add)).WithTrailingTrivia(registration.GetTrailingTrivia());

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax of, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, of, SyntaxFactory.IdentifierName(name));

    private static string? NameOf(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText;
}
