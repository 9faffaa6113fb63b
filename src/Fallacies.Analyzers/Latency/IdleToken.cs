using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Tells that a token never fires, because every call of its method leaves it out. In doubt it fires.</summary>
internal sealed class IdleToken(ProjectKind kind, SemanticModel near, CancellationToken cancellation)
{
    // The calls of the method, and of two that hand their own token on.
    private const int Depth = 3;

    // Found and called by frameworks, also where no type of theirs says so.
    private static readonly string[] Called = ["Controller", "Handler", "Consumer", "Endpoint", "Hub", "Job", "Middleware", "Function", "Functions", "Component", "Filter"];

    public bool Is(TokenInScope token) => token is { Origin: TokenOrigin.Parameter, Symbol: IParameterSymbol parameter } && IsIdle(parameter, Depth);

    /// <summary>Whether it may be left out and nobody in sight gives it, in a library, whose callers stand elsewhere.</summary>
    public bool IsDoubtful(TokenInScope token) =>
        kind == ProjectKind.Library && token is { Origin: TokenOrigin.Parameter, Symbol: IParameterSymbol parameter } && IsDoubtful(parameter, Depth);

    private bool IsDoubtful(IParameterSymbol parameter, int depth)
    {
        if (depth == 0 || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || !parameter.GetAttributes().IsEmpty || IsReplaced(parameter))
            return false;
        if (MediatedRequests.HandledBy(method) is { } request)
            return MediatedRequests.Of(request, near, cancellation).Calls.All(send => IsSentWithout(send, depth, IsDoubtful));

        return (parameter.HasExplicitDefaultValue || method.DeclaredAccessibility == Accessibility.Private)
            && !Callers.AreForeign(method, near.Compilation)
            && Callers.Of(method, near, cancellation) is { } calls && (calls.Count > 0 || parameter.HasExplicitDefaultValue)
            && calls.All(call => LeavesOut(call, parameter.Ordinal, depth, IsDoubtful))
            && Source.Mentions(method, near.Compilation, cancellation).All(IsCalled);
    }

    private static bool IsSentWithout(IInvocationOperation send, int depth, Func<IParameterSymbol, int, bool> isMissing) =>
        send.TargetMethod.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CancellationToken") is { } token && LeavesOut(send, token.Ordinal, depth, isMissing);

    private static IParameterSymbol? Given(IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) is { } token ? (Operations.Unwrap(token.Value) as IParameterReferenceOperation)?.Parameter : null;

    private bool IsIdle(IParameterSymbol parameter, int depth) =>
        depth > 0
        && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
        && parameter.GetAttributes().IsEmpty && !IsReplaced(parameter)
        && (MediatedRequests.HandledBy(method) is { } request ? IsSentWithout(request, depth) : IsLeftOut(method, parameter, depth));

    // A library does not see who sends what it handles; what a program never makes is not handled either.
    private bool IsSentWithout(INamedTypeSymbol request, int depth) =>
        kind is ProjectKind.Service or ProjectKind.Tool
        && MediatedRequests.Of(request, near, cancellation) is { AreAll: true } sends
        && (sends.Calls.Count > 0 || (kind == ProjectKind.Service && Source.Holds(near.Compilation, request)))
        && sends.Calls.All(send => IsSentWithout(send, depth, IsIdle));

    private bool IsLeftOut(IMethodSymbol method, IParameterSymbol parameter, int depth) =>
        IsCalledHereAlone(method)
        && Callers.Of(method, near, cancellation) is { Count: > 0 } calls
        && calls.All(call => LeavesOut(call, parameter.Ordinal, depth, IsIdle))
        && (method.DeclaredAccessibility == Accessibility.Private || calls.Any(call => !IsOfOverload(call, method)))
        && Source.Mentions(method, near.Compilation, cancellation).All(IsCalled);

    private static bool LeavesOut(IInvocationOperation call, int ordinal, int depth, Func<IParameterSymbol, int, bool> isMissing) =>
        !Callbacks.IsOnlyDescribed(call)
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) is { } token
        && (token.ArgumentKind == ArgumentKind.DefaultValue || TokenValues.IsNone(token.Value) || (Given(call, ordinal) is { } own && isMissing(own, depth - 1)));

    // "public Task Load() => Load(CancellationToken.None)": the other one is there for those who have a token.
    private bool IsOfOverload(IInvocationOperation call, IMethodSymbol method) =>
        call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is IMethodSymbol caller && caller.Name == method.Name && SymbolEqualityComparer.Default.Equals(caller.ContainingType, method.ContainingType);

    private bool IsCalledHereAlone(IMethodSymbol method) =>
        !method.IsOverride && method.ExplicitInterfaceImplementations.IsEmpty && method.GetAttributes().IsEmpty
        && (method.DeclaredAccessibility == Accessibility.Private
            || (kind is ProjectKind.Service or ProjectKind.Tool && !IsFound(method.ContainingType) && !Callers.AreForeign(method, near.Compilation)));

    private static bool IsFound(INamedTypeSymbol type) => Frameworks.LifetimeOf(type) is not null || Array.Exists(Called, end => type.Name.EndsWith(end, StringComparison.Ordinal));

    private bool IsReplaced(IParameterSymbol parameter) => Source.Mentions(parameter, near.Compilation, cancellation).Any(mention => mention.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == mention,
        ArgumentSyntax argument => argument.RefKindKeyword != default,
        _ => false,
    });

    // Who names a method without a call may have it called with any token.
    private static bool IsCalled(SimpleNameSyntax mention)
    {
        var whole = mention.Parent is MemberBindingExpressionSyntax || (mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention) ? mention.Parent : mention;
        return whole.Parent is InvocationExpressionSyntax call && call.Expression == whole;
    }
}
