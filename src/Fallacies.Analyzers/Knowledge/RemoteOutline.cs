using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Tells of most bodies that they do not cross the network without binding them, which costs most: by the names of what they
/// call, and by the declared types of the fields, properties and parameters that they call it on.
/// </summary>
internal sealed class RemoteOutline(RemoteCalls calls, Compilation compilation)
{
    private readonly ConcurrentDictionary<IMethodSymbol, Answer> _answers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, bool> _names = new();

    /// <summary>Whether a body may call what crosses the network, at most <paramref name="depth"/> methods away; yes where that cannot be told.</summary>
    public Answer Of(IMethodSymbol code, SyntaxNode declaration, SemanticModel near, int depth, CancellationToken cancellation) =>
        Of(code, declaration, depth, new Query(near, depth, cancellation));

    private Answer Of(IMethodSymbol code, SyntaxNode declaration, int depth, Query query)
    {
        if (_answers.TryGetValue(code, out var known) && (known.MayReach || !known.IsCut || known.Depth >= depth))
            return known;
        if (!query.Enters(code, depth))
            return new Answer(MayReach: false, IsCut: true);

        var outline = new CallOutline(code, declaration, query.Near);
        var answer = new Answer(MayReach: false, IsCut: false);
        foreach (var call in outline.Calls)
        {
            answer = MayReach(outline, call, depth, query) is var one && one.MayReach ? one : answer with { IsCut = answer.IsCut || one.IsCut };
            if (answer.MayReach)
                break;
        }

        // Where a circle was cut the answer holds only for the method that the question was about.
        if (answer.MayReach || !answer.IsCut || depth == query.Depth)
            _answers[code] = answer with { Depth = depth };
        return answer;
    }

    private Answer MayReach(CallOutline outline, InvocationExpressionSyntax call, int depth, Query query)
    {
        // The code of a local function stands in the body that calls it, but not in another one beside it.
        var targets = outline.Targets(call);
        if (targets.Count == 0 && (outline.IsLocalFunction || MayCross(CallOutline.NameOf(call))))
        {
            targets = outline.ForeignTargets(call);
            if (targets.Count == 0)
                return new Answer(MayReach: true, IsCut: false);
        }

        var isCut = false;
        foreach (var target in targets)
        {
            if (calls.Known(target) is not null)
                return new Answer(MayReach: true, IsCut: false);
            if (!Source.Holds(compilation, target) || CallTargets.Of(CallTargets.Original(target), query.Near, CallOutline.IsOnBase(call), query.Cancellation) is not { } code
                || CallTargets.Declaration(code, query.Cancellation) is not { } declaration)
                continue;

            var answer = Of(code, declaration, depth - 1, query);
            if (answer.MayReach)
                return answer;
            isCut |= answer.IsCut;
        }

        return new Answer(MayReach: false, isCut);
    }

    // What it is called on cannot be told: a local, a chain of calls, an extension.
    private bool MayCross(string? name) => name is null || _names.GetOrAdd(name, n => !PackageNames.IsEveryday(n) && (calls.MayName(n) || TypeIndex.Of(compilation).HasMethod(n)));

    /// <summary>What the outline says of a method; cut where the search stopped at its depth or at a circle.</summary>
    public sealed record Answer(bool MayReach, bool IsCut)
    {
        public int Depth { get; init; }
    }

    /// <summary>One question: which methods it went into, and how much of the way was left there.</summary>
    private sealed class Query(SemanticModel near, int depth, CancellationToken cancellation)
    {
        private readonly Dictionary<IMethodSymbol, int> _entered = new(SymbolEqualityComparer.Default);

        public SemanticModel Near => near;

        public int Depth => depth;

        public CancellationToken Cancellation => cancellation;

        public bool Enters(IMethodSymbol method, int left)
        {
            cancellation.ThrowIfCancellationRequested();
            if (left == 0 || (_entered.TryGetValue(method, out var before) && before >= left))
                return false;
            _entered[method] = left;
            return true;
        }
    }
}
