using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Topology;

/// <summary>Writes reads of settings with what is in scope: an <c>IConfiguration</c>, its owner, or options.</summary>
internal sealed class Settings(SemanticModel model, SyntaxGenerator generator)
{
    private readonly INamedTypeSymbol? _configuration = model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Configuration.IConfiguration");
    private readonly INamedTypeSymbol? _exception = model.Compilation.GetTypeByMetadataName("System.InvalidOperationException");

    /// <summary>A read of the key that throws where the setting is missing, or <see langword="null"/> where nothing in scope can read it.</summary>
    public SyntaxNode? Read(SyntaxNode place, string key)
    {
        if (_exception is null)
            return null;

        var symbols = new Scope(model, place).Symbols().ToArray();
        if (_configuration is not null && (symbols.Where(IsConfiguration).Select(Name).FirstOrDefault() ?? symbols.Select(Owned).FirstOrDefault(owner => owner is not null)) is { } configuration)
            return OrThrow(generator.ElementAccessExpression(configuration, generator.LiteralExpression(key)), Missing(key), place);

        return symbols.Select(symbol => OfOptions(symbol, key.Substring(key.LastIndexOf(':') + 1), place)).FirstOrDefault(read => read is not null);
    }

    /// <summary>The exception that says what is missing, as an operand of <c>??</c>.</summary>
    public SyntaxNode? Throw(string message, SyntaxNode place) => _exception is null
        ? null
        : generator.ThrowExpression(generator.ObjectCreationExpression(
            NameOf(_exception, place), generator.LiteralExpression(message)));

    public static string Missing(string key) => $"Configuration '{key}' is missing";

    /// <summary>The key that an expression reads, or <see langword="null"/> where it reads no setting.</summary>
    public string? KeyOf(ExpressionSyntax read)
    {
        var (receiver, argument, prefix) = read switch
        {
            ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access => (access.Expression, arguments[0], ""),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: { Count: 1 } arguments } =>
                access.Name.Identifier.ValueText switch
                {
                    "GetConnectionString" => (access.Expression, arguments[0], "ConnectionStrings:"),
                    "GetValue" or "GetSection" => (access.Expression, arguments[0], ""),
                    _ => default,
                },
            _ => default,
        };
        if (receiver is null || !Implements(model.GetTypeInfo(receiver).Type) || model.GetConstantValue(argument.Expression).Value is not string key)
            return null;

        var section = receiver is InvocationExpressionSyntax ? KeyOf(receiver) : null;
        return section is null ? prefix + key : section + ":" + prefix + key;
    }

    private SyntaxNode OrThrow(SyntaxNode value, string message, SyntaxNode place) => generator.CoalesceExpression(value, Throw(message, place)!);

    // A name that global usings bring in needs no further using.
    private SyntaxNode NameOf(INamedTypeSymbol type, SyntaxNode place) => TypeNames.At(generator, type, model, place.SpanStart);

    private bool IsConfiguration(ISymbol symbol) => Implements(TypeNames.Of(symbol)) && !MayBeNull(symbol);

    // builder.Configuration, app.Configuration, context.Configuration
    private SyntaxNode? Owned(ISymbol symbol) =>
        symbol is IParameterSymbol or ILocalSymbol or IFieldSymbol && TypeNames.Of(symbol) is { } type && !MayBeNull(symbol)
            && Members(type, "Configuration").Any(property => property.DeclaredAccessibility == Accessibility.Public && !property.IsStatic && Implements(property.Type))
            ? generator.MemberAccessExpression(Name(symbol), "Configuration")
            : null;

    private SyntaxNode? OfOptions(ISymbol symbol, string name, SyntaxNode place)
    {
        if (TypeNames.Of(symbol) is not INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } type || MayBeNull(symbol) || AccessorOf(type) is not { } accessor)
            return null;
        if (Members(arguments[0], name).FirstOrDefault(p => p is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, GetMethod: not null, Type.SpecialType: SpecialType.System_String }) is not { } property)
            return null;

        var value = generator.MemberAccessExpression(generator.MemberAccessExpression(Name(symbol), accessor), name);
        return property.Type.NullableAnnotation == NullableAnnotation.Annotated ? OrThrow(value, $"Option '{arguments[0].Name}.{name}' is missing", place) : value;
    }

    private string? AccessorOf(INamedTypeSymbol type) =>
        Same(type, "Microsoft.Extensions.Options.IOptions`1") || Same(type, "Microsoft.Extensions.Options.IOptionsSnapshot`1") ? "Value"
        : Same(type, "Microsoft.Extensions.Options.IOptionsMonitor`1") ? "CurrentValue"
        : null;

    // The type of a local declared with var always counts as nullable: what it was given decides.
    private bool MayBeNull(ISymbol symbol) =>
        symbol is ILocalSymbol && symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer: { } initializer, Parent: VariableDeclarationSyntax { Type.IsVar: true } }
            ? model.GetTypeInfo(initializer.Value).Nullability.FlowState == NullableFlowState.MaybeNull
            : TypeNames.Of(symbol)?.NullableAnnotation == NullableAnnotation.Annotated;

    private bool Same(INamedTypeSymbol type, string name) => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, model.Compilation.GetTypeByMetadataName(name));

    private bool Implements(ITypeSymbol? type) =>
        type is not null && _configuration is not null && type.AllInterfaces.Prepend(type).Any(t => SymbolEqualityComparer.Default.Equals(t, _configuration));

    private static IEnumerable<IPropertySymbol> Members(ITypeSymbol type, string name) =>
        type.SelfAndBases().Concat(type.AllInterfaces).SelectMany(part => part.GetMembers(name)).OfType<IPropertySymbol>();

    private SyntaxNode Name(ISymbol symbol) => generator.IdentifierName(SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name);
}
