using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>A change of the headers that a client sends with every request.</summary>
internal sealed record HeaderChange(IOperation Client, string Header, IReadOnlyList<IOperation> Values, bool Adds)
{
    /// <summary>The headers that are properties of their own.</summary>
    public static readonly string[] Properties =
        ["Authorization", "ProxyAuthorization", "Host", "Referrer", "From", "Date", "Range", "IfModifiedSince", "IfUnmodifiedSince", "IfRange", "CacheControl", "MaxForwards"];

    /// <summary>The methods that change headers; the last ones are extensions of IdentityModel.</summary>
    public static readonly string[] Methods = ["Add", "TryAddWithoutValidation", "ParseAdd", "TryParseAdd", "SetBearerToken", "SetBasicAuthentication", "SetToken"];

    private static readonly string[] Credentials = ["auth", "token", "api-key", "apikey", "cookie", "session", "secret", "credential", "subscription-key"];

    /// <summary>Whether the header says who is calling.</summary>
    public bool IsCredential => Credentials.Any(word => Header.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    public static HeaderChange? Of(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types) =>
        target.Instance is { } headers && ClientOf(headers, types) is { } client ? new HeaderChange(client, target.Property.Name, [assignment.Value], Adds: false) : null;

    public static HeaderChange? Of(IInvocationOperation call, KnownTypes types)
    {
        if (call.TargetMethod.IsExtensionMethod)
            return OfExtension(call, types);
        if (call.TargetMethod.ContainingType.Name is not ("HttpHeaders" or "HttpHeaderValueCollection") || call.Instance is not { } collection)
            return null;

        var values = call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal).Select(argument => argument.Value).ToArray();
        if (ClientOf(collection, types) is { } client)
            return new HeaderChange(client, values.FirstOrDefault() is { } name ? name.ConstantValue is { HasValue: true, Value: string text } ? text : name.Syntax.ToString() : "", values, Adds: true);

        return Whole(collection) is IPropertyReferenceOperation { Instance: { } headers } list && ClientOf(headers, types) is { } owner
            ? new HeaderChange(owner, list.Property.Name, values, Adds: true)
            : null;
    }

    /// <summary>The expression that a value is read from, through conversions and <c>?.</c>.</summary>
    public static IOperation Whole(IOperation value)
    {
        value = Operations.Unwrap(value);
        if (value is not IConditionalAccessInstanceOperation)
            return value;

        var access = value.Parent;
        while (access is not null and not IConditionalAccessOperation)
            access = access.Parent;
        return access is IConditionalAccessOperation found ? Whole(found.Operation) : value;
    }

    private static HeaderChange? OfExtension(IInvocationOperation call, KnownTypes types) =>
        call.TargetMethod.Name.StartsWith("Set", StringComparison.Ordinal)
        && call.TargetMethod.ContainingNamespace?.ToString() is "System.Net.Http" or "IdentityModel.Client" or "Duende.IdentityModel.Client"
        && call.Arguments.Length > 1
        && SymbolEqualityComparer.Default.Equals(call.Arguments[0].Parameter?.Type, types.HttpClient)
            ? new HeaderChange(Whole(call.Arguments[0].Value), "Authorization", call.Arguments.Skip(1).Select(argument => argument.Value).ToArray(), Adds: false)
            : null;

    private static IOperation? ClientOf(IOperation headers, KnownTypes types) => Whole(headers) switch
    {
        IPropertyReferenceOperation { Property: { Name: "DefaultRequestHeaders" } property, Instance: { } client } when SymbolEqualityComparer.Default.Equals(property.ContainingType, types.HttpClient) => Whole(client),
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } value && Whole(value) is IPropertyReferenceOperation aliased => ClientOf(aliased, types),
        _ => null,
    };
}
