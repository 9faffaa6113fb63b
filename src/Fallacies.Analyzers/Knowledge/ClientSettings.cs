using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Names what a registration sets for its clients, as a message tells it.</summary>
internal static class ClientSettings
{
    private const int MostInMessage = 4;

    // These say how the client is handed out, not what it is like.
    private static readonly HashSet<string> Neutral = ["AddTypedClient", "AddAsKeyed", "RemoveAsKeyed"];

    /// <summary>The properties that a registration sets, and the steps on its builder.</summary>
    public static IReadOnlyList<string> Of(ClientRegistration registration) =>
    [
        .. registration.Steps.Where(step => !Neutral.Contains(step.Call.TargetMethod.Name)).OrderBy(step => step.Kind != StepKind.Client).SelectMany(Of)
            .Concat(registration.IsRead ? [] : ["its builder"])
            .Distinct(),
    ];

    /// <summary>The settings in words: the first few by name.</summary>
    public static string InWords(IReadOnlyList<string> settings) =>
        settings.Count == 0 ? "nothing yet" : string.Join(", ", settings.Take(MostInMessage)) + (settings.Count > MostInMessage ? ", …" : "");

    private static IEnumerable<string> Of(ClientStep step) => step.Kind == StepKind.Client
        ? ClientCode.Delegates(step.Call).SelectMany(argument => InDelegate(Operations.Unwrap(argument.Value)))
        : [step.Call.TargetMethod.Name];

    private static IEnumerable<string> InDelegate(IOperation configure) => configure switch
    {
        IAnonymousFunctionOperation lambda => lambda.Body.Descendants().OfType<IPropertyReferenceOperation>()
            .Where(property => property.Instance is IParameterReferenceOperation { Type.Name: "HttpClient" })
            .Select(property => property.Property.Name)
            .DefaultIfEmpty("its lambda"),
        IMethodReferenceOperation method => [method.Method.Name],
        _ => ["its lambda"],
    };
}
