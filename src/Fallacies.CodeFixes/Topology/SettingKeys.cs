using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>Gives addresses their configuration keys: the same address the same key, another address another one.</summary>
internal sealed class SettingKeys(SyntaxNode root)
{
    private static readonly string[] Registrations = ["AddHttpClient", "AddGrpcClient", "AddRefitClient"];

    private readonly Dictionary<string, string> _addressOf = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The key for an address at a place; <paramref name="proposed"/> may lack its section.</summary>
    public string For(SyntaxNode place, string proposed, string address)
    {
        var wanted = proposed.StartsWith(":", StringComparison.Ordinal) ? Section(place) + proposed : proposed;
        var key = wanted;
        for (var number = 2; !Fits(key, address); number++)
            key = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);

        _addressOf[key] = address;
        return key;
    }

    // A key that the file names already belongs to another setting.
    private bool Fits(string key, string address) => _addressOf.TryGetValue(key, out var known)
        ? known == address
        : !root.DescendantTokens().Any(token => token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static string Section(SyntaxNode place)
    {
        var registration = place.Ancestors().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax { Name: var name } && Registrations.Contains(name.Identifier.ValueText));
        if (registration is { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } types } } }
            && types.Last().DescendantTokens().LastOrDefault(token => token.IsKind(SyntaxKind.IdentifierToken)) is { ValueText: { Length: > 0 } type })
            return type;
        if (registration?.ArgumentList.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax { Token.Value: string { Length: > 0 } client })
            return client;

        var container = place.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText;
        return container is null or "Program" or "Startup" ? "Client" : container;
    }
}
