using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>FAL4002: a client is given the address of a public host whose scheme has no encryption.</summary>
internal sealed class CleartextEndpointAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL4002",
        Fallacy.Security,
        DiagnosticSeverity.Info,
        title: "Cleartext endpoint reaches a network sink",
        messageFormat: "'{0}' has no encryption, so everybody between this program and {1} can read what goes through {2}, and change it",
        description: "Between this machine and a public host lie networks of others. What goes there without encryption is theirs to read and to change.");

    /// <summary><c>fallacies.service_mesh</c>: whether sidecars encrypt what the programs send in clear text.</summary>
    public static readonly Option<bool> MeshOption = Option.Flag("fallacies.service_mesh");

    private static readonly string[] Schemes = ["http", "ws", "ftp", "amqp", "redis", "mqtt"];

    // Names of networks that protect what they carry, or that never leave a cluster.
    private static readonly string[] Protected = ["svc", "cluster", "consul", "mesh", "onion", "i2p"];

    // Revocation lists, time stamps and probes for captive portals are made to be fetched without encryption.
    private static readonly string[] Meant = ["ocsp", "crl", "timestamp", "tsa", "captive", "connectivitycheck", "detectportal", "msftconnecttest", "msftncsi"];

    /// <inheritdoc/>
    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(MeshOption, TrustedHosts.Option);

    public override void Register(Registration registration)
    {
        if (Trials.Are(registration) || Projects.OptionsOf(registration.Compilation, registration.Options).Any(MeshOption.In))
            return;

        var types = registration.Types;
        ReachedTexts.Register(registration, AnalyzeText);
        registration.OnCreation((context, creation) => AnalyzeChannel(context, creation, types), "Channel");
    }

    /// <summary>The scheme of a URL without encryption.</summary>
    public static string? SchemeOf(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return end > 0 ? Schemes.FirstOrDefault(scheme => scheme.Equals(text.Substring(0, end).Trim(), StringComparison.OrdinalIgnoreCase)) : null;
    }

    private static void AnalyzeText(OperationAnalysisContext context, ReachedText reached)
    {
        var text = reached.Text.Text;
        if (SchemeOf(text) is not { } scheme || reached.Sink.Moves == AddressTable.Proxy || text.Contains("generate_204"))
            return;
        if (HostName.In(text).FirstOrDefault(host => IsExposed(host, context)) is { } exposed && reached.IsWorthSaying && !(scheme == "ftp" && IsUpgraded(reached.Operation)))
            context.ReportDiagnostic(reached.Finding(Descriptor, DiagnosticSeverity.Info, $"{scheme}://{exposed}", exposed.Host, reached.Words));
    }

    // "new Channel("orders.contoso.com:443", ChannelCredentials.Insecure)": gRPC before Grpc.Net.
    private static void AnalyzeChannel(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types)
    {
        if (!SymbolEqualityComparer.Default.Equals(creation.Type, types.Type("Grpc.Core.Channel")) || creation.Arguments.FirstOrDefault(IsInsecure) is null || DevelopmentOnly.Contains(creation))
            return;

        var hosts = new WrittenTexts(types).Of(creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value).SelectMany(text => HostName.In(text.Text));
        if (hosts.FirstOrDefault(host => IsExposed(host, context)) is { } exposed)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, creation.Syntax.GetLocation(), "ChannelCredentials.Insecure", exposed.Host, "the channel"));
    }

    private static bool IsInsecure(IArgumentOperation argument) =>
        Operations.Unwrap(argument.Value) is IPropertyReferenceOperation { Property: { Name: "Insecure", ContainingType.Name: "ChannelCredentials" } };

    private static bool IsExposed(HostName host, OperationAnalysisContext context) =>
        StoreHosts.IsPublic(host)
        && host.Host.Split('.') is var labels
        && !Protected.Contains(labels[labels.Length - 1].ToLowerInvariant())
        && !labels.Any(label => Meant.Any(word => label.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
        && !TrustedHosts.Contains(context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Operation.Syntax.SyntaxTree), host);

    // FTP starts in clear text and can ask for encryption.
    private static bool IsUpgraded(IOperation operation) => Operations.Root(operation).Descendants().Any(inner => inner is IPropertyReferenceOperation { Property.Name: "EnableSsl" });
}
