using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The calls in a method, and which methods they may mean by the declared types of what they are called on. Nothing of the body is bound.</summary>
internal sealed class CallOutline
{
    // A chain of calls is followed so far; generated code has some of thousands.
    private const int MostLinks = 12;

    // What a local is declared as; null where it is declared otherwise, or where two have its name.
    private readonly Dictionary<string, VariableDeclaratorSyntax?> _locals = new();
    private readonly List<InvocationExpressionSyntax> _calls = [];
    private readonly IMethodSymbol _method;
    private readonly SyntaxNode _declaration;
    private readonly SemanticModel _near;

    public CallOutline(IMethodSymbol method, SyntaxNode declaration, SemanticModel near)
    {
        (_method, _declaration, _near) = (method, declaration, near);
        foreach (var node in declaration.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax call && !StaysHere(call))
                _calls.Add(call);
            else if (Declared(node, declaration) is { } local)
                _locals[local] = _locals.ContainsKey(local) ? null : node as VariableDeclaratorSyntax;
        }
    }

    /// <summary>The calls in the method, in its lambdas and local functions too, but for those of delegates and of local functions that it holds itself.</summary>
    /// <remarks>What collection initializers and query operators call is not among them: it is not written as a call.</remarks>
    public IEnumerable<InvocationExpressionSyntax> Calls => _calls.Where(call => !IsOfLocal(call) || Targets(call) is { Length: > 0 });

    /// <summary>Whether a call is one of <c>base</c>, which no override takes over.</summary>
    public static bool IsOnBase(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax };

    /// <summary>The name of what is called, or <see langword="null"/> where it has none.</summary>
    public static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The methods that a call may mean, by the declared types of this program's variables; none where it cannot mean any, <see langword="null"/> where that cannot be told.</summary>
    public IMethodSymbol[]? Targets(InvocationExpressionSyntax call) => Targets(call, MostLinks, isThorough: false);

    /// <summary>The same by the types of locals and those of other assemblies too, as in <c>Environment.GetEnvironmentVariable</c>.</summary>
    // To look the name of a type up costs more than all the rest, and most names of methods say enough.
    public IMethodSymbol[]? TargetsOfAnyType(InvocationExpressionSyntax call) => Targets(call, MostLinks, isThorough: true);

    private IMethodSymbol[]? Targets(InvocationExpressionSyntax call, int links, bool isThorough) => call.Expression switch
    {
        SimpleNameSyntax name => Around(type => Methods(type, name)),
        MemberAccessExpressionSyntax access => MethodsOf(TypeOf(access.Expression, links, isThorough), access.Name),
        MemberBindingExpressionSyntax binding when Receiver(binding) is { } receiver => MethodsOf(TypeOf(receiver, links, isThorough), binding.Name),
        _ => null,
    };

    // Nothing is called on what the compiler does not know. Which of a member and an extension of the same name is meant, the arguments decide.
    private IMethodSymbol[]? MethodsOf(ITypeSymbol? type, SimpleNameSyntax name) =>
        type is null ? null
        : type.TypeKind == TypeKind.Error ? []
        : TypeIndex.Of(_near.Compilation).HasExtension(name.Identifier.ValueText) ? null
        : Methods(type, name);

    // "nameof(id)", "string.IsNullOrEmpty(id)".
    private static bool StaysHere(InvocationExpressionSyntax call) =>
        call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } or MemberAccessExpressionSyntax { Expression: PredefinedTypeSyntax };

    // "client?.Load()"
    private static ExpressionSyntax? Receiver(MemberBindingExpressionSyntax binding) =>
        binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>(access => access.WhenNotNull.Span.Contains(binding.Span))?.Expression;

    private bool IsOfLocal(InvocationExpressionSyntax call) =>
        call.Expression is IdentifierNameSyntax { Identifier.ValueText: var name } && (_locals.ContainsKey(name) || _method.Parameters.Any(parameter => parameter.Name == name));

    private static string? Declared(SyntaxNode node, SyntaxNode declaration) => node switch
    {
        VariableDeclaratorSyntax local => local.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        ForEachStatementSyntax each => each.Identifier.ValueText,
        ParameterSyntax parameter when parameter.Parent?.Parent != declaration => parameter.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        CatchDeclarationSyntax handler => handler.Identifier.ValueText,
        FromClauseSyntax from => from.Identifier.ValueText,
        LetClauseSyntax let => let.Identifier.ValueText,
        JoinClauseSyntax join => join.Identifier.ValueText,
        JoinIntoClauseSyntax into => into.Identifier.ValueText,
        QueryContinuationSyntax continuation => continuation.Identifier.ValueText,
        _ => null,
    };

    private ITypeSymbol? TypeOf(ExpressionSyntax expression, int links, bool isThorough) => links == 0 ? null : expression switch
    {
        ThisExpressionSyntax => _method.ContainingType,
        BaseExpressionSyntax => _method.ContainingType.BaseType,
        TypeOfExpressionSyntax => _near.Compilation.GetTypeByMetadataName("System.Type"),
        ParenthesizedExpressionSyntax parenthesized => TypeOf(parenthesized.Expression, links - 1, isThorough),
        IdentifierNameSyntax { Identifier.ValueText: var name } => _locals.TryGetValue(name, out var local) ? (isThorough && local is not null && IsInScope(expression, local) ? TypeOf(local, links - 1) : null) : Named(name, isThorough),
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: var name } } access => TypeOf(access.Expression, links - 1, isThorough) is { } type ? VariableIn(type, name) : null,
        InvocationExpressionSyntax call => Targets(call, links - 1, isThorough) is { Length: 1 } only ? only[0].ReturnType : null,
        AwaitExpressionSyntax wait => Result(TypeOf(wait.Expression, links - 1, isThorough)),
        ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: var name } } when isThorough => TypeNamed(name),
        _ => null,
    };

    // Elsewhere the name means a member, or the local of a function around this one.
    private static bool IsInScope(ExpressionSyntax use, VariableDeclaratorSyntax local) =>
        (local.Parent?.Parent is LocalDeclarationStatementSyntax statement ? statement.Parent : local.Parent?.Parent)?.Span.Contains(use.Span) == true;

    private ITypeSymbol? TypeOf(VariableDeclaratorSyntax local, int links) => local.Parent is not VariableDeclarationSyntax { Type: IdentifierNameSyntax type } ? null
        : !type.IsVar ? TypeNamed(type.Identifier.ValueText)
        : local.Initializer is { } initializer ? TypeOf(initializer.Value, links, isThorough: true)
        : null;

    private static ITypeSymbol? Result(ITypeSymbol? task) =>
        task is INamedTypeSymbol { Name: "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable", TypeArguments: { Length: 1 } results } ? results[0] : null;

    private ITypeSymbol? Named(string name, bool isThorough) =>
        _method.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Type
        ?? Around(type => VariableIn(type, name) ?? Captured(type, name))
        ?? (isThorough || TypeIndex.Of(_near.Compilation).HasType(name) ? TypeNamed(name) : null);

    // The compiler looks into the types around a nested one as well.
    private T? Around<T>(Func<INamedTypeSymbol, T?> find)
        where T : class
    {
        for (var type = _method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (find(type) is { } found)
                return found;
        }

        return null;
    }

    private static ITypeSymbol? VariableIn(ITypeSymbol type, string name) => type.TypeKind == TypeKind.Error ? type : Members(type, name).Select(member => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    }).FirstOrDefault(found => found is not null);

    // A parameter of a primary constructor.
    private static ITypeSymbol? Captured(INamedTypeSymbol type, string name) => type.InstanceConstructors
        .SelectMany(constructor => constructor.Parameters)
        .FirstOrDefault(parameter => parameter.Name == name && parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Parent?.Parent is TypeDeclarationSyntax)?.Type;

    // A look-up of all that is visible reads every namespace of the file; to bind the name reads what has it.
    private INamedTypeSymbol? TypeNamed(string name) =>
        Source.Model(_declaration.SyntaxTree, _near).GetSpeculativeTypeInfo(_declaration.SpanStart, SyntaxFactory.IdentifierName(name), SpeculativeBindingOption.BindAsTypeOrNamespace).Type is INamedTypeSymbol { TypeKind: not TypeKind.Error } type
            ? type
            : null;

    private static IMethodSymbol[]? Methods(ITypeSymbol type, SimpleNameSyntax name) =>
        type is INamedTypeSymbol && Members(type, name.Identifier.ValueText).OfType<IMethodSymbol>().ToArray() is { Length: > 0 } found ? found : null;

    // What is private above the type itself is not seen from below.
    private static IEnumerable<ISymbol> Members(ITypeSymbol type, string name) =>
        Above(type).SelectMany(t => t.GetMembers(name)).Where(member => member.DeclaredAccessibility != Accessibility.Private || SymbolEqualityComparer.Default.Equals(member.ContainingType, type));

    private static IEnumerable<ITypeSymbol> Above(ITypeSymbol type) => type.TypeKind == TypeKind.Interface ? type.SelfAndBases().Concat(type.AllInterfaces) : type.SelfAndBases();
}
