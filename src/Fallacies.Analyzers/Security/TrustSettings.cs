using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>The settings that switch certificate checks off without a callback.</summary>
internal static class TrustSettings
{
    private const int Any = PolicyErrors.NameMismatch | PolicyErrors.ChainErrors;

    private const string Flags = "VerificationFlags";

    // AllowUnknownCertificateAuthority of X509VerificationFlags; "AllFlags" holds it.
    private const int AnyAuthority = 0x10;

    private static readonly (string Type, string Property, object? Off, int Accepted)[] Rows =
    [
        ("Confluent.Kafka.ClientConfig", "EnableSslCertificateVerification", false, Any),
        ("Confluent.Kafka.ClientConfig", "SslEndpointIdentificationAlgorithm", "None", PolicyErrors.NameMismatch),
        ("Confluent.SchemaRegistry.SchemaRegistryConfig", "EnableSslCertificateVerification", false, Any),
        ("MongoDB.Driver.MongoClientSettings", "AllowInsecureTls", true, Any),
        ("MongoDB.Driver.MongoUrlBuilder", "AllowInsecureTls", true, Any),
        ("NATS.Client.Core.NatsTlsOpts", "InsecureSkipVerify", true, Any),
        ("System.ServiceModel.Security.X509ServiceCertificateAuthentication", "CertificateValidationMode", "None", Any),
        ("Yarp.ReverseProxy.Configuration.HttpClientConfig", "DangerousAcceptAnyServerCertificate", true, Any),
        ("RabbitMQ.Client.SslOption", "AcceptablePolicyErrors", null, 0),
        ("System.Security.Cryptography.X509Certificates.X509ChainPolicy", Flags, null, 0),
    ];

    // The same settings of Kafka under their own names, in a dictionary.
    private static readonly (string Key, string Off, int Accepted)[] Keys =
    [
        ("enable.ssl.certificate.verification", "false", Any),
        ("ssl.endpoint.identification.algorithm", "none", PolicyErrors.NameMismatch),
    ];

    public static string[] Names { get; } = Rows.Select(row => row.Property).Append("this[]").Distinct().ToArray();

    /// <summary>The faults that a property accepts once it has a value.</summary>
    public static int Accepted(IPropertyReferenceOperation target, IOperation value, KnownTypes types)
    {
        var property = target.Property;
        if (property.IsIndexer)
            return types.KafkaProducer is not null && target.Arguments is { Length: 1 } keys ? Accepted(keys[0].Value, value) : 0;

        var row = Rows.FirstOrDefault(row => row.Property == property.Name && SymbolEqualityComparer.Default.Equals(property.ContainingType, types.Type(row.Type)));
        return row.Type is null ? 0
            : row.Property == Flags ? AcceptsAnyAuthority(value) ? PolicyErrors.ChainErrors : 0
            : row.Off is null ? (new PolicyConditions(0).Number(value) ?? 0) & Any
            : IsOff(Operations.Unwrap(value), row.Off) ? row.Accepted
            : 0;
    }

    /// <summary>The faults that a setting accepts that is named by its key.</summary>
    public static int Accepted(IOperation key, IOperation value) =>
        key.ConstantValue is { HasValue: true, Value: string name } && value.ConstantValue is { HasValue: true, Value: string text } ? Keys.FirstOrDefault(row => row.Key == name && row.Off.Equals(text, StringComparison.OrdinalIgnoreCase)).Accepted : 0;

    // Whoever names the roots that he trusts, or builds the chain himself, looks at the outcome; of the policy of a client's handshake nobody asks again.
    private static bool AcceptsAnyAuthority(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: int flags } && (flags & AnyAuthority) != 0
        && Operations.Root(value).Descendants().OfType<IPropertyReferenceOperation>().ToArray() is var read
        && read.Any(property => property.Property is { Name: "CertificateChainPolicy", ContainingType.Name: "SslClientAuthenticationOptions" })
        && !read.Any(property => property.Property.Name is "TrustMode" or "CustomTrustStore");

    private static bool IsOff(IOperation value, object off) => off is string member
        ? value is IFieldReferenceOperation field && field.Field.Name == member
        : value.ConstantValue is { HasValue: true, Value: bool constant } && constant == (bool)off;
}
