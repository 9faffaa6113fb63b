using Fallacies.Analyzers.Bandwidth;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A response that is taken for a success, whatever its status says.</summary>
internal static class UncheckedResponse
{
    private const int MostAliases = 4;

    private static readonly HashSet<string> Statuses = ["StatusCode", "IsSuccessStatusCode"];

    // They come with errors and redirections, or with every answer.
    private static readonly HashSet<string> HeadersOfErrors = ["WwwAuthenticate", "ProxyAuthenticate", "Location", "RetryAfter", "Date", "Server"];

    // A body with one of these says by itself whether the request succeeded.
    private static readonly HashSet<string> Verdicts = ["Ok", "Status", "Success", "Succeeded", "IsSuccess", "IsSuccessful", "Error", "Errors", "ErrorCode", "ErrorMessage", "HasError", "HasErrors"];

    private static readonly HashSet<string> Documents = ["JsonElement", "JsonDocument", "JsonNode", "JsonObject", "JToken", "JObject", "XElement", "XDocument", "XContainer"];

    /// <summary>What is done with the response instead, as the end of a sentence; <see langword="null"/> where somebody may ask for its status.</summary>
    public static string? Use(IInvocationOperation send)
    {
        if (IsHandedOnWithout(send))
            return Text([]);
        if (ReceivedResponse.Of(send) is not { IsEnsured: false } response || IsJudgedByBody(send))
            return null;
        if ((response.Local ?? NameIn(response.Value.Parent)) is { } local)
            return IsOnlyValue(local, response.Value) && OfLocal(local, send, MostAliases) is { } uses ? Text(uses) : null;

        return response.Value.Parent switch
        {
            IExpressionStatementOperation or IUsingOperation => Text([]),
            IPropertyReferenceOperation read when IsHarmless(read) => Text([read]),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Parent.Parent.Parent: IUsingOperation } } => null,
            _ => null,
        };
    }

    // Task RemoveAsync(string id) => http.DeleteAsync(id);
    private static bool IsHandedOnWithout(IInvocationOperation send) =>
        send.Type is INamedTypeSymbol { Name: "Task", TypeArguments: { Length: 1 } results } && results[0].Name == "HttpResponseMessage" && TaskUse.IsIgnored(send) && send.Parent is IConversionOperation { Parent: IReturnOperation back }
        && back.SemanticModel?.GetEnclosingSymbol(back.Syntax.SpanStart) is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.LocalFunction };

    // if (await http.GetAsync(url) is { } response)
    private static ILocalSymbol? NameIn(IOperation? test) => test is IIsPatternOperation { Pattern: var pattern }
        ? pattern switch
        {
            IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true, DeclaredSymbol: ILocalSymbol name } => name,
            IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol name } => name,
            _ => null,
        }
        : null;

    private static bool IsNullTest(IOperation? test) => test switch
    {
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } => true,
        IBinaryOperation comparison => comparison.ChildOperations.Any(side => Operations.Unwrap(side).ConstantValue is { HasValue: true, Value: null }),
        _ => false,
    };

    // The text becomes an object that says whether the request succeeded, or goes to a caller piece by piece, who may make one of it.
    private static bool IsJudgedByBody(IInvocationOperation send) => Operations.Root(send).Descendants().Any(part => part switch
    {
        // if (!text.Contains("\"ok\":true"))
        IInvocationOperation { TargetMethod: { Name: "Contains" or "StartsWith" or "EndsWith" or "IndexOf" or "IsMatch", ContainingType: { SpecialType: SpecialType.System_String } or { Name: "Regex" } } } look => Asks(look),
        // CheckStatus(document.RootElement)
        IInvocationOperation { TargetMethod: var check } when check.Parameters.Any(parameter => Documents.Contains(parameter.Type.Name)) && SaysVerdict(check.Name) => true,
        IInvocationOperation { TargetMethod: { Name: var name, TypeArguments: var types } } => name.StartsWith("Deserialize", StringComparison.Ordinal) && types.Any(HasVerdict),
        // document.RootElement.TryGetProperty("error", out var error)
        IArgumentOperation { Value.ConstantValue: { HasValue: true, Value: string member }, Parent: { } read } => SaysVerdict(member) && OwnerOf(read) is { } owner && Documents.Contains(owner.Name),
        IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue.Type.SpecialType: SpecialType.System_String } => true,
        _ => false,
    });

    // A question to the text of a body decides what happens next.
    private static bool Asks(IInvocationOperation look) =>
        look.ChildOperations.Select(part => (part as IArgumentOperation)?.Value ?? part).OfType<ILocalReferenceOperation>()
            .Any(text => Locals.OnlyValue(text) is { } value && value.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "ReadAsStringAsync" }));

    // The parts of the response that are used; null where its status is, or where somebody else gets it.
    private static List<IPropertyReferenceOperation>? OfLocal(ILocalSymbol local, IOperation near, int aliases)
    {
        var found = new List<IPropertyReferenceOperation>();
        foreach (var use in Operations.Uses(local, near).Select(Direct).Where(use => !Operations.IsWritten(use)))
        {
            switch (use.Parent)
            {
                case IPropertyReferenceOperation read when read.Instance == use && IsHarmless(read):
                    found.Add(read);
                    break;
                case IInvocationOperation { TargetMethod.Name: "Dispose" } call when call.Instance == use:
                case IUsingOperation:
                case IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Dispose" } }:
                    break;
                case var test when IsNullTest(test):
                    break;
                case var test when NameIn(test) is { } named && aliases > 0 && OfLocal(named, near, aliases - 1) is { } more:
                    found.AddRange(more);
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var alias } } when aliases > 0 && IsOnlyValue(alias, use) && OfLocal(alias, near, aliases - 1) is { } more:
                    found.AddRange(more);
                    break;
                default:
                    return null;
            }
        }

        return found;
    }

    // Declared with the response, or empty and given it once.
    private static bool IsOnlyValue(ILocalSymbol local, IOperation value)
    {
        var writes = Operations.Uses(local, value).Count(Operations.IsWritten);
        var isInitial = value.Parent is IVariableInitializerOperation or IIsPatternOperation || Outer(value).Parent is IVariableInitializerOperation;
        return isInitial ? writes == 0 : writes == 1 && (Operations.Initializer(local, value) is not { } initial || initial.ConstantValue is { HasValue: true, Value: null } || Operations.Unwrap(initial) is IDefaultValueOperation);
    }

    private static bool IsHarmless(IPropertyReferenceOperation read) => !Statuses.Contains(read.Property.Name) && !Operations.IsWritten(read) && read.Property.Name switch
    {
        "Content" => StaysHere(read) && !(read.Parent is IPropertyReferenceOperation { Property.Name: "Headers" } headers && ExpectsErrors(headers.Parent)),
        "Headers" => !ExpectsErrors(read.Parent),
        _ => true,
    };

    // A header that is asked for by "TryGetValues" may be missing, and is not taken for granted.
    private static bool ExpectsErrors(IOperation? read) => read switch
    {
        IPropertyReferenceOperation header => HeadersOfErrors.Contains(header.Property.Name),
        IInvocationOperation { TargetMethod.Name: "TryGetValues" or "Contains" } => true,
        IInvocationOperation { TargetMethod.Name: "GetValues", Arguments: { Length: 1 } names } => names[0].Value.ConstantValue is { HasValue: true, Value: string name } && HeadersOfErrors.Contains(name.Replace("-", ""), StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    // Content that goes to code of one's own may carry the status in its text.
    private static bool StaysHere(IOperation content) => Outer(content).Parent switch
    {
        IInvocationOperation read => Callers.InFramework(read.TargetMethod),
        IPropertyReferenceOperation => true,
        IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } read } => Callers.InFramework(read.TargetMethod) && !read.TargetMethod.TypeArguments.Any(HasVerdict),
        _ => false,
    };

    private static INamedTypeSymbol? OwnerOf(IOperation read) => read switch
    {
        IInvocationOperation call => call.TargetMethod.ContainingType,
        IPropertyReferenceOperation property => property.Property.ContainingType,
        _ => null,
    };

    private static bool SaysVerdict(string text) => Verdicts.Any(verdict => text.IndexOf(verdict, StringComparison.OrdinalIgnoreCase) >= 0 && (verdict.Length > 2 || text.Length == verdict.Length));

    // A code beside a message is one too; by itself it may be that of a currency.
    private static bool HasVerdict(ITypeSymbol body)
    {
        var names = new HashSet<string>(body.SelfAndBases().SelectMany(type => type.GetMembers()).OfType<IPropertySymbol>().Select(property => property.Name));
        return names.Overlaps(Verdicts) || (names.Contains("Code") && (names.Contains("Message") || names.Contains("Msg")));
    }

    private static IOperation Direct(IOperation use) => use.Parent is IConversionOperation or IParenthesizedOperation ? Outer(use) : use;

    private static IOperation Outer(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value;
    }

    private static string Text(List<IPropertyReferenceOperation> uses) =>
        uses.Any(use => use.Property.Name == "Content") ? "an error page is read as if it were the answer"
        : uses.Count > 0 ? $"'{uses[0].Property.Name}' of an error is read as if all went well"
        : "a 404 or 503 looks like success";
}
