using System.Globalization;
using System.Runtime.CompilerServices;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Calls in messages: what they are called, and how long they may take.</summary>
internal static class CallText
{
    private static readonly ConditionalWeakTable<TypeDeclarationSyntax, StrongBox<bool>> TimeSetters = new();

    // Longer ones are not read.
    private const int Longest = 60;

    /// <summary>The method as it is written, with its object where that is a simple name.</summary>
    public static string Of(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } access } && IsSimple(receiver) && access.Span.Length <= Longest && access.ToString() is var text && text.IndexOf('\n') < 0
            ? text
            : call.TargetMethod.Name;

    /// <summary>The bound of a call that nobody cancels, and the way where it is not seen at the call: <c>for up to 100 s by default</c>.</summary>
    public static string HowLong(IInvocationOperation call, RemoteWay way)
    {
        var text = way.Sink.TimeoutOf(way.Last.Name) is not { } seconds ? "until the other side answers"
            : SetsTime(call, way) ? "until the time is up that is set for it"
            : $"for up to {seconds.ToString(CultureInfo.InvariantCulture)} s by default";
        return way.IsInferred ? $"{text} ({way})" : text;
    }

    // "GetResponse(request, timeout: …)", "factory.CreateRequestClient<Order>(queue, timeout: …)".
    private static bool IsGivenTime(IOperation? call) =>
        TakesTime(call) || (call is IInvocationOperation { Instance: { } client } && Operations.Unwrap(client) is ILocalReferenceOperation local && TakesTime(Locals.OnlyValue(local)));

    private static bool TakesTime(IOperation? call) => call is IInvocationOperation { Arguments: var arguments } && arguments.Any(argument =>
        argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: var name } && name.EndsWith("imeout", StringComparison.Ordinal)
        && Operations.Unwrap(argument.Value) is not (IDefaultValueOperation or ILiteralOperation { ConstantValue.Value: null }));

    // A default that the class around the call, or around a step of its way, replaces is none.
    private static bool SetsTime(IInvocationOperation call, RemoteWay way)
    {
        var steps = way.Places.Select(place => place.SourceTree?.GetRoot().FindNode(place.SourceSpan, getInnermostNodeForTie: true)).OfType<SyntaxNode>().ToArray();
        return IsGivenTime(call) || (call.SemanticModel is { } model && steps.Any(step => IsGivenTime(Source.Operation(step, model))))
            || steps.Append(call.Syntax).Select(step => step.FirstAncestorOrSelf<TypeDeclarationSyntax>()).OfType<TypeDeclarationSyntax>().Distinct().Any(SetsTime);
    }

    // A class with many calls is read once.
    private static bool SetsTime(TypeDeclarationSyntax type) =>
        TimeSetters.GetValue(type, static t => new StrongBox<bool>(t.DescendantNodes().OfType<SimpleNameSyntax>().Any(IsTimeSet))).Value;

    private static bool IsTimeSet(SimpleNameSyntax name) => name.Identifier.ValueText switch
    {
        "CommandTimeout" => Target(name).Parent is AssignmentExpressionSyntax assignment && assignment.Left == Target(name) || Target(name).Parent is InvocationExpressionSyntax,
        "Timeout" => name.Parent is AssignmentExpressionSyntax own && own.Left == name && own.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } client && client.ToString().Contains("HttpClient")
            || Target(name).Parent is AssignmentExpressionSyntax later && later.Left == Target(name) && Target(name) != name,
        "SetCommandTimeout" => true,
        "commandTimeout" => name.Parent is NameColonSyntax,
        _ => false,
    };

    private static SyntaxNode Target(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    private static bool IsSimple(ExpressionSyntax receiver) =>
        receiver is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax };
}
