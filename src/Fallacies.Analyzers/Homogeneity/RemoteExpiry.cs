using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Tells points in time that another machine has set, or reads.</summary>
internal sealed class RemoteExpiry(RemoteCalls remote, CancellationToken cancellation)
{
    private static readonly string[] Words = ["Expires", "Expiry", "Expiration", "Expire", "Lease", "Deadline"];
    private static readonly string[] Names = ["ValidTo", "ValidUntil", "ValidFrom", "NotBefore", "NotAfter"];

    // The framework gives these in local time.
    private static readonly string[] Local = ["X509Certificate2", "Cookie", "FileSystemInfo", "FileInfo"];

    // What hands a message, or the state that messages share.
    private static readonly string[] Messages = ["Message", "Saga"];

    private static readonly HashSet<string> Durations = new(StringComparer.OrdinalIgnoreCase) { "ExpiresIn", "Expires_In", "ExpiresInSeconds", "RefreshExpiresIn", "Refresh_Expires_In", "RefreshTokenExpiresIn", "LeaseDuration", "Lease_Duration", "LeaseSeconds", "TokenLifetime" };

    /// <summary>The member that says when something ends which does not end here alone.</summary>
    public IPropertySymbol? Find(IOperation value) => Operations.Unwrap(value) switch
    {
        IConditionalAccessOperation access => Find(access.WhenNotNull),
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } only && Operations.Unwrap(only) is IPropertyReferenceOperation or IConditionalAccessOperation ? Find(only) : null,
        IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } nullable } => Find(nullable),
        IPropertyReferenceOperation property => IsExpiry(property.Property.Name) && !Local.Contains(property.Property.ContainingType.Name) && IsRemote(property) ? property.Property : null,
        _ => null,
    };

    /// <summary>The member of an answer that says how long something lasts, in a value that is added to the clock.</summary>
    public static IPropertySymbol? Duration(IOperation added) => added.DescendantsAndSelf().OfType<IPropertyReferenceOperation>()
        .FirstOrDefault(property => Durations.Contains(property.Property.Name) && property.Instance is { } owner && !IsSetting(owner))?.Property;

    private static bool IsExpiry(string name) => Names.Any(end => name.EndsWith(end, StringComparison.Ordinal)) || NameWords.Of(name).Any(Words.Contains);

    private static bool IsSetting(IOperation owner) => owner.DescendantsAndSelf().Any(part =>
        part.Type?.Name is { } type && (type.EndsWith("Options", StringComparison.Ordinal) || type.EndsWith("Settings", StringComparison.Ordinal) || type.EndsWith("Configuration", StringComparison.Ordinal)));

    private bool IsRemote(IPropertyReferenceOperation property)
    {
        if (!Source.Holds(property.SemanticModel!.Compilation, property.Property) && !IsOfFramework(property.Property.ContainingType))
            return !GivesLocalTime(property.Property) && (property.Property.Type.SpecialType == SpecialType.System_DateTime || IsNullableDate(property.Property.Type));

        var owner = Target(property.Instance);
        while (owner is IPropertyReferenceOperation { Instance: { } inner } part)
        {
            if (Messages.Contains(part.Property.Name) && !Source.Holds(property.SemanticModel.Compilation, part.Property))
                return true;
            owner = Target(inner);
        }

        return owner switch
        {
            IParameterReferenceOperation parameter => IsRow(parameter),
            ILocalReferenceOperation local => Locals.OnlyValue(local) is { } made && IsAnswer(made),
            IInvocationOperation or IAwaitOperation => IsAnswer(owner),
            _ => false,
        };
    }

    // Tokens are a library's, whatever their namespace says.
    private static bool IsOfFramework(INamedTypeSymbol type) =>
        Callers.InFramework(type) && type.ContainingNamespace?.ToString().StartsWith("System.IdentityModel.", StringComparison.Ordinal) != true;

    // Behind "?." stands what is asked before it.
    private static IOperation? Target(IOperation? instance)
    {
        if (instance is not IConditionalAccessInstanceOperation)
            return instance;

        var around = instance.Parent;
        while (around is not (null or IConditionalAccessOperation))
            around = around.Parent;
        return (around as IConditionalAccessOperation)?.Operation;
    }

    // The SDK of AWS turned what it received into local time up to version 3.
    private static bool GivesLocalTime(IPropertySymbol property) => property.ContainingAssembly.Name.StartsWith("AWSSDK", StringComparison.Ordinal);

    private static bool IsNullableDate(ITypeSymbol type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } inner } && inner[0].SpecialType == SpecialType.System_DateTime;

    // The database compares rows with the clock of this machine, or with its own.
    private static bool IsRow(IParameterReferenceOperation parameter)
    {
        for (var around = parameter.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && lambda.Symbol.Parameters.Contains(parameter.Parameter, SymbolEqualityComparer.Default))
                return Callbacks.IsExpressionTree(lambda);
        }

        return false;
    }

    private bool IsAnswer(IOperation made) =>
        made.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name is "Deserialize" or "DeserializeObject" or "ReadFromJsonAsync" || remote.Reach(call, cancellation) is not null);
}
