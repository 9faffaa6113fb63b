using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Security;

/// <summary>
/// Knows the registered clients whose name says that certificates are not checked, <c>AddHttpClient("IgnoreSsl")</c>: somebody
/// decided so, and who uses one asks for it by that name.
/// </summary>
internal sealed class ToldByName(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly HashSet<string> Alone = new(StringComparer.OrdinalIgnoreCase) { "unsafe", "insecure", "untrusted", "unverified", "unchecked", "unvalidated" };

    private static readonly HashSet<string> Off = new(StringComparer.OrdinalIgnoreCase) { "ignore", "ignores", "ignoring", "skip", "skips", "no", "without", "disable", "disabled", "bypass" };

    private static readonly HashSet<string> Checks = new(StringComparer.OrdinalIgnoreCase)
    {
        "ssl", "tls", "cert", "certs", "certificate", "certificates", "verify", "verification", "validate", "validation",
    };

    private static readonly HashSet<string> Taking = new(StringComparer.OrdinalIgnoreCase) { "allow", "allows", "accept", "accepts", "trust", "trusts" };

    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase) { "any", "all", "invalid", "bad", "expired", "self", "everything" };

    /// <summary>Whether a setting stands in what registers such a client, and no other one.</summary>
    public bool IsFor(IOperation setting)
    {
        var clients = new ClientRegistrations(types, near, cancellation).Clients().Where(client => client.Steps.Any(step => !step.IsDefault && Holds(step, setting))).ToArray();
        return clients.Length > 0 && clients.All(client => client.Registrations.All(registration => registration.Kind == ClientKind.Named) && Says(client.Name));
    }

    private static bool Holds(ClientStep step, IOperation setting) =>
        step.Call.Syntax.SyntaxTree == setting.Syntax.SyntaxTree && step.Call.Arguments.Any(argument => argument.Syntax.Span.Contains(setting.Syntax.Span));

    private static bool Says(string name)
    {
        var words = NameWords.Of(name);
        return words.Any(Alone.Contains) || Follow(words, Off, Checks) || Follow(words, Taking, Taken);
    }

    private static bool Follow(IReadOnlyList<string> words, HashSet<string> first, HashSet<string> then) => words.SkipWhile(word => !first.Contains(word)).Any(then.Contains);
}
