using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Who calls a constructor.</summary>
/// <param name="Calls">Each <c>new</c> of this compilation.</param>
/// <param name="ByContainer">Whether the container calls it as well, by a registration of this compilation.</param>
internal sealed record Construction(IReadOnlyList<IObjectCreationOperation> Calls, bool ByContainer);

/// <summary>Finds who calls a constructor.</summary>
internal sealed class Constructions(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private const int MostMentions = 100;

    /// <summary>The calls of a constructor, or <see langword="null"/> where none, or not all of them, can be seen.</summary>
    public Construction? Of(IMethodSymbol constructor)
    {
        var type = constructor.ContainingType;
        var mentions = Source.Mentions(type.Name, near.Compilation, cancellation);
        if (mentions.Length > MostMentions || mentions.Any(mention => mention.FirstAncestorOrSelf<BaseTypeSyntax>() is not null))
            return null;

        // A chained constructor passes on what it got under another name.
        if (type.InstanceConstructors.Any(other => other.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.ValueText: "this" })))
            return null;

        var calls = mentions.SelectMany(Creations).Distinct().Select(creation => Source.Operation(creation, near)).OfType<IObjectCreationOperation>()
            .Where(creation => SymbolEqualityComparer.Default.Equals(creation.Constructor?.OriginalDefinition, constructor.OriginalDefinition))
            .ToArray();
        var byContainer = ServiceRegistrations.Of(types, near, cancellation)
            .Any(registration => registration.Given is null && SymbolEqualityComparer.Default.Equals(registration.Implementation?.OriginalDefinition, type.OriginalDefinition));
        return calls.Length > 0 || byContainer ? new Construction(calls, byContainer) : null;
    }

    // A target-typed new stands in a member that names the type elsewhere.
    private static IEnumerable<SyntaxNode> Creations(SimpleNameSyntax mention)
    {
        if (mention.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is { } creation && creation.Type.Span.Contains(mention.Span))
            yield return creation;
        if (Source.Member(mention) is MemberDeclarationSyntax and not BaseTypeDeclarationSyntax and var member)
        {
            foreach (var implicitCreation in member.DescendantNodes().OfType<ImplicitObjectCreationExpressionSyntax>())
                yield return implicitCreation;
        }
    }
}
