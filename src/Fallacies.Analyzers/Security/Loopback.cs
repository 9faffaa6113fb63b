using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Security;

/// <summary>Tells what talks to its own machine only, where nobody sits on the way.</summary>
internal static class Loopback
{
    /// <summary>Whether the texts of the statement, or of the member, around a node name this machine and no other one.</summary>
    public static bool IsTarget(SyntaxNode node)
    {
        var member = Source.Member(node);
        var statement = node.AncestorsAndSelf().TakeWhile(part => part != member).LastOrDefault(part => part is StatementSyntax and not BlockSyntax);
        return (statement is not null && (NamesOnlyThisMachine(statement) || IsOfClientForThisMachine(statement))) || IsNatsOfThisMachine(node) || (!SetsUpMany(member) && NamesOnlyThisMachine(member));
    }

    // new NatsConnection(NatsOpts.Default with { TlsOpts = … }): without a Url it is nats://localhost:4222.
    private static bool IsNatsOfThisMachine(SyntaxNode node) =>
        node.FirstAncestorOrSelf<InitializerExpressionSyntax>(part => Sets(part, "TlsOpts")) is { Parent: var options } settings
        && !Sets(settings, "Url")
        && options is WithExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Default", Expression: SimpleNameSyntax { Identifier.ValueText: "NatsOpts" } } } or ObjectCreationExpressionSyntax
        && options.Parent is ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax };

    private static bool Sets(InitializerExpressionSyntax settings, string name) =>
        settings.Expressions.Any(setting => setting is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier: var set } } && set.ValueText == name);

    // AddHttpClient("loopback"), AddHttpClient(Names.LocalhostClient): who asks for it by that name knows where it goes.
    private static bool IsOfClientForThisMachine(SyntaxNode statement) => statement.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Where(call => Source.NameOf(call) is SimpleNameSyntax { Identifier.ValueText: "AddHttpClient" })
        .Select(call => call.ArgumentList.Arguments.FirstOrDefault()?.ToString() ?? "")
        .Any(name => name.IndexOf("loopback", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("localhost", StringComparison.OrdinalIgnoreCase) >= 0);

    // Where a whole program is put together, the address of one part says nothing about another.
    private static bool SetsUpMany(SyntaxNode member) =>
        member is CompilationUnitSyntax || member.DescendantTokens().Any(token => token.ValueText is "IServiceCollection" or "WebApplicationBuilder" or "IHostApplicationBuilder" or "AddHttpClient");

    private static bool NamesOnlyThisMachine(SyntaxNode part)
    {
        var hosts = part.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
            .Select(token => token.ValueText)
            .Where(text => text.Contains("://") || text is "localhost" or "127.0.0.1" or "::1")
            .SelectMany(text => HostName.In(text))
            .ToList();
        return hosts.Count > 0 && hosts.All(host => host.Kind == HostKind.Loopback);
    }
}
