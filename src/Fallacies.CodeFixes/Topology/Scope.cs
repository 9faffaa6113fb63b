using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>The names that new code may use at a place: what look-up finds there, less what may not be read there.</summary>
internal sealed class Scope
{
    private readonly SemanticModel _model;
    private readonly SyntaxNode _place;
    private readonly MemberDeclarationSyntax? _member;
    private readonly SyntaxNode? _staticFunction;
    private readonly SyntaxNode? _localFunction;
    private readonly bool _isInitializer;
    private readonly bool _isInFunction;

    public Scope(SemanticModel model, SyntaxNode place)
    {
        _model = model;
        _place = place;
        _member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        _isInitializer = _member is BaseFieldDeclarationSyntax || place.Ancestors().Any(node => node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax });

        var functions = place.Ancestors().TakeWhile(node => node != _member).Where(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax).ToArray();
        _isInFunction = functions.Length > 0;
        _staticFunction = functions.FirstOrDefault(IsStatic);
        _localFunction = functions.FirstOrDefault(node => node is LocalFunctionStatementSyntax);
    }

    /// <summary>The usable names, nearest first: parameters and locals, then members, then parameters of a primary constructor.</summary>
    public IEnumerable<ISymbol> Symbols() => _model.LookupSymbols(_place.SpanStart).Where(IsUsable).OrderBy(Rank);

    private static int Rank(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => IsOfPrimaryConstructor(parameter) ? 2 : 0,
        ILocalSymbol => 0,
        _ => 1,
    };

    private bool IsUsable(ISymbol symbol) => symbol switch
    {
        IParameterSymbol { RefKind: not RefKind.Out } parameter when IsOfPrimaryConstructor(parameter) => MayCapture(parameter),
        IParameterSymbol { RefKind: RefKind.None } parameter => IsInside(parameter),
        ILocalSymbol local => IsInside(local) && IsAssigned(local),
        IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod: not null } => symbol.IsStatic || MayReadInstance(),
        _ => false,
    };

    private bool IsInside(ISymbol symbol) =>
        _staticFunction is null || symbol.DeclaringSyntaxReferences.FirstOrDefault() is { } declaration && _staticFunction.Span.Contains(declaration.Span);

    // A local function can be called before the variables around it are set, a case of a switch be entered past another's.
    private bool IsAssigned(ILocalSymbol local) => local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer: not null } declarator
        && declarator.SyntaxTree == _place.SyntaxTree
        && declarator.Span.End <= _place.SpanStart
        && IsInMember(declarator)
        && (_localFunction is null || _localFunction.Span.Contains(declarator.Span))
        && (declarator.FirstAncestorOrSelf<SwitchSectionSyntax>()?.Span.Contains(_place.Span) ?? true);

    // Look-up finds the variables of top-level statements everywhere in the project; only these statements may use them.
    private bool IsInMember(SyntaxNode declarator) =>
        _member is GlobalStatementSyntax ? declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() is GlobalStatementSyntax : _member?.Span.Contains(declarator.Span) == true;

    // A constructor may not have set its fields yet.
    private bool MayReadInstance() => IsInstance() && !_isInitializer && _member is not ConstructorDeclarationSyntax && !(_isInFunction && IsStruct());

    // Kept as state and handed to the base class at once, the compiler warns about the parameter.
    private bool MayCapture(IParameterSymbol parameter)
    {
        if (!IsInstance() || parameter.ContainingType.IsRecord || _member is ConstructorDeclarationSyntax || (_isInFunction && IsStruct()))
            return false;

        var type = parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return _isInitializer || type?.BaseList?.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.Name) != true;
    }

    private bool IsInstance() => _staticFunction is null && _member is not null and not GlobalStatementSyntax && !_member.Modifiers.Any(SyntaxKind.StaticKeyword) && !_member.Modifiers.Any(SyntaxKind.ConstKeyword);

    private bool IsStruct() => _model.GetEnclosingSymbol(_place.SpanStart)?.ContainingType?.IsValueType == true;

    private static bool IsOfPrimaryConstructor(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is TypeDeclarationSyntax;

    private static bool IsStatic(SyntaxNode function) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.StaticKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };
}
