using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Follows a new random value to the idempotency key that it becomes.</summary>
internal static class FreshKey
{
    /// <summary>The methods that yield something else each time.</summary>
    public static readonly string[] Sources = ["NewGuid", "CreateVersion7", "Next", "NextInt64", "GetBytes", "GetHexString", "GetString", "GetInt32"];

    private static readonly HashSet<string> Setters = ["Add", "TryAdd", "TryAddWithoutValidation", "Append", "Set", "AddHeader", "WithHeader", "AddOrUpdateHeader"];

    public static bool IsSource(IMethodSymbol method) => method.ContainingType?.Name is "Guid" or "Random" or "RandomNumberGenerator" && method.ContainingNamespace?.Name is "System" or "Cryptography";

    /// <summary>The name of the key, or <see langword="null"/> where the value becomes something else.</summary>
    public static string? NameOf(IOperation source) => Follow(source, followLocal: true);

    private static string? Follow(IOperation value, bool followLocal)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IInterpolationOperation or IInterpolatedStringOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }:
                    value = value.Parent;
                    break;
                case IInvocationOperation call when call.Instance == value && call.Type?.SpecialType == SpecialType.System_String:
                    value = call;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { SpecialType: SpecialType.System_String } or { Name: "Convert" } } made }:
                    value = made;
                    break;
                case IArgumentOperation { Parameter: { } parameter } argument:
                    return IsKey(parameter.Name) ? parameter.Name : KeyBeside(argument);
                case ISimpleAssignmentOperation assignment when assignment.Value == value:
                    return Target(assignment.Target, followLocal);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return OfLocal(local, value, followLocal);
                default:
                    return null;
            }
        }
    }

    private static string? Target(IOperation target, bool followLocal) => target switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments } => Constant(arguments[0].Value),
        IPropertyReferenceOperation { Property.Name: var name } => IsKey(name) ? name : null,
        ILocalReferenceOperation local => OfLocal(local.Local, local, followLocal),
        _ => null,
    };

    private static string? OfLocal(ILocalSymbol local, IOperation near, bool follow) => IsKey(local.Name) ? local.Name
        : follow ? Operations.Uses(local, near).Where(use => !Operations.IsWritten(use)).Select(use => Follow(use, followLocal: false)).FirstOrDefault(name => name is not null)
        : null;

    // headers.Add("Idempotency-Key", value), new KeyValuePair<string, string>("Idempotency-Key", value).
    private static string? KeyBeside(IArgumentOperation argument) => argument.Parent switch
    {
        IInvocationOperation call when Setters.Contains(call.TargetMethod.Name) => call.Arguments.Select(other => Constant(other.Value)).FirstOrDefault(name => name is not null),
        IObjectCreationOperation creation => creation.Arguments.Select(other => Constant(other.Value)).FirstOrDefault(name => name is not null),
        _ => null,
    };

    private static string? Constant(IOperation value) => value.ConstantValue is { HasValue: true, Value: string text } && IsKey(text) ? text : null;

    private static bool IsKey(string name) =>
        name.IndexOf("idempoten", StringComparison.OrdinalIgnoreCase) >= 0 || name.Equals("Repeatability-Request-ID", StringComparison.OrdinalIgnoreCase);
}
