using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1008: takes a strategy out that was meant to do nothing, or gives the option the nearest value with which the program runs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class InvalidOptionFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(InvalidOptionAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(InvalidOptionFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (diagnostic.AdditionalLocations.Count > 0)
            return Agreeing(diagnostic, root, model);

        var node = Finding.Node(root, diagnostic);
        if (node.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent.Parent: InvocationExpressionSyntax add } argument && argument.Span == diagnostic.Location.SourceSpan)
            return OfTimeout(add, argument, model);
        if (node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { } assignment || model.GetOperation(assignment) is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } operation)
            return null;
        if (OptionRange.Of(target.Property) is not { } range || range.Value(operation.Value) is not { } value)
            return null;

        return IsOff(target.Property.Name, value) && Added(assignment) is { } call ? Removal(call, model)
            : target.Property.Name == "MaxRetryAttempts" && value <= 0 ? WithoutRetries(assignment, model)
            : Nearest(assignment, target, range, value);
    }

    private static ChainEdit? OfTimeout(InvocationExpressionSyntax add, ArgumentSyntax argument, SemanticModel model) =>
        OptionRange.OfTimeout(KnownTypes.Of(model.Compilation)) is { } range && model.GetOperation(argument.Expression) is { } given && range.Value(given) is { } value
            ? IsOff("Timeout", value) ? Removal(add, model) : Nearest("Timeout", argument.Expression, range, value)
            : null;

    // Zero retries, no hedged tries, no limit in time: the strategy is not wanted.
    private static bool IsOff(string option, double value) => option switch
    {
        "MaxRetryAttempts" or "MaxHedgedAttempts" => value <= 0,
        "Timeout" => value == 0 || value == Timeout.InfiniteTimeSpan.Ticks || value >= TimeSpan.MaxValue.Ticks,
        _ => false,
    };

    // The Add… that gets the options on the spot.
    private static InvocationExpressionSyntax? Added(AssignmentExpressionSyntax assignment) =>
        assignment.Parent?.Parent is BaseObjectCreationExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax add } } ? add : null;

    private static ChainEdit? Removal(InvocationExpressionSyntax add, SemanticModel model)
    {
        if (add.Expression is not MemberAccessExpressionSyntax { Expression: var builder } access || add.DescendantTrivia().Where(trivia => trivia.SpanStart >= builder.Span.End).Any(trivia => Comments.Is(trivia) || trivia.IsDirective))
            return null;

        var title = $"Take '{access.Name}' out: it was to do nothing";
        if (add.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement && builder is IdentifierNameSyntax)
            return statement.GetLeadingTrivia().Any(Comments.Is) || statement.GetTrailingTrivia().Any(Comments.Is) ? null : new ChainEdit(title, [statement], (_, _) => null);
        if (model.GetTypeInfo(builder).Type?.Name != model.GetTypeInfo(add).Type?.Name)
            return null;
        return new ChainEdit(title, [add], (_, current) => current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var rest } } ? rest.WithTrailingTrivia(current.GetTrailingTrivia()) : current);
    }

    // A retry that cannot be left out, because the handler has one of its own or the options are kept elsewhere.
    private static ChainEdit WithoutRetries(AssignmentExpressionSyntax assignment, SemanticModel model) =>
        new("Never retry: let 'ShouldHandle' refuse every outcome", [assignment], (_, current) => current is AssignmentExpressionSyntax { Left: var left } old
            ? old.WithLeft((left is MemberAccessExpressionSyntax access ? access.WithName(IdentifierName("ShouldHandle")) : (ExpressionSyntax)IdentifierName("ShouldHandle")).WithTriviaFrom(left))
                .WithRight(ParseExpression("_ => PredicateResult.False()").WithTriviaFrom(old.Right))
            : current)
        {
            Using = model.LookupSymbols(assignment.SpanStart, name: "PredicateResult").IsEmpty ? "Polly" : null,
        };

    private static ChainEdit? Nearest(AssignmentExpressionSyntax assignment, IPropertyReferenceOperation target, OptionRange range, double value)
    {
        // Inside a standard handler these must fit to others, and no value in the range may do so.
        if (target.Instance is IPropertyReferenceOperation { Property.Name: "AttemptTimeout" or "Timeout" or "CircuitBreaker" } && target.Property.Name is "Timeout" or "SamplingDuration")
            return null;

        return Nearest(target.Property.Name, assignment.Right, range, value);
    }

    private static ChainEdit? Nearest(string option, ExpressionSyntax written, OptionRange range, double value)
    {
        var isInfinite = range.IsTime && value == Timeout.InfiniteTimeSpan.Ticks && range.Least > 0;
        if (range is { IsTime: true, Least: > 0 } && value < 0 && !isInfinite)
            return null;

        // A ratio of 50 is meant in percent.
        var nearest = range is { IsTime: false, Most: 1 } && value is > 1 and <= 100 ? value / 100 : isInfinite ? range.Most : range.Nearest(value);
        var code = range.IsTime ? TimeCode.Of(TimeSpan.FromTicks((long)nearest)) : range.Text(nearest);
        return new ChainEdit($"Set '{option}' to {range.Text(nearest)}", [written], (old, _) => ParseExpression(code).WithTriviaFrom(old));
    }

    private static ChainEdit? Agreeing(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var place = diagnostic.AdditionalLocations[0].SourceSpan;
        if (root.FindNode(place, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>(call => call.Span == place) is not { } handler || model.GetOperation(handler) is not IInvocationOperation operation)
            return null;

        var message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        if (HandlerContradiction.Of(operation, KnownTypes.Of(model.Compilation), model, CancellationToken.None).FirstOrDefault(other => message.StartsWith(other.Text, StringComparison.Ordinal)) is not { } found)
            return null;

        var (title, code) = ($"Set '{found.Option}' to {AttemptDelays.Seconds(found.Cure)}", TimeCode.Of(found.Cure));
        if (found.Cure > TimeSpan.FromDays(1) || found.Given.Any(value => value.Syntax.SyntaxTree != root.SyntaxTree))
            return null;
        return found.Given.Count == 0
            ? HandlerOptions.Add(title, handler, model, option => $"{option}.{found.Option} = {code}")
            : new ChainEdit(title, [.. found.Given.Select(value => value.Syntax)], (old, _) => ParseExpression(code).WithTriviaFrom(old));
    }
}
