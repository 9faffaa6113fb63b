using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Homogeneity;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Homogeneity;

/// <summary>FAL8002: writes and reads in the invariant culture.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CultureTextFixer : CodeFixProvider
{
    private const string Title = "Use the invariant culture on the wire";
    private const string Globalization = "System.Globalization";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(CultureTextAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(Edit);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(CultureTextFixer), Edit);

    private static ChainEdit? Edit(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var culprit = Finding.Node(root, diagnostic);
        return culprit switch
        {
            InterpolationSyntax { Parent: InterpolatedStringExpressionSyntax text } => OfText(text, model),
            InvocationExpressionSyntax { ArgumentList: { } arguments } call => OfCall(call, arguments, model),
            ExpressionSyntax operand when Whole(operand) is { Parent: BinaryExpressionSyntax } whole => OfOperand(whole, model),
            _ => null,
        };
    }

    private static ExpressionSyntax Whole(ExpressionSyntax operand)
    {
        while (operand.Parent is ParenthesizedExpressionSyntax around)
            operand = around;
        return operand;
    }

    // One text may have several numbers, and is changed once.
    private static ChainEdit OfText(InterpolatedStringExpressionSyntax text, SemanticModel model)
    {
        var canCreate = model.Compilation.GetSpecialType(SpecialType.System_String).GetMembers("Create").OfType<IMethodSymbol>()
            .Any(method => method.Parameters.Length == 2 && method.Parameters[0].Type.Name == "IFormatProvider");
        return new ChainEdit(Title, [text], (_, current) => current is not InterpolatedStringExpressionSyntax ? current
            : canCreate ? Invocation("string.Create", Culture(), ((ExpressionSyntax)current).WithoutTrivia()).WithTriviaFrom(current)
            : Invocation(InScope(model, text, "FormattableString") ? "FormattableString.Invariant" : "System.FormattableString.Invariant", ((ExpressionSyntax)current).WithoutTrivia()).WithTriviaFrom(current))
        {
            Using = canCreate ? Using(model, text) : null,
        };
    }

    private static ChainEdit? OfCall(InvocationExpressionSyntax call, ArgumentListSyntax arguments, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            return null;

        // The provider stands first in a format, behind the text in a conversion, before the result of an attempt.
        var place = method.Name == "Format" ? 0 : method.Name == "TryParse" ? 1 : arguments.Arguments.Count;
        return new ChainEdit(Title, [arguments], (_, current) => ((ArgumentListSyntax)current).WithArguments(
            Insert(((ArgumentListSyntax)current).Arguments, place, Argument(Culture()))))
        {
            Using = Using(model, call),
        };
    }

    private static ChainEdit? OfOperand(ExpressionSyntax operand, SemanticModel model) => model.GetTypeInfo(operand).Type is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T }
        ? new ChainEdit(Title, [operand], (_, current) => InvocationExpression(
                MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Bracketed((ExpressionSyntax)current), IdentifierName("ToString")),
                ArgumentList(SingletonSeparatedList(Argument(Culture())))).WithTriviaFrom(current))
        {
            Using = Using(model, operand),
        }
        : null;

    private static ExpressionSyntax Bracketed(ExpressionSyntax operand) =>
        operand.WithoutTrivia() is var bare && operand is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax or ElementAccessExpressionSyntax ? bare : ParenthesizedExpression(bare);

    private static SeparatedSyntaxList<ArgumentSyntax> Insert(SeparatedSyntaxList<ArgumentSyntax> arguments, int place, ArgumentSyntax added)
    {
        var items = arguments.Insert(place, added).GetWithSeparators().Select(part => part.IsToken && !part.HasTrailingTrivia ? part.AsToken().WithTrailingTrivia(Space) : part);
        return SeparatedList<ArgumentSyntax>(NodeOrTokenList(items));
    }

    private static InvocationExpressionSyntax Invocation(string method, params ExpressionSyntax[] arguments) =>
        InvocationExpression(ParseExpression(method), ArgumentList(Insert(SeparatedList(arguments.Take(arguments.Length - 1).Select(Argument)), arguments.Length - 1, Argument(arguments[arguments.Length - 1]))));

    private static ExpressionSyntax Culture() => ParseExpression("CultureInfo.InvariantCulture");

    private static string? Using(SemanticModel model, SyntaxNode place) => InScope(model, place, "CultureInfo") ? null : Globalization;

    private static bool InScope(SemanticModel model, SyntaxNode place, string type) => model.LookupNamespacesAndTypes(place.SpanStart, name: type).Length > 0;
}
