using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Transport;
using Fallacies.CodeFixes.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Transport;

/// <summary>FAL7001: keeps a client that is made from constants, for all calls.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ConnectionPerCallFixer : CodeFixProvider
{
    // They connect when they are first used. One that connects while it is made may fail then, and Lazy would give that failure to every later call.
    private static readonly HashSet<string> ConnectLater = ["GrpcChannel", "ServiceBusClient", "EventHubProducerClient", "EventHubConsumerClient", "CosmosClient"];

    private static readonly string[] Ends = ["Dispose", "Close", "Shutdown"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ConnectionPerCallAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // New fields must not take each other's names.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Node, KeepAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Node, KeepAsync, "Keep one for all calls, in a static field", nameof(ConnectionPerCallFixer));

    private static async Task<Document?> KeepAsync(Document document, SyntaxNode made, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (made is not (ObjectCreationExpressionSyntax or InvocationExpressionSyntax) || model?.GetOperation(made, cancellation) is not { Type.Name: var type } operation || !ConnectLater.Contains(type) || !operation.ChildOperations.All(IsConstant)
            || HoistedField.DeclarationOf((ExpressionSyntax)made) is not { Statement: var statement, Local: var declarator } || statement.DescendantTrivia().Any(trivia => Comments.Is(trivia) && statement.Span.Contains(trivia.Span))
            || model.GetDeclaredSymbol(declarator, cancellation) is not ILocalSymbol local || Operations.Uses(local, operation).Any(IsEndOrWrite) || HoistedField.Of(operation, model, cancellation) is not { } plain)
            return null;

        var lazy = plain with { FieldType = $"global::System.Lazy<{plain.FieldType}>", Value = SyntaxFactory.ParseExpression($"new(() => {plain.Value})"), Suffix = ".Value" };
        return await Checked.CompilesAsync(document, lazy.In(root!, model), cancellation).ConfigureAwait(false);
    }

    // What the next call would find closed, or replaced.
    private static bool IsEndOrWrite(ILocalReferenceOperation use) => Operations.IsWritten(use)
        || ((use.Parent as IConditionalAccessOperation)?.WhenNotNull ?? use.Parent) is IInvocationOperation { TargetMethod.Name: var name } && Ends.Any(end => name.StartsWith(end, StringComparison.Ordinal))
        || Operations.Unwrap(use).Parent is IUsingOperation;

    // The same value whenever it is read.
    private static bool IsConstant(IOperation part) => part.ConstantValue.HasValue || part switch
    {
        IArgumentOperation or IConversionOperation or IObjectCreationOperation or IObjectOrCollectionInitializerOperation or ISimpleAssignmentOperation => part.ChildOperations.All(IsConstant),
        IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } } => true,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } } or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } => true,
        IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "TimeSpan" } } => part.ChildOperations.All(IsConstant),
        _ => false,
    };
}
