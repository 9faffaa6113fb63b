using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds the tokens that a call could pass on; the one that belongs there comes first.</summary>
internal sealed class TokensInScope(KnownTypes types)
{
    /// <summary>The token that belongs to a place, or <see langword="null"/> where there is none.</summary>
    public TokenInScope? Nearest(IOperation place) => At(place).FirstOrDefault();

    /// <summary>The token that belongs to a place, if no second one of the same rank makes it a guess.</summary>
    public TokenInScope? Only(IOperation place)
    {
        var nearest = At(place).Take(2).ToList();
        var isGuess = nearest.Count == 2 && nearest[0].Origin != TokenOrigin.Context && (nearest[0].Level, nearest[0].Origin) == (nearest[1].Level, nearest[1].Origin);
        return isGuess ? null : nearest.FirstOrDefault();
    }

    /// <summary>All tokens in scope: inner functions before outer ones; in one function the narrowest first: sources, locals, parameters, contexts.</summary>
    public IEnumerable<TokenInScope> At(IOperation place)
    {
        if (place.SemanticModel is not { } model || types.CancellationToken is null)
            yield break;

        var function = model.GetEnclosingSymbol(place.Syntax.SpanStart);
        var (level, waits, inside) = (0, true, place);
        while (function is IMethodSymbol method)
        {
            var owner = Operations.FunctionAround(inside);
            foreach (var token in Locals(place, inside, owner).Concat(Parameters(method)))
            {
                if (level == 0 || token.Symbol is not IParameterSymbol { RefKind: not RefKind.None })
                    yield return token with { Level = level, Waits = waits };
            }

            if (method.MethodKind is not (MethodKind.AnonymousFunction or MethodKind.LocalFunction))
            {
                if (TokenCarriers.Inherited(method, types) is { } inherited)
                    yield return inherited with { Level = level, Waits = waits };
                yield break;
            }

            // Static functions capture nothing.
            if (method.IsStatic || owner is null)
                yield break;

            waits = waits && Callbacks.AreAwaited(owner);
            function = method.ContainingSymbol;
            inside = owner;
            level++;
        }
    }

    /// <summary>Whether a type is <c>CancellationToken</c>.</summary>
    public bool IsToken(ITypeSymbol? type) => type is { Name: "CancellationToken" } && SymbolEqualityComparer.Default.Equals(type, types.CancellationToken);

    private IEnumerable<TokenInScope> Parameters(IMethodSymbol method)
    {
        var usable = method.Parameters.Where(parameter => parameter.RefKind is RefKind.None or RefKind.In && parameter.Name is not ("" or "_")).ToList();
        if (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor)
            usable.Clear();
        foreach (var parameter in usable.Where(parameter => IsToken(parameter.Type)))
            yield return new TokenInScope(Written(parameter.Name), TokenOrigin.Parameter, parameter, 0, true);
        foreach (var parameter in usable.Where(parameter => parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } parts } && IsToken(parts[0])))
            yield return new TokenInScope(Written(parameter.Name) + " ?? default", TokenOrigin.Parameter, parameter, 0, true);
        foreach (var parameter in usable)
        {
            if (TokenCarriers.PathOf(parameter.Type, types) is { } path && parameter.NullableAnnotation != NullableAnnotation.Annotated)
                yield return new TokenInScope($"{Written(parameter.Name)}.{path}", TokenOrigin.Context, parameter, 0, true);
        }
    }

    // Sources and tokens that have their value before the place, the latest first.
    private IEnumerable<TokenInScope> Locals(IOperation place, IOperation inside, IOperation? function)
    {
        var locals = new List<TokenInScope>();
        for (var around = inside.Parent; around is not null && around != function; around = around.Parent)
        {
            var declared = around switch { IBlockOperation block => block.Locals, IUsingOperation @using => @using.Locals, _ => default };
            foreach (var local in declared.IsDefaultOrEmpty ? [] : declared.Where(local => IsBefore(local, place)))
            {
                if (IsToken(local.Type) && TokenValues.MayCancel(local, place))
                    locals.Add(new TokenInScope(Written(local.Name), TokenOrigin.Local, local, 0, true));
                else if (local.Type.Name == "CancellationTokenSource" && TokenValues.LimitsItsMember(local, place, types))
                    locals.Add(new TokenInScope(Written(local.Name) + ".Token", TokenOrigin.Source, local, 0, true));
            }
        }

        return locals.OrderByDescending(token => token.Origin).ThenByDescending(token => token.Symbol.Locations[0].SourceSpan.Start);
    }

    private static bool IsBefore(ILocalSymbol local, IOperation place) =>
        local is { IsRef: false, IsConst: false } && local.DeclaringSyntaxReferences.FirstOrDefault() is { } declaration && declaration.Span.End <= place.Syntax.SpanStart;

    private static string Written(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
