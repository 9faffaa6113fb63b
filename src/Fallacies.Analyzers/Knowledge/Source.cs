using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reaches the source of a symbol, in whichever file it stands.</summary>
internal static class Source
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<string, ImmutableArray<SimpleNameSyntax>>> Names = new();

    // A file is searched once for a name, however many compilations it is part of while somebody types in another one.
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string, int[]>> Files = new();
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxTree, SemanticModel>> Models = new();

    // A text that is large, or was just typed into, is put together anew at each ToString, and files are asked about many names.
    private static readonly ConditionalWeakTable<SyntaxTree, WeakReference<string>> Texts = new();

    /// <summary>The text of a file.</summary>
    public static string Text(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Texts.TryGetValue(tree, out var known) && known.TryGetTarget(out var text))
            return text;

        text = tree.GetText(cancellation).ToString();
        Texts.GetValue(tree, static _ => new WeakReference<string>("")).SetTarget(text);
        return text;
    }

    /// <summary>The semantic model of a file of the same compilation; kept as long as it, because a model binds each body once.</summary>
#pragma warning disable RS1030 // Called for the few nodes a name has already matched, when the declaration stands in another file.
    public static SemanticModel Model(SyntaxTree tree, SemanticModel near) =>
        tree == near.SyntaxTree ? near : Models.GetOrCreateValue(near.Compilation).GetOrAdd(tree, t => near.Compilation.GetSemanticModel(t));
#pragma warning restore RS1030

    /// <summary>The operation of a node that may stand in another file; <see langword="null"/> for the source of another project, which an editor shows as well.</summary>
    public static IOperation? Operation(SyntaxNode node, SemanticModel near) =>
        near.Compilation.ContainsSyntaxTree(node.SyntaxTree) ? Model(node.SyntaxTree, near).GetOperation(Bare(node)) : null;

    // Parentheses and "!" have no operation of their own.
    private static SyntaxNode Bare(SyntaxNode node) => node switch
    {
        ParenthesizedExpressionSyntax parenthesized => Bare(parenthesized.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => Bare(sure.Operand),
        _ => node,
    };

    /// <summary>The body of a method, local function or property getter of this compilation that no override can replace.</summary>
    public static IOperation? Body(ISymbol member, SemanticModel near)
    {
        var original = member is IMethodSymbol { ReducedFrom: { } reduced } ? reduced : member.OriginalDefinition;
        if (original is IMethodSymbol { PartialImplementationPart: { } part })
            original = part;
        if (original.IsAbstract || original.IsVirtual || original.IsOverride)
            return null;

        return original.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            PropertyDeclarationSyntax { ExpressionBody: { } arrow } => Operation(arrow.Expression, near),
            PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } when accessors.FirstOrDefault() is { Body: not null } or { ExpressionBody: not null } => Operation(accessors[0], near),
            BaseMethodDeclarationSyntax method => Operation(method, near),
            LocalFunctionStatementSyntax function => Operation(function, near),
            _ => null,
        };
    }

    /// <summary>What a variable starts with: a local, a field, or a property with an initializer.</summary>
    public static ExpressionSyntax? Initializer(ISymbol variable) => variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
        PropertyDeclarationSyntax { Initializer: { } initializer } => initializer.Value,
        _ => null,
    };

    /// <summary>Whether a symbol is declared in a compilation's own source. In an editor, symbols of other projects have source too.</summary>
    public static bool Holds(Compilation compilation, ISymbol symbol) =>
        !symbol.DeclaringSyntaxReferences.IsEmpty && SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    /// <summary>The field, property, local or parameter that an operation reads or writes.</summary>
    public static ISymbol? Variable(IOperation? operation) => operation switch
    {
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>Every place of the compilation where a name is used; one pass over the text per name and compilation.</summary>
    public static ImmutableArray<SimpleNameSyntax> Mentions(string name, Compilation compilation, CancellationToken cancellation) =>
        Names.GetOrCreateValue(compilation).GetOrAdd(
            name, _ => compilation.SyntaxTrees.SelectMany(tree => Search(name, tree, span: null, cancellation)).ToImmutableArray());

    /// <summary>Every place of one file where a name is used.</summary>
    public static IEnumerable<SimpleNameSyntax> Mentions(string name, SyntaxTree file) => Search(name, file, span: null, CancellationToken.None);

    /// <summary>Every place below a node where a name is used.</summary>
    public static IEnumerable<SimpleNameSyntax> Mentions(string name, SyntaxNode scope, CancellationToken cancellation) =>
        Search(name, scope.SyntaxTree, scope.Span, cancellation);

    /// <summary>Every place that may mean a symbol of this compilation, by its name.</summary>
    public static IEnumerable<SimpleNameSyntax> Mentions(ISymbol symbol, Compilation compilation, CancellationToken cancellation)
    {
        var isLocal = symbol is ILocalSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction };
        if (!isLocal && symbol is not IParameterSymbol && symbol.DeclaredAccessibility != Accessibility.Private)
            return Mentions(symbol.Name, compilation, cancellation);

        var declarations = isLocal || (symbol is IParameterSymbol parameter && !IsOfPrimaryConstructor(parameter, cancellation))
            ? symbol.DeclaringSyntaxReferences.Select(reference => Member(reference.GetSyntax(cancellation)))
            : symbol.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation));
        return declarations.SelectMany(scope => Mentions(symbol.Name, scope, cancellation));
    }

    /// <summary>The name of the method in a call, where a message about the call belongs.</summary>
    public static SyntaxNode NameOf(SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name,
        _ => call,
    };

    /// <summary>The member that a node belongs to; the top-level statements of a file are one.</summary>
    public static SyntaxNode Member(SyntaxNode node) =>
        node.FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not GlobalStatementSyntax) is { } found and not BaseNamespaceDeclarationSyntax
            ? found
            : node.SyntaxTree.GetRoot();

    private static bool IsOfPrimaryConstructor(IParameterSymbol parameter, CancellationToken cancellation) =>
        parameter.ContainingSymbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is TypeDeclarationSyntax);

    // Text first: most files never say the name, and a search of their text builds no nodes.
    private static IEnumerable<SimpleNameSyntax> Search(string name, SyntaxTree tree, TextSpan? span, CancellationToken cancellation)
    {
        // Half-typed code declares things without a name.
        if (name.Length == 0)
            yield break;

        var places = span is { } part ? Places(name, tree, part, cancellation) : Files.GetOrCreateValue(tree).GetOrAdd(name, _ => Places(name, tree, null, cancellation).ToArray()).AsEnumerable();
        foreach (var at in places)
        {
            var token = tree.GetRoot(cancellation).FindToken(at);
            if (token.ValueText == name && token.Span.Contains(at) && token.Parent is SimpleNameSyntax mention)
                yield return mention;
        }
    }

    private static IEnumerable<int> Places(string name, SyntaxTree tree, TextSpan? span, CancellationToken cancellation)
    {
        var text = Text(tree, cancellation);
        var end = span?.End ?? text.Length;
        for (var at = Find(span?.Start ?? 0); at >= 0; at = Find(at + name.Length))
        {
            if (!IsPartOfName(at - 1) && !IsPartOfName(at + name.Length))
                yield return at;
        }

        int Find(int start) => start < end ? text.IndexOf(name, start, end - start, StringComparison.Ordinal) : -1;

        bool IsPartOfName(int at) => at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');
    }
}
