using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Makes a private method asynchronous whose callers can all await it.</summary>
internal static class AsynchronousMethod
{
    /// <summary>The edit that awaits in the method and in its callers, or <see langword="null"/> where one of them cannot.</summary>
    public static Action<DocumentEditor>? Edit(IReadOnlyList<ExpressionSyntax> blockers, SemanticModel model, CancellationToken cancellation)
    {
        if (AwaitedBlock.Function(blockers[0]) is not MethodDeclarationSyntax declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, IsPartialDefinition: false, PartialDefinitionPart: null } method
            || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None) || TaskType(method, model.Compilation) is not { } type || CallsOf(method, model, cancellation) is not { } calls)
            return null;

        return editor =>
        {
            AwaitedBlock.Edit(blockers)(editor);
            foreach (var call in calls)
                editor.ReplaceNode(call, (current, _) => AwaitedBlock.Awaited((ExpressionSyntax)current, call).WithTriviaFrom(current));
            editor.ReplaceNode(declaration, (current, generator) => AsAsync((MethodDeclarationSyntax)current, (TypeSyntax)generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation)));
        };
    }

    private static INamedTypeSymbol? TaskType(IMethodSymbol method, Compilation compilation) => method switch
    {
        { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => null,
        { ReturnsVoid: true } => compilation.GetTypeByMetadataName("System.Threading.Tasks.Task"),
        _ => compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1")?.Construct(ImmutableArray(method.ReturnType), ImmutableArray(method.ReturnNullableAnnotation)),
    };

    private static System.Collections.Immutable.ImmutableArray<T> ImmutableArray<T>(T item) => System.Collections.Immutable.ImmutableArray.Create(item);

    private static List<InvocationExpressionSyntax>? CallsOf(IMethodSymbol method, SemanticModel model, CancellationToken cancellation)
    {
        var calls = new List<InvocationExpressionSyntax>();
        foreach (var mention in Source.Mentions(method, model.Compilation, cancellation))
        {
            if (mention.SyntaxTree != model.SyntaxTree)
                return null;
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(mention, cancellation).Symbol?.OriginalDefinition, method))
                continue;

            SyntaxNode named = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention;
            if (named.Parent is not InvocationExpressionSyntax call || !AwaitedBlock.IsAsync(AwaitedBlock.Function(call)) || !AwaitedBlock.CanAwait(call))
                return null;
            calls.Add(call);
        }

        return calls;
    }

    private static MethodDeclarationSyntax AsAsync(MethodDeclarationSyntax method, TypeSyntax type)
    {
        var first = method.Modifiers.Count == 0;
        var keyword = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return method
            .WithReturnType(type.WithTrailingTrivia(method.ReturnType.GetTrailingTrivia()))
            .WithModifiers(method.Modifiers.Add(first ? keyword.WithLeadingTrivia(method.ReturnType.GetLeadingTrivia()) : keyword));
    }
}
