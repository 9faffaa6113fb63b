using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1027: what a remote write throws is caught and forgotten.</summary>
internal sealed class SwallowedFailureAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1027",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Failure of a remote write swallowed",
        messageFormat: "When '{0}' fails, '{1}' throws the failure away: the caller believes that it was done, and no log says that it was not",
        description: "An empty catch around a call that changes something elsewhere turns every failure of the network into a success. The two sides differ from then on, and nothing is left that could tell when it began.");

    private static readonly Option<CommentMeaning?> Comments = Option.Enum<CommentMeaning>("fal1027.comments");

    private static readonly HashSet<string> Failures =
    [
        "Exception", "HttpRequestException", "RpcException", "RedisException", "RedisConnectionException", "RedisTimeoutException", "KafkaException", "BrokerUnreachableException", "OperationInterruptedException",
        "AlreadyClosedException", "ServiceBusException", "EventHubsException", "AmazonSQSException", "DbException", "DbUpdateException", "SqlException", "MongoException", "CosmosException", "RequestFailedException",
    ];

    private static readonly HashSet<string> BestEffort = new(StringComparer.OrdinalIgnoreCase)
    {
        "telemetry", "audit", "ping", "cache", "warm", "warmup", "cleanup", "clean", "dispose", "stop", "close", "shutdown", "unsubscribe", "disconnect", "abort", "cancel", "release", "try", "test", "probe", "analytics", "track", "typing",
    };

    /// <summary>What a comment in an empty catch is taken for.</summary>
    private enum CommentMeaning
    {
        Nothing,
        Excuse,
    }

    public override ImmutableArray<Option> Options => ImmutableArray.Create<Option>(Comments);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnOperation(OperationKind.CatchClause, context => Analyze(context, registration));
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration)
    {
        var caught = (ICatchClauseOperation)context.Operation;
        if (caught.Handler.Operations.Length > 0 || caught.Filter is not null || caught.Parent is not ITryOperation attempt || !IsBroad(caught) || IsBestEffort(context.ContainingSymbol))
            return;
        // Another build has a handler here.
        if (caught.Syntax.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia)))
            return;

        if (Comments.In(context.Options.AnalyzerConfigOptionsProvider.GetOptions(caught.Syntax.SyntaxTree)) == CommentMeaning.Excuse && caught.Syntax.DescendantTrivia().Any(IsComment))
            return;

        if (SwallowedWrite.Of(attempt, registration.RemoteCalls, context.CancellationToken) is { } write && !IsBestEffort(write.Methods[0]))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, caught.Syntax.GetFirstToken().GetLocation(), write.Places, write, caught.ExceptionType.SpecialType == SpecialType.System_Object ? "catch" : $"catch ({caught.ExceptionType.Name})"));
    }

    private static bool IsBroad(ICatchClauseOperation caught) => caught.ExceptionType.SpecialType == SpecialType.System_Object || Failures.Contains(caught.ExceptionType.Name);

    private static bool IsBestEffort(ISymbol member) =>
        BackgroundNames.Has(member.Name) || BackgroundNames.Has(member.ContainingType?.Name ?? "") || NameWords.Of(member.Name).Concat(NameWords.Of(member.ContainingType?.Name ?? "")).Any(BestEffort.Contains);

    private static bool IsComment(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
}
