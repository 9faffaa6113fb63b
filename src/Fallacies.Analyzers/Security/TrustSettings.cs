using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Security;

/// <summary>The settings that switch certificate checks off without a callback.</summary>
internal static class TrustSettings
{
    private const int Any = PolicyErrors.NameMismatch | PolicyErrors.ChainErrors;

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
    ];

    public static string[] Names { get; } = Rows.Select(row => row.Property).Distinct().ToArray();

    /// <summary>The faults that a property accepts once it has a value.</summary>
    public static int Accepted(IPropertySymbol property, IOperation value, KnownTypes types)
    {
        var row = Rows.FirstOrDefault(row => row.Property == property.Name && SymbolEqualityComparer.Default.Equals(property.ContainingType, types.Type(row.Type)));
        return row.Type is null ? 0
            : row.Off is null ? (new PolicyConditions(0).Number(value) ?? 0) & Any
            : IsOff(Operations.Unwrap(value), row.Off) ? row.Accepted
            : 0;
    }

    private static bool IsOff(IOperation value, object off) => off is string member
        ? value is Microsoft.CodeAnalysis.Operations.IFieldReferenceOperation field && field.Field.Name == member
        : value.ConstantValue is { HasValue: true, Value: bool constant } && constant == (bool)off;
}
