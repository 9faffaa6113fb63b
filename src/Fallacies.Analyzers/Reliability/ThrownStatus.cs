using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether something inside a pipeline makes an exception of a bad status.</summary>
internal sealed class ThrownStatus(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A delegate that calls a method that calls another.
    private const int Depth = 3;

    /// <summary>Whether a strategy may see an exception for a bad status: from a delegate that runs under it, or from a handler behind it.</summary>
    public bool Reaches(IInvocationOperation strategy)
    {
        if (Registrar(strategy) is { } registrar)
            return HandlersBehind(registrar).Any(step => step.HandlerType is not { } handler || MayThrow(handler));

        var executions = PolicyUse.Executions(strategy);
        return executions.Count > 0 ? executions.Select(execution => near.GetOperation(execution, cancellation)).OfType<IOperation>().Any(execution => Throws(execution, Depth)) : AnyDelegateThrows();
    }

    // The registration of a client whose handler the pipeline becomes.
    private static IInvocationOperation? Registrar(IOperation strategy)
    {
        for (var around = strategy.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && Callbacks.Receiver(lambda) is { } call && ClientStepKinds.IsStep(call))
                return call;
        }

        return null;
    }

    private IEnumerable<ClientStep> HandlersBehind(IInvocationOperation registrar) => new ClientRegistrations(types, near, cancellation).Clients()
        .SelectMany(client => client.Steps.SkipWhile(step => step.Call.Syntax != registrar.Syntax).Skip(1))
        .Where(step => step.Kind is StepKind.MessageHandler or StepKind.HandlerList or StepKind.Unknown);

    // A pipeline that is handed out may run delegates anywhere.
    private bool AnyDelegateThrows() => Source.Mentions("EnsureSuccessStatusCode", near.Compilation, cancellation)
        .Select(mention => mention.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().FirstOrDefault()?.FirstAncestorOrSelf<InvocationExpressionSyntax>())
        .Any(call => call is not null && Source.Operation(call, near) is IInvocationOperation execution && types.IsExecution(execution));

    private bool MayThrow(ITypeSymbol handler) => !Source.Holds(near.Compilation, handler) || handler.GetMembers().OfType<IMethodSymbol>()
        .SelectMany(method => method.DeclaringSyntaxReferences)
        .Any(reference => Source.Operation(reference.GetSyntax(cancellation), near) is { } body && Throws(body, Depth - 1));

    private bool Throws(IOperation code, int depth) => code.DescendantsAndSelf().Any(operation => operation switch
    {
        IThrowOperation => true,
        IInvocationOperation { TargetMethod: { Name: "EnsureSuccessStatusCode", ContainingType.Name: "HttpResponseMessage" } } => true,
        IInvocationOperation call => depth > 0 && Source.Holds(near.Compilation, call.TargetMethod) && Source.Body(call.TargetMethod, near) is { } body && Throws(body, depth - 1),
        IMethodReferenceOperation group => depth > 0 && Source.Holds(near.Compilation, group.Method) && Source.Body(group.Method, near) is { } body && Throws(body, depth - 1),
        _ => false,
    });
}
