using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Administration;

/// <summary>Whom an HTTP handler talks to, as far as the code around it says.</summary>
internal enum HandlerTarget
{
    /// <summary>The code does not say.</summary>
    Unknown,

    /// <summary>A service of the same system: its address is a service name.</summary>
    Own,

    /// <summary>Somebody who should not get the trace context, or gets it another way.</summary>
    Outside,
}

/// <summary>Reads names and addresses around an HTTP handler.</summary>
internal static class HandlerTargets
{
    private static readonly string[] OwnSuffixes = [".local", ".localhost", ".internal", ".svc", ".test", ".lan"];

    // A proxy copies the caller's headers; an exporter must not trace itself; outsiders need not see inside.
    private static readonly HashSet<string> Outward = new(StringComparer.OrdinalIgnoreCase)
    {
        "proxy", "forwarder", "forward", "tunnel", "gateway", "relay", "webhook", "webhooks", "external", "public", "partner", "vendor", "third", "crawler", "scraper", "exporter",
        "telemetry", "collector", "uninstrumented", "untraced", "anonymous", "health", "probe",
    };

    /// <summary>Whom the handler talks to whose propagation the culprit switches off.</summary>
    public static HandlerTarget Of(SyntaxNode culprit)
    {
        var type = culprit.Ancestors().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault();
        var member = culprit.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        var statement = (SyntaxNode?)culprit.Ancestors().OfType<StatementSyntax>().LastOrDefault(each => each.Parent is BlockSyntax or GlobalStatementSyntax && each.Parent.Parent is not AnonymousFunctionExpressionSyntax) ?? member ?? culprit;

        if (Names(type, member).Any(IsOutward) || Identifiers(statement, type).Any(IsForwarding) || Wraps(culprit))
            return HandlerTarget.Outside;

        var here = Hosts(statement).ToArray();
        var hosts = here.Length > 0 ? here : Hosts(type ?? statement).ToArray();
        if (hosts.Any(host => !IsOwn(host)))
            return HandlerTarget.Outside;

        return hosts.Length > 0 && !Identifiers(statement, null).Any(name => name is "AddHttpMessageHandler" or "AddInterceptor") ? HandlerTarget.Own : HandlerTarget.Unknown;
    }

    private static IEnumerable<string> Names(BaseTypeDeclarationSyntax? type, MemberDeclarationSyntax? member)
    {
        if (type is not null)
            yield return type.Identifier.ValueText;
        if (member is MethodDeclarationSyntax method)
            yield return method.Identifier.ValueText;
        if (member is PropertyDeclarationSyntax property)
            yield return property.Identifier.ValueText;
        if (member is BaseFieldDeclarationSyntax field)
            yield return field.Declaration.Variables[0].Identifier.ValueText;
    }

    private static IEnumerable<string> Identifiers(SyntaxNode statement, SyntaxNode? type) => (type ?? statement).DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);

    private static bool IsOutward(string name) => Regex.Matches(name, "[A-Z]+(?![a-z])|[A-Z]?[a-z]+").Cast<Match>().Any(word => Outward.Contains(word.Value));

    private static bool IsForwarding(string name) => name is "HttpMessageInvoker" or "IHttpForwarder" or "AddReverseProxy" or "SuppressInstrumentationScope";

    // A handler around this one may set headers of its own.
    private static bool Wraps(SyntaxNode culprit) => culprit.Parent is InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax handler }
        && (handler.Ancestors().OfType<ObjectCreationExpressionSyntax>().FirstOrDefault() is { } outer && !outer.Type.ToString().EndsWith("HttpClient", StringComparison.Ordinal)
            || handler.Ancestors().Any(ancestor => ancestor is ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax));

    // "Services:name" is where service discovery looks for the endpoints of a service.
    private static IEnumerable<string> Hosts(SyntaxNode node) => node.DescendantTokens()
        .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken)
        .Select(token => Regex.Match(token.ValueText, @"^(?:(?:https?|https\+http)://|Services:)([^/:?#{}\s]+)"))
        .Where(match => match.Success).Select(match => match.Groups[1].Value);

    private static bool IsOwn(string host) => host.IndexOf('.') < 0 || OwnSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) || host.Contains(".svc.");
}
