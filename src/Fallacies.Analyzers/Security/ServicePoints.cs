using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Security;

/// <summary>Knows whether anything asks <c>ServicePointManager</c>: <c>HttpClient</c> does so on .NET Framework only.</summary>
internal sealed class ServicePoints(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A library for .NET Standard may run on .NET Framework; both have older versions.
    private const int FirstWithoutFramework = 5;

    // The first RestSharp that sends with HttpClient.
    private const int FirstOverHttpClient = 107;

    private static readonly string[] Asking = ["System.Net.WebRequest", "System.Net.HttpWebRequest", "System.Net.FtpWebRequest", "System.Net.WebClient", "System.Net.Mail.SmtpClient"];

    /// <summary>Whether a client of the process may ask it.</summary>
    public bool AreAsked() =>
        near.Compilation.ObjectType.ContainingAssembly is not { Identity.Version.Major: >= FirstWithoutFramework }
        || types.Type("RestSharp.RestClient") is { ContainingAssembly.Identity.Version.Major: < FirstOverHttpClient }
        || Asking.Any(IsMentioned);

    // MailKit has a class of the same name, and properties are called like what they once were.
    private bool IsMentioned(string name)
    {
        var type = types.Type(name);
        return Source.Mentions(name.Substring(name.LastIndexOf('.') + 1), near.Compilation, cancellation).Any(mention =>
            type is null || Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol is not { } meant || SymbolEqualityComparer.Default.Equals(meant, type));
    }
}
