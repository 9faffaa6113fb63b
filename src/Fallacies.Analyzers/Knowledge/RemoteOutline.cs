using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Tells of most bodies that they do not cross the network without binding them, which costs most: by the names of what they
/// call, by the declared types of the variables that they call it on, and by the methods of this program that have the name.
/// </summary>
internal sealed class RemoteOutline(RemoteCalls calls, Compilation compilation)
{
    // To look into all methods of a common name costs more than to bind the body that calls one of them.
    private const int MostNamesakes = 6;

    // The code that a method calls; null where it may cross the network by itself.
    private readonly ConcurrentDictionary<IMethodSymbol, HashSet<IMethodSymbol>?> _callees = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, bool> _names = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<IMethodSymbol>?> _namesakes = new();

    /// <summary>Whether a method may call what crosses the network, at most <paramref name="depth"/> methods away; yes where that cannot be told.</summary>
    public Answer Of(IMethodSymbol code, SemanticModel near, int depth, CancellationToken cancellation)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { code };
        var level = new List<IMethodSymbol> { code };
        for (; depth > 0 && level.Count > 0; depth--)
        {
            var next = new List<IMethodSymbol>();
            foreach (var method in level)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Callees(method, near, cancellation) is not { } callees)
                    return Answer.Yes;
                next.AddRange(callees.Where(seen.Add));
            }

            level = next;
        }

        return level.Count > 0 ? Answer.TooFar : Answer.No;
    }

    private HashSet<IMethodSymbol>? Callees(IMethodSymbol code, SemanticModel near, CancellationToken cancellation) =>
        _callees.TryGetValue(code, out var known) ? known : _callees.GetOrAdd(code, Read(code, near, cancellation));

    private HashSet<IMethodSymbol>? Read(IMethodSymbol code, SemanticModel near, CancellationToken cancellation)
    {
        var callees = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        if (CallTargets.Declaration(code, cancellation) is not { } declaration)
            return callees;

        var outline = new CallOutline(code, declaration, near);
        foreach (var call in outline.Calls)
        {
            var targets = outline.Targets(call) ?? (MayCross(call) ? outline.TargetsOfAnyType(call) ?? Namesakes(call, near, cancellation) : []);
            if (targets is null)
                return null;

            foreach (var target in targets)
            {
                if (calls.Known(target) is not null)
                    return null;
                if (Source.Holds(compilation, target) && CallTargets.Of(CallTargets.Original(target), near, CallOutline.IsOnBase(call), cancellation) is { } callee)
                    callees.Add(callee);
            }
        }

        return callees;
    }

    // What it is called on cannot be told: a local, a chain of calls, an extension, a static using.
    private bool MayCross(InvocationExpressionSyntax call) =>
        CallOutline.NameOf(call) is not { } name || _names.GetOrAdd(name, MayCross) || (call.Expression is SimpleNameSyntax && TypeIndex.Of(compilation).HasMethod(name));

    private bool MayCross(string name) =>
        calls.MayName(name) || (PackageNames.IsEveryday(name) ? TypeIndex.Of(compilation).HasExtension(name) : TypeIndex.Of(compilation).HasMethod(name));

    // Whatever it is called on, it is one of the methods of this program that have the name; null where one of the table may be meant, or one of too many.
    private IReadOnlyList<IMethodSymbol>? Namesakes(InvocationExpressionSyntax call, SemanticModel near, CancellationToken cancellation) =>
        CallOutline.NameOf(call) is not { } name || calls.MayName(name) ? null
        : _namesakes.TryGetValue(name, out var known) ? known
        : _namesakes.GetOrAdd(name, TypeIndex.Of(near.Compilation).Methods(name, MostNamesakes, near, cancellation));

    /// <summary>What the outline says of a method.</summary>
    public enum Answer
    {
        No,

        /// <summary>Not within as many methods as were asked for.</summary>
        TooFar,

        Yes,
    }
}
