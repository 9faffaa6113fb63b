using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1021: does not go on without the lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class IgnoredLockFixer : CodeFixProvider
{
    private const string Throws = nameof(IgnoredLockFixer) + ".Throw";
    private const string Returns = nameof(IgnoredLockFixer) + ".Return";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(IgnoredLockAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, GuardAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(
        context, Finding.Around<InvocationExpressionSyntax>, GuardAsync, ("Throw when another process holds the lock", Throws), ("Return when another process holds the lock", Returns));

    private static async Task<Document?> GuardAsync(Document document, SyntaxNode call, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || (key == Returns && !ReturnsNothing(model, call.SpanStart, cancellation)))
            return null;

        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var end = text.ToString().Contains("\r\n") ? "\r\n" : "\n";
        var exit = key == Returns ? "return;" : $"throw new {TypeNames.Text(model, call.SpanStart, "System", "TimeoutException")}(\"{(IsExtend(call) ? "The lock was lost." : "Another process holds the lock.")}\");";
        Action<DocumentEditor>? edit = statement switch
        {
            ExpressionStatementSyntax { Expression: var taken } when Statements.IsInList(statement) && model.GetTypeInfo(taken, cancellation).Type?.SpecialType == SpecialType.System_Boolean =>
                editor => editor.ReplaceNode(statement, Guard($"!{taken.WithoutTrivia()}").WithTriviaFrom(statement)),
            LocalDeclarationStatementSyntax { Declaration: var declaration } when Statements.IsInList(statement) && Missing(declaration, model, cancellation) is { } missing =>
                editor => Statements.InsertAfter(editor, statement, Guard(missing)),
            UsingStatementSyntax { Declaration: { } declaration, Statement: var body } when Missing(declaration, model, cancellation) is { } missing =>
                editor => Statements.InsertFirst(editor, body, Guard(missing)),
            _ => null,
        };
        return edit is null ? null : await Edits.CheckedAsync(document, edit, cancellation).ConfigureAwait(false);

        StatementSyntax Guard(string missing) => Statements.Parse($"if ({missing}){end}    {exit}");
    }

    private static string? Missing(VariableDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation) =>
        declaration.Variables.Count == 1 && model.GetDeclaredSymbol(declaration.Variables[0], cancellation) is ILocalSymbol local
            ? local.Type.SpecialType == SpecialType.System_Boolean ? $"!{local.Name}"
            : local.Type.GetMembers("IsAcquired").Length == 1 ? $"!{local.Name}.IsAcquired"
            : local.Type.IsReferenceType && local.Type.Name != "RedisResult" ? $"{local.Name} is null" : null
            : null;

    private static bool IsExtend(SyntaxNode call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "LockExtend" or "LockExtendAsync" } };

    private static bool ReturnsNothing(SemanticModel model, int position, CancellationToken cancellation) =>
        model.GetEnclosingSymbol(position, cancellation) is IMethodSymbol method
        && (method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false }));
}
