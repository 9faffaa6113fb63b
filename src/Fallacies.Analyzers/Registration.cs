using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers;

/// <summary>What a rule gets to know of a compilation, and where it says which operations it wants to see.</summary>
internal sealed class Registration(CompilationStartAnalysisContext start, KnownTypes types)
{
    private readonly Dictionary<string, Wish<Action<OperationAnalysisContext, IInvocationOperation>>> _calls = new();
    private readonly Dictionary<string, Wish<Action<OperationAnalysisContext, IInvocationOperation>>> _derivedCalls = new();
    private readonly List<Action<OperationAnalysisContext, IInvocationOperation>> _taskCalls = new();
    private readonly List<(Func<ISymbol, bool> Member, Action<OperationAnalysisContext, IInvocationOperation> Action)> _memberCalls = new();
    private readonly Dictionary<string, Wish<Action<OperationAnalysisContext, IObjectCreationOperation>>> _creations = new();
    private readonly Dictionary<string, Wish<Action<OperationAnalysisContext, ISimpleAssignmentOperation, IPropertyReferenceOperation>>> _assignments = new();
    private readonly List<(OperationKind Kind, Action<OperationAnalysisContext> Action)> _operations = new();

    public Compilation Compilation => start.Compilation;

    public KnownTypes Types => types;

    public AnalyzerConfigOptionsProvider Options => start.Options.AnalyzerConfigOptionsProvider;

    /// <summary>What kind of project this is, by its references or by <c>fallacies.project_kind</c>.</summary>
    public ProjectKind Kind { get; } = Projects.KindOf(start.Compilation, start.Options.AnalyzerConfigOptionsProvider);

    /// <summary>Which calls cross the network.</summary>
    public RemoteCalls RemoteCalls { get; } = RemoteCalls.Of(start.Compilation, start.Options.AnalyzerConfigOptionsProvider);

    /// <summary>Whether a rule may report anywhere in the compilation.</summary>
    // The compiler leaves out an analyzer that is switched off; the one that holds all rules has some that are not.
    public bool IsOn(DiagnosticDescriptor rule)
    {
        var options = Compilation.Options;
        if (options.SpecificDiagnosticOptions.TryGetValue(rule.Id, out var severity) && severity != ReportDiagnostic.Default)
            return severity != ReportDiagnostic.Suppress;
        if (options.SyntaxTreeOptionsProvider is not { } files)
            return rule.IsEnabledByDefault;

        var isSet = files.TryGetGlobalDiagnosticValue(rule.Id, start.CancellationToken, out severity) && severity != ReportDiagnostic.Default;
        return (isSet ? severity != ReportDiagnostic.Suppress : rule.IsEnabledByDefault) || Compilation.SyntaxTrees.Any(tree =>
            files.TryGetDiagnosticValue(tree, rule.Id, start.CancellationToken, out var here) && here is not (ReportDiagnostic.Suppress or ReportDiagnostic.Default));
    }

    /// <summary>Shows the rule each call of a method with one of these names, whatever its type.</summary>
    public void OnCall(Action<OperationAnalysisContext, IInvocationOperation> action, params string[] names) => Add(_calls, names, action);

    /// <summary>Shows the rule each call of a type that derives from one with this name: generated clients, whose members may have any name.</summary>
    public void OnCallOfDerived(Action<OperationAnalysisContext, IInvocationOperation> action, string baseTypeName) => Add(_derivedCalls, [baseTypeName], action);

    /// <summary>Shows the rule each call that returns a task or a stream, whatever its name. For rules that ask a cheap question first.</summary>
    public void OnTaskCall(Action<OperationAnalysisContext, IInvocationOperation> action) => _taskCalls.Add(action);

    /// <summary>Shows the rule each <c>new</c> of a type with one of these names.</summary>
    public void OnCreation(Action<OperationAnalysisContext, IObjectCreationOperation> action, params string[] typeNames) => Add(_creations, typeNames, action);

    /// <summary>Shows the rule each plain assignment to a property with one of these names, in object initializers too.</summary>
    public void OnAssignment(Action<OperationAnalysisContext, ISimpleAssignmentOperation, IPropertyReferenceOperation> action, params string[] propertyNames) =>
        Add(_assignments, propertyNames, action);

    /// <summary>Shows the rule every operation of a kind. For rare kinds only: loops and the like.</summary>
    public void OnOperation(OperationKind kind, Action<OperationAnalysisContext> action) => _operations.Add((kind, action));

    /// <summary>Shows the rule each call in members that a cheap question picks, whatever its name; in their initializers too.</summary>
    public void OnCallIn(Func<ISymbol, bool> member, Action<OperationAnalysisContext, IInvocationOperation> action) => _memberCalls.Add((member, action));

    /// <summary>Shows the rule the finished compilation. Findings of an end action have no squiggle and no fix: for settings only.</summary>
    public void OnEnd(Action<CompilationAnalysisContext> action) => start.RegisterCompilationEndAction(action);

    /// <summary>Hands the collected wishes to the compiler: one action per kind of operation, whatever the number of rules.</summary>
    public void Route()
    {
        if (_calls.Count + _derivedCalls.Count + _taskCalls.Count + _memberCalls.Count > 0)
            start.RegisterOperationAction(RouteCall, OperationKind.Invocation);
        if (_creations.Count > 0)
            start.RegisterOperationAction(RouteCreation, OperationKind.ObjectCreation);
        if (_assignments.Count > 0)
            start.RegisterOperationAction(RouteAssignment, OperationKind.SimpleAssignment);
        foreach (var (kind, action) in _operations)
            start.RegisterOperationAction(action, kind);
    }

    private void RouteCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        _calls.TryGetValue(call.TargetMethod.Name, out var wish);
        for (; wish is not null; wish = wish.Next)
            wish.Action(context, call);

        if (_taskCalls.Count > 0 && IsTask(call.TargetMethod.ReturnType))
        {
            foreach (var action in _taskCalls)
                action(context, call);
        }

        if (_derivedCalls.Count > 0 && call.TargetMethod.ContainingType?.BaseType is { } type && _derivedCalls.TryGetValue(type.Name, out wish))
        {
            for (; wish is not null; wish = wish.Next)
                wish.Action(context, call);
        }

        foreach (var (member, action) in _memberCalls)
        {
            if (member(context.ContainingSymbol))
                action(context, call);
        }
    }

    // By name alone: this is asked of every call, and rules look closer. The last ones are the calls of Grpc.Core.
    private static bool IsTask(ITypeSymbol type) =>
        type.Name is "Task" or "ValueTask" or "IAsyncEnumerable" or "AsyncUnaryCall" or "AsyncServerStreamingCall" or "AsyncClientStreamingCall" or "AsyncDuplexStreamingCall";

    private void RouteCreation(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Type is { } type && _creations.TryGetValue(type.Name, out var wish))
        {
            for (; wish is not null; wish = wish.Next)
                wish.Action(context, creation);
        }
    }

    private void RouteAssignment(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation target && _assignments.TryGetValue(target.Property.Name, out var wish))
        {
            for (; wish is not null; wish = wish.Next)
                wish.Action(context, assignment, target);
        }
    }

    private static void Add<T>(Dictionary<string, Wish<T>> wishes, string[] names, T action)
    {
        foreach (var name in names)
        {
            wishes.TryGetValue(name, out var others);
            wishes[name] = new Wish<T>(action, others);
        }
    }

    /// <summary>What a rule wants to see under one name, and what others do: a list of its own for each name would be most of what a compilation costs.</summary>
    private sealed class Wish<T>(T action, Wish<T>? next)
    {
        public T Action => action;

        public Wish<T>? Next => next;
    }
}
