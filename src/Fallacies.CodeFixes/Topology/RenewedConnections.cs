using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Topology;

/// <summary>Writes handlers whose connections expire.</summary>
internal sealed class RenewedConnections
{
    /// <summary>How often names are looked up again, in minutes; as in Microsoft's guidelines for HttpClient, and the factory's own default.</summary>
    public const int Minutes = 2;

    private readonly SyntaxGenerator _generator;
    private readonly SemanticModel _model;
    private readonly INamedTypeSymbol _handler;
    private readonly INamedTypeSymbol _timeSpan;

    private RenewedConnections(SyntaxGenerator generator, SemanticModel model, INamedTypeSymbol handler, INamedTypeSymbol timeSpan) =>
        (_generator, _model, _handler, _timeSpan) = (generator, model, handler, timeSpan);

    /// <summary><see langword="null"/> where the framework has no handler that can do it.</summary>
    public static RenewedConnections? In(SyntaxGenerator generator, SemanticModel model) =>
        model.Compilation.GetTypeByMetadataName("System.Net.Http.SocketsHttpHandler") is { } handler && model.Compilation.GetTypeByMetadataName("System.TimeSpan") is { } timeSpan
            ? new(generator, model, handler, timeSpan)
            : null;

    /// <summary><c>new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }</c>.</summary>
    public ExpressionSyntax Handler(int position) =>
        (ExpressionSyntax)CreationMember.With(ObjectCreationExpression((TypeSyntax)TypeNames.At(_generator, _handler, _model, position)).WithNewKeyword(Token(SyntaxKind.NewKeyword).WithTrailingTrivia(Space)), Lifetime(position));

    /// <summary>What a creation of a handler becomes, or <see langword="null"/> where it has settings that the other handler does not have.</summary>
    public BaseObjectCreationExpressionSyntax? Of(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.Initializer is { } initializer && !initializer.IsKind(SyntaxKind.ObjectInitializerExpression))
            return null;

        var renewed = (BaseObjectCreationExpressionSyntax)CreationMember.With(creation, Lifetime(creation.SpanStart));
        if (SymbolEqualityComparer.Default.Equals(_model.GetTypeInfo(creation).Type, _handler))
            return renewed;

        return renewed is ObjectCreationExpressionSyntax named && (creation.Initializer?.Expressions ?? default).All(IsMapped)
            ? named.WithType(((TypeSyntax)TypeNames.At(_generator, _handler, _model, creation.SpanStart)).WithTriviaFrom(named.Type))
            : null;
    }

    private AssignmentExpressionSyntax Lifetime(int position)
    {
        var minutes = _generator.InvocationExpression(
            _generator.MemberAccessExpression(TypeNames.At(_generator, _timeSpan, _model, position), nameof(TimeSpan.FromMinutes)), _generator.LiteralExpression(Minutes));
        return AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("PooledConnectionLifetime"), (ExpressionSyntax)minutes)
            .WithOperatorToken(Token(TriviaList(Space), SyntaxKind.EqualsToken, TriviaList(Space)));
    }

    private bool IsMapped(ExpressionSyntax member) =>
        member is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name }
        && _model.GetSymbolInfo(name).Symbol is IPropertySymbol property
        && _handler.GetMembers(property.Name).OfType<IPropertySymbol>().Any(same => SymbolEqualityComparer.Default.Equals(same.Type, property.Type));
}
