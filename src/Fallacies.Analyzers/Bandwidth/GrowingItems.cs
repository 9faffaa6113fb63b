using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>
/// Tells a collection that is as long as data makes it: what a database or another service returns, what a request carries, the
/// lines of a file. What nothing says so of is not one: a field, a part of one object, a parameter whose callers cannot be seen.
/// </summary>
internal sealed class GrowingItems(RemoteCalls remote, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] Stores = ["Repository", "Repo", "Dao", "DbContext"];

    // A reply or a page is wrapped around the items it is about.
    private static readonly string[] Wrappers = ["Items", "Results", "Result", "Value", "Values", "Keys", "Records", "Rows", "Hits", "Documents", "Data", "Entries", "Content", "Task"];

    private readonly OutsideData _outside = new(near, cancellation);

    // What was asked already says nothing new, and code may call itself.
    private readonly HashSet<ISymbol> _asked = new(SymbolEqualityComparer.Default);

    public bool Hold(IOperation collection) => Operations.Unwrap(collection) switch
    {
        { Syntax: CollectionExpressionSyntax items, SemanticModel: { } model } => items.Elements.OfType<SpreadElementSyntax>().Any(spread => model.GetOperation(spread.Expression, cancellation) is { } spreadItems && Hold(spreadItems)),
        IInvocationOperation call => OfCall(call),
        { Type: { } type } when IsQuery(type) => true,
        IAwaitOperation wait => Hold(wait.Operation),
        ICoalesceOperation either => Hold(either.Value) || Hold(either.WhenNull),
        IConditionalOperation { WhenFalse: { } otherwise } choice => Hold(choice.WhenTrue) || Hold(otherwise),
        IConditionalAccessOperation access => Hold(access.WhenNotNull),
        IConditionalAccessInstanceOperation instance => OutsideData.Accessed(instance) is { } accessed && Hold(accessed),
        IObjectCreationOperation copy => copy.Arguments.Any(argument => IsSequence(argument.Parameter?.Type) && Hold(argument.Value)),
        IPropertyReferenceOperation property => _outside.Fills(property) || OfProperty(property),
        ILocalReferenceOperation local => _outside.Fills(local) || (_asked.Add(local.Local) && OfLocal(local)),
        IParameterReferenceOperation { Parameter: var parameter } => _outside.Fills(parameter) || (_asked.Add(parameter) && _outside.Given(parameter).Any(Hold)),
        _ => false,
    };

    private bool OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Operations.IsLinq(call) || method.ContainingType is { Name: "Queryable", ContainingNamespace.Name: "Linq" })
            return OfLinq(call);
        if (IsOfFiles(method) || IsReply(method) || _outside.Fills(call))
            return true;
        if (Operations.CalledOn(call) is { } receiver && (IsSame(method.Name) ? Hold(receiver) : Operations.Unwrap(receiver).Type is { } type && IsQuery(type)))
            return true;
        if (IsParser(method) && call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && Hold(argument.Value)))
            return true;
        if (ItemLimit.IsIn(call, cancellation))
            return false;

        return IsRead(call) || (_asked.Add(method) && ItemCount.Returned(call)?.Any(Hold) == true);
    }

    private bool OfLinq(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Range" or "Repeat" => Operations.Unwrap(call.Arguments[1].Value) is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } counted } && Hold(counted),
        "Concat" or "Union" or "Append" or "Prepend" => call.Arguments.Any(argument => Hold(argument.Value)),
        "Empty" => false,
        _ => Hold(call.Arguments[0].Value),
    };

    // Straight or by way of methods, except where what it reaches asks for no more than so many.
    private bool IsRead(IInvocationOperation call) =>
        remote.Reach(call, cancellation) is { } way ? !way.Places.Any(place => ItemLimit.IsAround(place, cancellation))
        : call.TargetMethod.ContainingType is { } type && Stores.Any(store => type.Name.EndsWith(store, StringComparison.Ordinal));

    private bool OfProperty(IPropertyReferenceOperation property) => property.Instance is null or IInstanceReferenceOperation
        ? _asked.Add(property.Property) && Source.Holds(near.Compilation, property.Property) && Source.Body(property.Property, near) is { } body && Returns.Of(body).Any(Hold)
        : Wrappers.Contains(property.Property.Name) && Hold(property.Instance);

    private bool OfLocal(ILocalReferenceOperation local)
    {
        if (OutsideData.LoopOf(local) is { } loop)
            return local.Type?.Name == "IGrouping" && Hold(loop.Collection);

        return OutsideData.ValuesOf(local).Any(Hold) || Operations.Uses(local.Local, local).Any(IsFilled);
    }

    // "found.Add(row)" in a loop over what grows, and "found.AddRange(rows)".
    private bool IsFilled(ILocalReferenceOperation use) =>
        use.Parent is IInvocationOperation { Arguments.Length: > 0, TargetMethod.Name: var name } call && call.Instance == use
        && (name is "AddRange" or "UnionWith" or "InsertRange" ? Hold(call.Arguments[call.Arguments.Length - 1].Value)
            : name is "Add" or "TryAdd" or "Enqueue" or "Push" && Operations.Loops(call, use.Local).Any(IsEndless));

    private bool IsEndless(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation each => Hold(each.Collection),
        IWhileLoopOperation { Condition: { } condition } => condition.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "Read" or "ReadAsync" or "ReadLine" or "ReadLineAsync" }),
        _ => false,
    };

    private static bool IsSame(string method) =>
        method is "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" or "WaitAsync" or "AsReadOnly" or "ToList" or "ToArray" or "ToListAsync" or "ToArrayAsync" or "Split";

    private static bool IsOfFiles(IMethodSymbol method) =>
        method.ContainingType is { Name: "File" or "Directory" or "DirectoryInfo", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } }
        && (method.Name.StartsWith("ReadAllLines", StringComparison.Ordinal) || method.Name.StartsWith("ReadLines", StringComparison.Ordinal)
            || method.Name.StartsWith("Enumerate", StringComparison.Ordinal) || method.Name is "GetFiles" or "GetFileSystemInfos" or "GetFileSystemEntries");

    private static bool IsReply(IMethodSymbol method) =>
        method.ContainingType is { Name: "HttpContent" or "HttpContentJsonExtensions" } && method.Name.StartsWith("Read", StringComparison.Ordinal);

    private static bool IsParser(IMethodSymbol method) =>
        method.Name.StartsWith("Deserialize", StringComparison.Ordinal) || method is { Name: "Parse", ContainingType.Name: "JArray" or "JsonNode" };

    private static bool IsQuery(ITypeSymbol type) => type.Name == "IQueryable" || type.AllInterfaces.Any(part => part.Name == "IQueryable");

    private static bool IsSequence(ITypeSymbol? type) =>
        type is IArrayTypeSymbol || (type is { SpecialType: not SpecialType.System_String } && (type.Name == "IEnumerable" || type.AllInterfaces.Any(part => part.Name == "IEnumerable")));
}
