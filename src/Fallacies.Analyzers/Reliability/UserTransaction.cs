using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A transaction that code begins on a context of EF Core, and what it does before the commit.</summary>
internal sealed class UserTransaction
{
    // A method that calls a method: further on it is hard to say on which context it works.
    private const int MostHops = 2;

    private static readonly HashSet<string> Saves = ["SaveChanges", "SaveChangesAsync"];

    private readonly IOperation _context;

    private UserTransaction(IInvocationOperation begin, IOperation context) => (Begin, _context) = (begin, context);

    public IInvocationOperation Begin { get; }

    public INamedTypeSymbol? Context => _context.Type as INamedTypeSymbol;

    public static UserTransaction? Of(IInvocationOperation begin, KnownTypes types)
    {
        var isBegin = Same(begin.TargetMethod.ContainingType, types.DatabaseFacade) || Same(begin.TargetMethod.ContainingType, types.RelationalDatabaseFacade);
        var facade = begin.Instance ?? begin.Arguments.FirstOrDefault()?.Value;
        if (!isBegin || facade is null)
            return null;

        var value = Operations.Unwrap(facade);
        if (value is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only)
            value = Operations.Unwrap(only);
        return value is IPropertyReferenceOperation { Property.Name: "Database", Instance: { } context } ? new UserTransaction(begin, Operations.Unwrap(context)) : null;
    }

    /// <summary>The first call before the commit that the execution strategy of the context runs.</summary>
    public IInvocationOperation? FirstWork() => FirstWork(Begin, _context);

    /// <summary>The same where a method only begins the transaction, for whoever calls it on the same object.</summary>
    public IInvocationOperation? FirstWorkOfCallers(SemanticModel near, CancellationToken cancellation)
    {
        if (!IsOfTheObject(_context) || near.GetEnclosingSymbol(Begin.Syntax.SpanStart, cancellation) is not IMethodSymbol { MethodKind: MethodKind.Ordinary } helper || !IsTransaction(helper.ReturnType))
            return null;

        return Callers.Of(helper, near, cancellation)?.Select(call => FirstWork(call, call.Instance is { } context && _context is IInstanceReferenceOperation ? Operations.Unwrap(context) : call.Instance is IInstanceReferenceOperation ? _context : null)).FirstOrDefault(work => work is not null);
    }

    private static IInvocationOperation? FirstWork(IOperation begin, IOperation? context) =>
        context is null ? null : TransactionBody.Of(begin).Calls.FirstOrDefault(call => RunsInStrategy(call, context, MostHops));

    private static bool IsTransaction(ITypeSymbol type) =>
        type.Name == "IDbContextTransaction" || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results } && results[0].Name == "IDbContextTransaction";

    private static bool RunsInStrategy(IInvocationOperation call, IOperation context, int hops)
    {
        if (Saves.Contains(call.TargetMethod.Name) && call.Instance is { } saved && IsSame(saved, context))
            return true;
        if (IsTerminal(call.TargetMethod))
            return call.Arguments.Length > 0 && IsSame(Beginning(call.Arguments[0].Value), context);

        // A method of the same object that works on the same context.
        return hops > 0
            && call.Instance is IInstanceReferenceOperation && IsOfTheObject(context)
            && call.SemanticModel is { } model && Source.Holds(model.Compilation, call.TargetMethod) && Source.Body(call.TargetMethod, model) is { } body
            && body.InThisFunction().OfType<IInvocationOperation>().Any(inner => RunsInStrategy(inner, context, hops - 1));
    }

    // What sends a query or a bulk change; a query that is only composed sends nothing.
    private static bool IsTerminal(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is { Name: "Enumerable", ContainingNamespace.Name: "Linq" })
            return method.Name is "ToList" or "ToArray" or "ToDictionary" or "ToHashSet" or "ToLookup";
        if (type is { Name: "Queryable", ContainingNamespace.Name: "Linq" })
            return !IsQuery(method.ReturnType);
        return type is { Name: "EntityFrameworkQueryableExtensions" or "RelationalQueryableExtensions", ContainingNamespace.Name: "EntityFrameworkCore" }
            && (method.ReturnType.Name is "Task" || method.Name is "ExecuteUpdate" or "ExecuteDelete" or "Load");
    }

    private static bool IsQuery(ITypeSymbol type) => type.Name is "IQueryable" or "IOrderedQueryable" || type.AllInterfaces.Any(part => part.Name == "IQueryable");

    // The context at the beginning of "context.Orders.Where(…).OrderBy(…)".
    private static IOperation Beginning(IOperation query)
    {
        for (var value = Operations.Unwrap(query); ;)
        {
            var next = value switch
            {
                IInvocationOperation { Instance: { } instance } => instance,
                IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } call => call.Arguments[0].Value,
                IPropertyReferenceOperation { Instance: { } instance } when IsQuery(value.Type!) => instance,
                ILocalReferenceOperation local when IsQuery(local.Type!) => Locals.OnlyValue(local),
                _ => null,
            };
            if (next is null)
                return value;
            value = Operations.Unwrap(next);
        }
    }

    private static bool IsOfTheObject(IOperation context) => context switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor },
        _ => context is IInstanceReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation,
    };

    private static bool IsSame(IOperation left, IOperation right) => (Operations.Unwrap(left), right) switch
    {
        (IInstanceReferenceOperation, IInstanceReferenceOperation) => true,
        (IMemberReferenceOperation a, IMemberReferenceOperation b) => Same(a.Member, b.Member) && IsOwn(a) && IsOwn(b),
        (var a, var b) => Same(Source.Variable(a), Source.Variable(b)),
    };

    private static bool IsOwn(IMemberReferenceOperation member) => member.Instance is null or IInstanceReferenceOperation;

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
