using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>The settings that take encryption or trust from a connection to a data store.</summary>
internal static class StoreSettings
{
    private const string Trust = "accepts any certificate";
    private const string Clear = "sends data and passwords in clear text";
    private const string Maybe = "goes on in clear text when the server does not insist";

    private static readonly string[] No = ["false", "no", "0", "optional"];
    private static readonly string[] Yes = ["true", "yes", "1"];

    private static readonly (string Keys, string[] Values, string Harm)[] Words =
    [
        ("trustservercertificate tlsinsecure tlsallowinvalidcertificates tlsallowinvalidhostnames", Yes, Trust),
        ("sslverifycertificate", No, Trust),
        ("encrypt ssl tls usessl usetls", No, Clear),
        ("sslmode", ["disable", "disabled", "none"], Clear),
        ("sslmode", ["allow"], Maybe),
    ];

    private static readonly (string Type, string Property, string[] Values, string Harm)[] Properties =
    [
        ("System.Data.Common.DbConnectionStringBuilder", "TrustServerCertificate", ["True"], Trust),
        ("System.Data.Common.DbConnectionStringBuilder", "Encrypt", ["False", "Optional"], Clear),
        ("System.Data.Common.DbConnectionStringBuilder", "SslMode", ["Disable", "Disabled", "None"], Clear),
        ("System.Data.Common.DbConnectionStringBuilder", "SslMode", ["Allow"], Maybe),
        ("StackExchange.Redis.ConfigurationOptions", "Ssl", ["False"], Clear),
        ("MongoDB.Driver.MongoClientSettings", "UseTls", ["False"], Clear),
        ("MongoDB.Driver.MongoUrlBuilder", "UseTls", ["False"], Clear),
        ("Confluent.Kafka.ClientConfig", "SecurityProtocol", ["Plaintext", "SaslPlaintext"], Clear),
    ];

    public static string[] Names { get; } = Properties.Select(row => row.Property).Append("this[]").Distinct().ToArray();

    /// <summary>The first setting of a connection text that is switched off, and what that does.</summary>
    public static (string Text, string Harm)? In(string text, KnownTypes types)
    {
        foreach (var (key, value, written) in ConnectionSettings.Of(text))
        {
            foreach (var (keys, values, harm) in Words)
            {
                if (keys.Split(' ').Contains(key) && values.Contains(value, StringComparer.OrdinalIgnoreCase) && !(key == "trustservercertificate" && IsWithoutEffect(text, types)))
                    return (written, harm);
            }
        }

        return null;
    }

    /// <summary>What a property does once it has a value, if that switches something off.</summary>
    public static string? HarmOf(IPropertyReferenceOperation target, IOperation value, KnownTypes types)
    {
        if (target.Property.IsIndexer)
            return OfKey(target, value, types);

        var property = target.Property;
        return Text(value) is not { } set || IsObsolete(property)
            ? null
            : Properties.FirstOrDefault(row => row.Property == property.Name && row.Values.Contains(set) && property.ContainingType.IsOrDerivesFrom(types.Type(row.Type))).Harm;
    }

    // builder["Encrypt"] = false, and the settings of Kafka in a dictionary
    private static string? OfKey(IPropertyReferenceOperation target, IOperation value, KnownTypes types)
    {
        if (target is not { Arguments: { Length: 1 } keys, Instance.Type: INamedTypeSymbol owner } || keys[0].Value.ConstantValue is not { HasValue: true, Value: string key })
            return null;
        if (key == "security.protocol")
            return types.KafkaProducer is not null && value.ConstantValue is { HasValue: true, Value: string protocol } && protocol.ToLowerInvariant() is "plaintext" or "sasl_plaintext" ? Clear : null;

        return owner.IsOrDerivesFrom(types.Type("System.Data.Common.DbConnectionStringBuilder")) && Text(value) is { } set && !owner.GetMembers(key.Replace(" ", "")).Any(IsObsolete)
            ? In($"{key}={set}", types)?.Harm
            : null;
    }

    private static string? Text(IOperation value) => Operations.Unwrap(value) switch
    {
        IFieldReferenceOperation { Field: { IsReadOnly: true, Type.SpecialType: SpecialType.System_Boolean } field } => (Members.OnlyValue(field, value)?.ConstantValue.Value as bool?)?.ToString(),
        IFieldReferenceOperation member => member.Field.Name,
        IPropertyReferenceOperation { Property.IsStatic: true } member => member.Property.Name,
        { ConstantValue: { HasValue: true, Value: bool flag } } => flag.ToString(),
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        _ => null,
    };

    // Npgsql 8 and later read it and do nothing about it; its own texts say "Host".
    private static bool IsWithoutEffect(string text, KnownTypes types) =>
        types.Type("Npgsql.NpgsqlConnectionStringBuilder")?.GetMembers("TrustServerCertificate").FirstOrDefault() is { } property && IsObsolete(property)
        && ConnectionSettings.Of(text).Any(pair => pair.Key == "host");

    private static bool IsObsolete(ISymbol member) => member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ObsoleteAttribute");
}
