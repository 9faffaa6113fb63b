using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>How often the gRPC channel of a compilation sends a call by itself.</summary>
internal static class ChannelRetries
{
    // What a channel allows at most, unless its MaxRetryAttempts says otherwise.
    private const double Most = 5;

    private static readonly string[] Makers = ["ForAddress", "AddGrpcClient"];

    /// <summary>The tries, the first one included; <see langword="null"/> where not every call of every channel is sure to be sent again.</summary>
    public static double? Of(SemanticModel near, CancellationToken cancellation)
    {
        var channels = Makers.SelectMany(Mentions).Take(2).ToArray();
        var policies = Mentions("RetryPolicy").Select(Given).OfType<ExpressionSyntax>().Take(2).ToArray();
        return channels.Length == 1 && policies.Length == 1 && Source.Member(channels[0]) == Source.Member(policies[0]) && IsForAllMethods(policies[0])
            && Source.Operation(policies[0], near) is IObjectCreationOperation { Type: { Name: "RetryPolicy", ContainingNamespace: { Name: "Configuration", ContainingNamespace.Name: "Client" } } } policy
            && ConstantTime.Number(Attempts(policy)) is > 1 and var tries
                ? Source.Mentions("MaxRetryAttempts", Source.Member(channels[0]), cancellation).Any() ? tries : Math.Min(tries, Most)
                : null;

        IEnumerable<SimpleNameSyntax> Mentions(string name) => Source.Mentions(name, near.Compilation, cancellation);
    }

    // "RetryPolicy = new RetryPolicy { … }"
    private static ExpressionSyntax? Given(SimpleNameSyntax mention) =>
        mention.Parent is AssignmentExpressionSyntax { Right: BaseObjectCreationExpressionSyntax policy } assignment && assignment.Left == mention ? policy : null;

    private static IOperation? Attempts(IObjectCreationOperation policy) =>
        policy.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(setting => setting.Target is IPropertyReferenceOperation { Property.Name: "MaxAttempts" })?.Value;

    private static bool IsForAllMethods(ExpressionSyntax policy) =>
        policy.Parent?.Parent is InitializerExpressionSyntax method && method.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(name => name is { Name.Identifier.ValueText: "Default", Expression: var type } && type.ToString().EndsWith("MethodName", StringComparison.Ordinal));
}
