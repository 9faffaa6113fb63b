using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Follows one <c>HttpClient</c> through the source: the fields, properties, locals and parameters it lives in, what is sent
/// through it, and where its timeout is set. Runs only for a client that a rule has already picked by name.
/// </summary>
internal sealed class ClientFlow(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A client that travels further than this is nobody's in particular.
    private const int MostHomes = 16;

    // A name said so often means too many things to look at each.
    private const int MostMentions = 200;

    private readonly HashSet<ISymbol> _homes = new(SymbolEqualityComparer.Default);
    private readonly Queue<ISymbol> _open = new();

    /// <summary>The fields, properties, locals and parameters that hold the client.</summary>
    public IReadOnlyCollection<ISymbol> Homes => _homes;

    /// <summary>The calls that send a request through the client.</summary>
    public List<IInvocationOperation> Sends { get; } = new();

    /// <summary>The values that the client's timeout is set to.</summary>
    public List<IOperation> Timeouts { get; } = new();

    /// <summary>The values that the client's base address is set to.</summary>
    public List<IOperation> BaseAddresses { get; } = new();

    /// <summary>Whether the client goes where this cannot follow: returned, stored elsewhere, given to another assembly.</summary>
    public bool Escapes { get; private set; }

    /// <summary>Whether a home of the client also gets clients from elsewhere.</summary>
    public bool Shared { get; private set; }

    /// <summary>Follows the client that an expression yields.</summary>
    public ClientFlow From(IOperation client)
    {
        Follow(client);
        return Drain();
    }

    /// <summary>Follows the client that a variable holds.</summary>
    public ClientFlow From(ISymbol home)
    {
        Live(home);
        return Drain();
    }

    private ClientFlow Drain()
    {
        while (_open.Count > 0 && !Escapes)
        {
            var home = _open.Dequeue();
            var mentions = Source.Mentions(home, near.Compilation, cancellation).Where(mention => mention.Parent is not NameColonSyntax).ToArray();
            Escapes |= mentions.Length > MostMentions;
            foreach (var mention in mentions.Take(MostMentions))
                Visit(home, mention);
        }

        return this;
    }

    private void Visit(ISymbol home, SimpleNameSyntax mention)
    {
        var model = Source.Model(mention.SyntaxTree, near);
        if (!Same(model.GetSymbolInfo(mention, cancellation).Symbol?.OriginalDefinition, home))
            return;

        SyntaxNode node = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention.Parent is MemberBindingExpressionSyntax binding ? binding : mention;
        if (model.GetOperation(node, cancellation) is { } operation)
            Follow(operation);
        else
            Escapes = true;
    }

    private void Follow(IOperation client)
    {
        while (client.Parent is IConversionOperation or IParenthesizedOperation || (client.Parent is { } parent && Operations.OrThrow(parent) == client))
            client = client.Parent;

        switch (client.Parent)
        {
            case IInvocationOperation call when call.Instance == client:
                Call(call);
                break;
            case IArgumentOperation argument:
                Pass(argument);
                break;
            case IPropertyReferenceOperation property when property.Instance == client:
                Read(property);
                break;
            case IConditionalAccessOperation access when access.Operation == client:
                if (access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault() is { } instance)
                    Follow(instance);
                break;
            case IFieldInitializerOperation initializer:
                Live(initializer.InitializedFields.ToArray());
                break;
            case IPropertyInitializerOperation initializer:
                Live(initializer.InitializedProperties.ToArray());
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Live(declarator.Symbol);
                break;
            case IAssignmentOperation assignment:
                Assign(assignment, client);
                break;
            case IReturnOperation when Returns.Lazy(client) is { } lazy:
                Follow(lazy);
                break;
            case IReturnOperation when Getter(client) is { } property:
                Live(property);
                break;
            case IBinaryOperation or IIsPatternOperation or IExpressionStatementOperation or IUsingOperation or INameOfOperation:
                break;
            default:
                Escapes = true;
                break;
        }
    }

    private void Call(IInvocationOperation call)
    {
        if (!Same(call.TargetMethod.ContainingType, types.HttpClient) && !Same(call.TargetMethod.ContainingType, types.HttpMessageInvoker))
            Escapes |= call.TargetMethod.ContainingType?.SpecialType != SpecialType.System_Object;
        else if (call.TargetMethod.Name is not ("Dispose" or "CancelPendingRequests"))
            Sends.Add(call);
    }

    private void Pass(IArgumentOperation argument)
    {
        var target = (argument.Parent as IInvocationOperation)?.TargetMethod ?? (argument.Parent as IObjectCreationOperation)?.Constructor;
        if (target is null || argument.Parameter is not { } parameter)
            Escapes = true;
        else if (argument.Parent is IInvocationOperation call && Same(target.ContainingType, types.HttpClientJsonExtensions))
            Sends.Add(call);
        else if (target is { Name: "ThrowIfNull", ContainingType.Name: "ArgumentNullException" })
            return;
        else if (target.OriginalDefinition is { IsVirtual: false, IsAbstract: false, IsOverride: false, IsExtern: false } source
            && Source.Holds(near.Compilation, source) && parameter.Ordinal < source.Parameters.Length)
            Live((source.PartialImplementationPart ?? source).Parameters[parameter.Ordinal]);
        else
            Escapes = true;
    }

    private void Read(IPropertyReferenceOperation property)
    {
        if (property.Property is { Name: "Value", ContainingType.Name: "Lazy" })
            Follow(property);
        if (property.Parent is IAssignmentOperation assignment && assignment.Target == property)
            (property.Property.Name switch { "Timeout" => Timeouts, "BaseAddress" => BaseAddresses, _ => null })?.Add(assignment.Value);
    }

    private void Assign(IAssignmentOperation assignment, IOperation client)
    {
        if (assignment.Target == client)
        {
            Shared |= !IsOurs(assignment.Value);
            return;
        }

        if (Source.Variable(assignment.Target) is { } target)
            Live(target);
        else if (assignment.Target is not IDiscardOperation)
            Escapes = true;
        if (assignment.Parent is not IExpressionStatementOperation)
            Follow(assignment);
    }

    private bool IsOurs(IOperation value)
    {
        value = Operations.Unwrap(Operations.OrThrow(value));
        return value is IObjectCreationOperation or ILiteralOperation or IDefaultValueOperation
            || (value is ISimpleAssignmentOperation chained && IsOurs(chained.Value))
            || (Source.Variable(value) is { } symbol && _homes.Contains(symbol.OriginalDefinition));
    }

    private void Live(params ISymbol[] homes)
    {
        foreach (var home in homes.Select(home => home.OriginalDefinition))
        {
            if (!Source.Holds(near.Compilation, home) || _homes.Count == MostHomes)
                Escapes = true;
            else if (_homes.Add(home))
                _open.Enqueue(home);
        }
    }

    private IPropertySymbol? Getter(IOperation operation) => (Source.Model(operation.Syntax.SyntaxTree, near).GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation) as IMethodSymbol)?.AssociatedSymbol as IPropertySymbol;

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
