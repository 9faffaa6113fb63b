using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Administration;

/// <summary>Builds the call that puts the current trace context into the headers of a message.</summary>
internal sealed class TraceInjection
{
    private const string Carrier = "carrier";
    private const string Name = "name";
    private const string Value = "value";

    private readonly SemanticModel _model;
    private readonly SyntaxGenerator _generator;
    private readonly INamedTypeSymbol _propagator;
    private readonly INamedTypeSymbol _activity;
    private readonly INamedTypeSymbol _encoding;
    private readonly HashSet<string> _taken;

    private TraceInjection(SemanticModel model, SyntaxGenerator generator, INamedTypeSymbol propagator, INamedTypeSymbol activity, INamedTypeSymbol encoding)
    {
        (_model, _generator, _propagator, _activity, _encoding) = (model, generator, propagator, activity, encoding);
        _taken = new(model.SyntaxTree.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
    }

    public SyntaxGenerator Generator => _generator;

    /// <summary>The maker for one file, or <see langword="null"/> where the language or the framework is too old.</summary>
    public static TraceInjection? For(SemanticModel model, SyntaxGenerator generator)
    {
        var compilation = model.Compilation;
        return ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp9
            && compilation.GetTypeByMetadataName("System.Diagnostics.DistributedContextPropagator") is { } propagator
            && propagator.GetMembers("Inject").OfType<IMethodSymbol>().Any(method => method.Parameters.Length == 3)
            && compilation.GetTypeByMetadataName("System.Diagnostics.Activity") is { } activity
            && compilation.GetTypeByMetadataName("System.Text.Encoding") is { } encoding
            ? new TraceInjection(model, generator, propagator, activity, encoding)
            : null;
    }

    /// <summary>A type by its symbol; its namespace becomes a using.</summary>
    public SyntaxNode Type(ITypeSymbol type) => _generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);

    /// <summary>A name that nothing in the file uses yet.</summary>
    public string Unique(string name)
    {
        var unique = Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : name + number).First(candidate => !_taken.Contains(candidate));
        _taken.Add(unique);
        return unique;
    }

    /// <summary><c>DistributedContextPropagator.Current.Inject(Activity.Current, headers, …)</c>, for headers that have <c>Add</c> or an indexer.</summary>
    public StatementSyntax Inject(SyntaxNode place, SyntaxNode headers, ITypeSymbol headersType, bool hasIndexer)
    {
        var setter = (ParenthesizedLambdaExpressionSyntax)_generator.VoidReturningLambdaExpression(
            new[] { Carrier, Name, Value }.Select(name => _generator.LambdaParameter(name)), Set(headersType, hasIndexer, _model.GetNullableContext(place.SpanStart).WarningsEnabled()));
        var current = _generator.MemberAccessExpression(Type(_propagator), "Current");
        return (StatementSyntax)_generator.ExpressionStatement(_generator.InvocationExpression(
            _generator.MemberAccessExpression(current, "Inject"),
            _generator.MemberAccessExpression(Type(_activity), "Current"),
            headers,
            setter.WithModifiers(SyntaxFactory.TokenList(SyntaxFactory.Token(SyntaxKind.StaticKeyword)))));
    }

    private SyntaxNode Set(ITypeSymbol headersType, bool hasIndexer, bool isNullable)
    {
        var carrier = (ExpressionSyntax)_generator.IdentifierName(Carrier);
        if (isNullable)
            carrier = SyntaxFactory.PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, carrier);

        var cast = _generator.CastExpression(Type(headersType), carrier);
        var name = _generator.IdentifierName(Name);
        var bytes = _generator.InvocationExpression(
            _generator.MemberAccessExpression(_generator.MemberAccessExpression(Type(_encoding), "UTF8"), "GetBytes"), _generator.IdentifierName(Value));
        return hasIndexer
            ? _generator.AssignmentStatement(_generator.ElementAccessExpression(cast, name), bytes)
            : _generator.InvocationExpression(_generator.MemberAccessExpression(cast, "Add"), name, bytes);
    }
}
