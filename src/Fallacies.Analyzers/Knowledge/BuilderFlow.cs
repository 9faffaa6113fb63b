using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Follows the builder of one client and collects what is done with it: along the chain, through variables, into extension
/// methods of this compilation and out of methods that return it.
/// </summary>
internal sealed class BuilderFlow(SemanticModel near, CancellationToken cancellation)
{
    // A builder that travels further than this is nobody's in particular.
    private const int MostHomes = 16;

    private readonly List<ClientStep> _steps = [];
    private readonly HashSet<ISymbol> _homes = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _entered = new(SymbolEqualityComparer.Default);

    /// <summary>The one call of the method around the registration that counts, where each call registers another client.</summary>
    public IInvocationOperation? Caller { get; init; }

    /// <summary>The calls that configure the client, in their order.</summary>
    public IReadOnlyList<ClientStep> Steps => _steps;

    /// <summary>Whether the builder goes where this cannot follow, or a step may do anything.</summary>
    public bool Escapes { get; private set; }

    /// <summary>Follows the builder that a registration returns.</summary>
    public BuilderFlow From(IInvocationOperation registration)
    {
        Climb(registration, new BuilderBranch(registration, IsConditional: false));
        return this;
    }

    /// <summary>Follows the builder that a lambda or a method gets.</summary>
    public BuilderFlow From(IParameterSymbol builder)
    {
        Live(builder, new BuilderBranch(Origin: null, IsConditional: false));
        return this;
    }

    private void Climb(IOperation builder, BuilderBranch branch)
    {
        cancellation.ThrowIfCancellationRequested();
        for (var next = builder; next is not null;)
            next = Next(next, branch);
    }

    private IOperation? Next(IOperation builder, BuilderBranch branch)
    {
        switch (builder.Parent)
        {
            case IConversionOperation or IParenthesizedOperation:
                return builder.Parent;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return Step(call, argument, branch);
            case IInvocationOperation member when member.Instance == builder:
                return Step(member, ClientStepKinds.Of(member.TargetMethod, builder.Type), branch);
            case IConditionalAccessOperation access when access.WhenNotNull == builder:
                return access;
            case IConditionalAccessOperation access:
                return access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault();
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Live(declarator.Symbol, branch);
                return null;
            case ISimpleAssignmentOperation assignment when assignment.Value == builder:
                if (assignment.Target is not IDiscardOperation)
                    Live(Source.Variable(assignment.Target), branch);
                return assignment.Parent is IExpressionStatementOperation ? null : assignment;
            case IReturnOperation:
                Return(builder, branch);
                return null;
            case ISimpleAssignmentOperation or IPropertyReferenceOperation { Property.Name: "Services" or "Name" or "PipelineName" } or IExpressionStatementOperation or IBinaryOperation or IIsPatternOperation or INameOfOperation:
                return null;
            case IPropertyReferenceOperation { Property.Name: "RoutingStrategyBuilder" }:
                return null;
            default:
                Escapes |= ClientStepKinds.IsBuilder(builder.Type);
                return null;
        }
    }

    private IOperation? Step(IInvocationOperation call, IArgumentOperation argument, BuilderBranch branch)
    {
        var method = call.TargetMethod.OriginalDefinition;
        var source = method.PartialImplementationPart ?? method;
        if (Source.Holds(near.Compilation, method) && !method.IsVirtual && !method.IsAbstract && !method.IsOverride)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < source.Parameters.Length)
                Enter(source, source.Parameters[parameter.Ordinal], branch.At(call));
            else
                Escapes = true;
        }
        else
        {
            var isExtension = argument.Parameter?.Ordinal == 0 && method.IsExtensionMethod;
            return Step(call, isExtension ? ClientStepKinds.Of(method, argument.Parameter!.Type) : StepKind.Unknown, branch);
        }

        return ClientStepKinds.IsBuilder(call.Type) ? call : null;
    }

    private IOperation? Step(IInvocationOperation call, StepKind kind, BuilderBranch branch)
    {
        Add(new ClientStep(call, kind) { IsConditional = branch.At(call).IsConditional });
        return ClientStepKinds.IsBuilder(call.Type) ? call : null;
    }

    private void Add(ClientStep step)
    {
        Escapes |= step.Kind == StepKind.Unknown;
        var handler = _steps.FindLastIndex(other => other.AddsHandler);
        if (step.Kind == StepKind.HandlerOptions && handler >= 0)
            _steps[handler] = _steps[handler] with { Options = [.. _steps[handler].Options, step.Call] };
        else if (_steps.All(other => other.Call != step.Call))
            _steps.Add(step);
    }

    // Whoever leaves early takes the steps after it along.
    private void Enter(IMethodSymbol method, IParameterSymbol builder, BuilderBranch branch)
    {
        if (!_entered.Add(method))
            return;
        var exits = Source.Body(method, near)?.InThisFunction().Count(operation => operation is IReturnOperation { IsImplicit: false } or IThrowOperation);
        Live(builder, new BuilderBranch(Origin: null, branch.IsConditional || exits > 1));
    }

    private void Return(IOperation builder, BuilderBranch branch)
    {
        if (Source.Model(builder.Syntax.SyntaxTree, near).GetEnclosingSymbol(builder.Syntax.SpanStart, cancellation) is not IMethodSymbol method
            || method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction))
        {
            Escapes |= ClientStepKinds.IsBuilder(builder.Type);
            return;
        }

        if (!_entered.Add(method))
            return;
        var callers = Caller is { } caller ? [caller] : Callers.Of(method, near, cancellation);
        Escapes |= callers is null || Callers.AreForeign(method, near.Compilation) || IsOpenToOthers(method);
        foreach (var call in callers ?? [])
            Climb(call, new BuilderBranch(call, branch.IsConditional || callers!.Count > 1));
    }

    private bool IsOpenToOthers(IMethodSymbol method)
    {
        if (near.Compilation.Options.OutputKind is not (OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule))
            return false;
        for (ISymbol? symbol = method; symbol is not (null or INamespaceSymbol); symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal || symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction })
                return false;
        }

        return true;
    }

    private void Live(ISymbol? home, BuilderBranch branch)
    {
        if (home is null || !Source.Holds(near.Compilation, home) || _homes.Count == MostHomes)
        {
            Escapes = true;
            return;
        }

        if (!_homes.Add(home))
            return;

        // A variable that becomes another client's builder says nothing sure of either.
        if (home is ILocalSymbol local && Assignments(local) > (Source.Initializer(local) is null ? 1 : 0))
        {
            Escapes = true;
            return;
        }

        var within = home is IFieldSymbol or IPropertySymbol ? branch with { Origin = null, IsConditional = true } : branch;
        foreach (var mention in Source.Mentions(home, near.Compilation, cancellation).Where(mention => mention.Parent is not NameColonSyntax))
            Visit(home, mention, within);
    }

    // "builder = builder.AddHttpMessageHandler(…)" stays with the same client.
    private int Assignments(ILocalSymbol local) => Source.Mentions(local, near.Compilation, cancellation)
        .Count(mention => mention.Parent is AssignmentExpressionSyntax assignment && assignment.Left == mention && !Source.Mentions(local.Name, assignment.Right, cancellation).Any());

    private void Visit(ISymbol home, SimpleNameSyntax mention, BuilderBranch branch)
    {
        var model = Source.Model(mention.SyntaxTree, near);
        if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(mention, cancellation).Symbol?.OriginalDefinition, home))
            return;

        SyntaxNode node = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention;
        if (model.GetOperation(node, cancellation) is { } use)
            Climb(use, branch);
        else
            Escapes = true;
    }
}
