using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Tells data from words for people, and whether the program sets its own culture.</summary>
internal sealed class WireCulture(Registration registration)
{
    // Where these stand before a value, a program reads it; behind a word or a blank, a person does.
    private const string Before = "=/,:;?&|[({>\"'}@#-_+";

    private static readonly string[] Reads = ["ReadAsStringAsync", "GetStringAsync", "DownloadString", "DownloadStringTaskAsync", "GetValues", "TryGetValues", "ReadLineAsync", "GetRawText"];

    private readonly Lazy<bool> _isAsInstalled = new(() =>
        !IsInvariant(registration) && !Sets(registration.Compilation, "DefaultThreadCurrentCulture") && !Sets(registration.Compilation, "CurrentCulture"));

    /// <summary>Whether the culture is the one of the machine: nothing in this compilation sets another one.</summary>
    public bool IsAsInstalled => _isAsInstalled.Value;

    /// <summary>Whether a value behind this text is data.</summary>
    public static bool IsData(string before) => before.TrimEnd('\r', '\n') is var text && (text.Length == 0 || Before.IndexOf(text[text.Length - 1]) >= 0 || text.TrimEnd() is { Length: > 0 } trimmed && trimmed[trimmed.Length - 1] is ':' or '[' or ',' && text.IndexOf('"') >= 0);

    /// <summary>Whether a text is, or is a part of, what a call over the network yielded.</summary>
    public static bool IsFromWire(IOperation text, RemoteCalls remote, int hops = 4) => hops > 0 && text.DescendantsAndSelf().Any(part => part switch
    {
        IInvocationOperation { TargetMethod: { Name: "GetString", ContainingType.Name: "JsonElement" } } => true,
        IInvocationOperation call => Reads.Contains(call.TargetMethod.Name) || remote.Find(call) is { Sink.Kind: not RemoteKind.Database },
        IPropertyReferenceOperation { Type.Name: "HttpResponseHeaders" or "HttpContentHeaders" } => true,
        ILocalReferenceOperation local => WrittenBy(local) is { } value && IsFromWire(value, remote, hops - 1),
        _ => false,
    });

    // "TryGetValues(name, out var values)" fills a local as an assignment does.
    private static IOperation? WrittenBy(ILocalReferenceOperation local) =>
        Locals.OnlyValue(local) ?? Operations.Root(local).Descendants().OfType<IInvocationOperation>()
            .FirstOrDefault(call => call.TargetMethod is { Name: "TryGetValues", ContainingType.Name: "HttpHeaders" } && call.Arguments.Any(argument =>
                argument.Value.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation filled && SymbolEqualityComparer.Default.Equals(filled.Local, local.Local))));

    // A program that knows no culture but one writes the same text everywhere.
    private static bool IsInvariant(Registration registration) =>
        registration.Options.GlobalOptions.TryGetValue("build_property.InvariantGlobalization", out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    // To one culture that is written down; a culture by name may be any again.
    private static bool Sets(Compilation compilation, string property) => Source.Mentions(property, compilation, CancellationToken.None)
        .Any(mention => mention.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.Left.Span.Contains(mention.Span) && assignment.Right.DescendantTokens()
            .Any(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.ValueText == "InvariantCulture"));
}
