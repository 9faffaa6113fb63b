using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2011: makes the client's timeout the total of the resilience handler.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ConflictingTimeoutFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ConflictingTimeoutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(ConflictingTimeoutFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (Finding.Named<SyntaxNode>(root, diagnostic)?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax access } handler)
            return null;
        if (Attempt(handler, model) is not { } attempt || TotalTimeout.Of(root.FindNode(diagnostic.Location.SourceSpan), model, attempt) is not var (assignment, value))
            return null;

        var title = FormattableString.Invariant($"Give a call {value.TotalSeconds} seconds in all, retries included: move the timeout into '{access.Name}'");
        return TotalTimeout.Removal(title, assignment, model) is { } removal && HandlerOptions.Add(title, handler, model, options => TotalTimeout.Line(options, assignment.Right.WithoutTrivia().ToString())) is { } addition
            ? addition.After(removal)
            : null;
    }

    // What a try may last; nothing where the handler is for other clients too, where a total is set already, or where configuration may set one.
    private static TimeSpan? Attempt(InvocationExpressionSyntax handler, SemanticModel model)
    {
        var types = Analyzers.KnownTypes.Of(model.Compilation);
        var step = new ClientRegistrations(types, model, CancellationToken.None).Clients().SelectMany(client => client.Steps).FirstOrDefault(known => known.Call.Syntax == handler);
        if (step is null or { IsDefault: true })
            return null;

        var settings = HandlerSettings.Of(step, new ClientCode(types, model, CancellationToken.None), model, CancellationToken.None);
        if (!settings.IsRead || settings.IsBound || settings.SetsTotal)
            return null;
        return step.Kind == StepKind.StandardHedgingHandler ? TotalTimeout.StandardAttempt : settings.Attempt;
    }
}
