using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Tells by its names that a call fetches files.</summary>
internal static class LargeBody
{
    private static readonly HashSet<string> Large = new(StringComparer.OrdinalIgnoreCase)
    {
        "download", "downloads", "file", "files", "blob", "blobs", "export", "exports", "attachment", "attachments", "archive", "backup",
    };

    // What goes with these is a few kilobytes, or about a file rather than the file.
    private static readonly HashSet<string> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        "metadata", "info", "list", "name", "names", "count", "size", "hash", "checksum", "status", "state", "config", "configuration", "settings", "manifest", "icon", "logo", "avatar", "thumbnail", "profile", "license", "readme",
        "exists", "upload", "delete", "create", "update", "token", "signature", "key", "health",
    };

    /// <summary>The name that says so: in the URL, or of a method around the call.</summary>
    public static string? NameIn(IOperation url, IOperation call) =>
        NamesOf(url.Syntax).Concat(MethodsAround(call)).ToArray() is var names && names.Any(name => NameWords.Of(name).Any(Small.Contains)) ? null
        : names.FirstOrDefault(name => NameWords.Of(name).Any(Large.Contains));

    private static IEnumerable<string> NamesOf(SyntaxNode url) => url.DescendantTokens()
        .Where(token => token.Parent is IdentifierNameSyntax or InterpolatedStringTextSyntax or LiteralExpressionSyntax)
        .SelectMany(token => token.ValueText.Split('/', '?', '&', '=', '.'))
        .Where(name => name.Length > 0);

    private static IEnumerable<string> MethodsAround(IOperation call)
    {
        for (var symbol = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart); symbol is IMethodSymbol method; symbol = symbol.ContainingSymbol)
        {
            if (method.MethodKind != MethodKind.AnonymousFunction)
                yield return method.Name;
        }
    }
}
