using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Follows a queue from its creation to the calls that write and read it: through fields, properties, parameters and the container.</summary>
internal sealed class QueueFlow(SemanticModel near, CancellationToken cancellation)
{
    // A queue that lives in more places than this is a library's.
    private const int MostHomes = 16;

    private static readonly HashSet<string> Writes = ["WriteAsync", "TryWrite", "Add", "TryAdd", "Enqueue"];

    private static readonly HashSet<string> Reads = ["ReadAsync", "TryRead", "WaitToReadAsync", "ReadAllAsync", "Take", "TryTake", "GetConsumingEnumerable", "TryDequeue"];

    // A channel as a whole and its two ends, and the types under which a container keeps them.
    private static readonly string[] Ends = ["Channel", "ChannelReader", "ChannelWriter"];

    private readonly HashSet<ISymbol> _homes = new(SymbolEqualityComparer.Default);
    private readonly Queue<ISymbol> _open = new();

    public List<IInvocationOperation> Writers { get; } = new();

    public List<IInvocationOperation> Readers { get; } = new();

    /// <summary>Whether somebody looks at how full the queue is, and may refuse.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>Where the queue lives, for a message.</summary>
    public string Name { get; private set; } = "The queue";

    public QueueFlow From(IOperation queue)
    {
        Follow(queue);
        while (_open.Count > 0)
        {
            var home = _open.Dequeue();
            foreach (var mention in Source.Mentions(home, near.Compilation, cancellation))
                Visit(home, mention);
        }

        return this;
    }

    private void Visit(ISymbol home, SimpleNameSyntax mention)
    {
        var model = Source.Model(mention.SyntaxTree, near);
        if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(mention, cancellation).Symbol?.OriginalDefinition, home))
            return;

        SyntaxNode node = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention;
        if (model.GetOperation(node, cancellation) is { } operation)
            Follow(operation);
    }

    private void Follow(IOperation queue)
    {
        while (queue.Parent is IConversionOperation or IParenthesizedOperation)
            queue = queue.Parent;

        switch (queue.Parent)
        {
            case IInvocationOperation call when call.Instance == queue:
                Call(call);
                break;
            case IPropertyReferenceOperation { Property.Name: "Count" } when queue.Parent is IPropertyReferenceOperation count && count.Instance == queue:
                IsWatched = true;
                break;
            case IPropertyReferenceOperation { Property.Name: "Reader" or "Writer" } end when end.Instance == queue:
                Follow(end);
                break;
            case IFieldInitializerOperation initializer:
                Live(initializer.InitializedFields);
                break;
            case IPropertyInitializerOperation initializer:
                Live(initializer.InitializedProperties);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Live([declarator.Symbol]);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == queue && Source.Variable(assignment.Target) is { } target:
                Live([target]);
                break;
            case IReturnOperation when Getter(queue) is { } property:
                Live([property]);
                break;
            case IReturnOperation or IArgumentOperation when Registration(queue) is not null && queue.Type is INamedTypeSymbol type:
                LiveInContainer(type);
                break;
            case IArgumentOperation { Parameter: { } parameter } when Source.Holds(near.Compilation, parameter):
                Live([parameter]);
                break;
        }
    }

    private void Call(IInvocationOperation call)
    {
        var isQueue = call.TargetMethod.ContainingType.ContainingNamespace is { Name: "Channels" or "Concurrent" };
        if (isQueue && Writes.Contains(call.TargetMethod.Name))
            Writers.Add(call);
        else if (isQueue && Reads.Contains(call.TargetMethod.Name))
            Readers.Add(call);
    }

    private void Live(IEnumerable<ISymbol> homes)
    {
        foreach (var home in homes.Select(home => home.OriginalDefinition))
        {
            if (!Source.Holds(near.Compilation, home) || _homes.Count == MostHomes || !_homes.Add(home))
                continue;
            if (_homes.Count == 1)
                Name = home.Name;
            _open.Enqueue(home);
        }
    }

    private IPropertySymbol? Getter(IOperation operation) =>
        (Source.Model(operation.Syntax.SyntaxTree, near).GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation) as IMethodSymbol)?.AssociatedSymbol as IPropertySymbol;

    // "services.AddSingleton(Channel.CreateUnbounded<Order>())", also with a lambda.
    private static IInvocationOperation? Registration(IOperation queue)
    {
        for (var around = queue.Parent; around is not null and not IExpressionStatementOperation; around = around.Parent)
        {
            if (around is IInvocationOperation { TargetMethod.Name: "AddSingleton" } call)
                return call;
        }

        return null;
    }

    // Whoever asks the container for a channel of these items, or for one of its ends, gets this one.
    private void LiveInContainer(INamedTypeSymbol type)
    {
        foreach (var mention in Ends.SelectMany(end => Source.Mentions(end, near.Compilation, cancellation)).Where(mention => mention.Parent is ParameterSyntax))
        {
            if (Source.Model(mention.SyntaxTree, near).GetDeclaredSymbol((ParameterSyntax)mention.Parent!, cancellation) is IParameterSymbol { Type: INamedTypeSymbol asked } parameter
                && asked.TypeArguments.Length == 1 && SymbolEqualityComparer.Default.Equals(asked.TypeArguments[0], type.TypeArguments.FirstOrDefault()))
                Live([parameter]);
        }
    }
}
