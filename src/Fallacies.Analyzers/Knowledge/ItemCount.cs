using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>How many items a collection can have, as far as the code says it.</summary>
internal static class ItemCount
{
    // Somebody chose this size, whatever it is.
    private const int Chosen = 0;

    // Fields that refer to each other would be followed for ever.
    private const int Depth = 12;

    private static readonly string[] Parts = ["Batch", "Chunk", "Page", "Partition", "Slice", "Window"];

    // Messages arrive in the number that the receiver asked for.
    private static readonly string[] Deliveries = ["Amazon.SQS", "Amazon.Lambda", "Azure.Messaging", "Confluent.Kafka", "RabbitMQ.Client"];

    /// <summary>The number of items that can be read from the code, 0 where its author bounds them, <see langword="null"/> where only the data decides.</summary>
    public static int? AtMost(IOperation collection) => IsDelivered(collection) ? Chosen : Of(collection, Depth) ?? EnumValues.In(Operations.Unwrap(collection));

    /// <summary>Whether the items come from the configuration or from a field, so that few rather than many are likely.</summary>
    public static bool IsSettled(IOperation collection) => Operations.Unwrap(collection) switch
    {
        { Type: { } type } when type.AllInterfaces.Any(part => part.Name == "IQueryable") => false,
        ICoalesceOperation coalesce => IsSettled(coalesce.Value),
        IConditionalAccessOperation access => IsSettled(access.Operation),
        IInvocationOperation { TargetMethod: { Name: "Split", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } text } => IsSettled(text),
        IInvocationOperation call => Operations.IsLinq(call) ? IsSettled(call.Arguments[0].Value) : (ReceiverType(call) is { } receiver && IsSettings(receiver)) || (Behind(call) is IMemberReferenceOperation member && IsSettled(member)),
        IFieldReferenceOperation => true,
        IPropertyReferenceOperation property => property.Instance is null or IInstanceReferenceOperation || IsSettings(property.Property.ContainingType) || IsSettled(property.Instance),
        ILocalReferenceOperation local => Operations.Initializer(local.Local, local) is { } initializer && IsSettled(initializer),
        IParameterReferenceOperation parameter => parameter.Type is { } type && IsSettings(type),
        IInstanceReferenceOperation => true,
        _ => false,
    };

    /// <summary>The field or property that a method of this compilation only hands out, or the operation itself.</summary>
    public static IOperation Behind(IOperation collection) =>
        Operations.Unwrap(collection) is IInvocationOperation call && Returned(call) is { Count: 1 } values && Operations.Unwrap(values[0]) is IMemberReferenceOperation member ? member : Operations.Unwrap(collection);

    private static ITypeSymbol? ReceiverType(IInvocationOperation call) => Operations.ReceiverOf(call)?.Type;

    private static bool IsSettings(ITypeSymbol type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Settings", StringComparison.Ordinal) || type.Name.EndsWith("Configuration", StringComparison.Ordinal) || type.Name == "IConfigurationSection";

    private static bool IsDelivered(IOperation collection) =>
        EnumValues.ElementOf(Operations.Unwrap(collection).Type)?.ContainingNamespace?.ToDisplayString() is { } name
        && Deliveries.Any(delivery => name.StartsWith(delivery, StringComparison.Ordinal));

    private static int? Of(IOperation? collection, int depth)
    {
        if (collection is null || depth == 0)
            return null;

        return Operations.Unwrap(collection) switch
        {
            { Syntax: CollectionExpressionSyntax items } operation => OfElements(items, operation.SemanticModel, depth),
            { Syntax: ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } } when arguments[0].Expression is RangeExpressionSyntax => Chosen,
            IArrayInitializerOperation array => array.ElementValues.Length,
            IArrayCreationOperation array => array.Initializer?.ElementValues.Length,
            IObjectCreationOperation creation => OfCreation(creation, depth),
            IAwaitOperation await => Of(await.Operation, depth - 1),
            ICoalesceOperation coalesce => Larger(Of(coalesce.Value, depth - 1), Of(coalesce.WhenNull, depth - 1)),
            IConditionalOperation { WhenFalse: { } no } choice => Larger(Of(choice.WhenTrue, depth - 1), Of(no, depth - 1)),
            IConditionalAccessOperation access => Of(access.WhenNotNull, depth - 1),
            IInvocationOperation call => OfCall(call, depth),
            ILocalReferenceOperation local => IsPart(local.Local.Name) ? Chosen : OfLocal(local, depth),
            IParameterReferenceOperation { Parameter: var parameter } => parameter.IsParams || IsPart(parameter.Name) ? Chosen : null,
            IMemberReferenceOperation member => IsPart(member.Member.Name) ? Chosen : OfMember(member, depth),
            _ => null,
        };
    }

    // "new HashSet<string>(StringComparer.Ordinal) { … }" and "new List<string>(names)"
    private static int? OfCreation(IObjectCreationOperation creation, int depth)
    {
        var copied = creation.Arguments.Where(argument => argument.Parameter?.Type is { SpecialType: not SpecialType.System_String } type && (type is IArrayTypeSymbol || type.AllInterfaces.Append(type).Any(part => part.Name == "IEnumerable"))).ToArray();
        return creation.Initializer is null && copied.Length == 0
            ? null
            : copied.Select(argument => Of(argument.Value, depth - 1)).Aggregate((int?)(creation.Initializer?.Initializers.Length ?? 0), Sum);
    }

    private static int? OfCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (IsPart(method.Name) || method.Name is "Take" or "TakeLast" or "GetRange" or "Buffer" || method is { Name: "GetValues" or "GetNames", ContainingType.Name: "Enum" })
            return Chosen;
        if (!Operations.IsLinq(call))
            return OfOwn(call, depth);

        return method.Name switch
        {
            "Range" or "Repeat" => OfRange(call.Arguments[1].Value),
            "Concat" or "Union" => Sum(Of(call.Arguments[0].Value, depth - 1), call.Arguments.Length == 2 ? Of(call.Arguments[1].Value, depth - 1) : null),
            "Append" or "Prepend" => Sum(Of(call.Arguments[0].Value, depth - 1), 1),
            "SelectMany" or "Join" or "GroupJoin" or "Zip" => null,
            "Create" => call.Arguments[0].ArgumentKind == ArgumentKind.ParamArray ? Of(call.Arguments[0].Value, depth - 1) : call.Arguments.Length,
            "Empty" => 0,
            _ => Of(call.Arguments[0].Value, depth - 1),
        };
    }

    // A query with a limit, or a method of this compilation that returns one.
    private static int? OfOwn(IInvocationOperation call, int depth)
    {
        for (IOperation? step = call; step is IInvocationOperation query; step = Operations.ReceiverOf(query))
        {
            if (query.TargetMethod.Name is "Take" or "Limit")
                return Chosen;
            if (query.TargetMethod.Name is "ConfigureAwait" or "AsTask" or "AsReadOnly" && query.Instance is { } task)
                return Of(task, depth - 1);
            if (query.TargetMethod.Name is "ToFrozenSet" or "ToImmutableHashSet" or "ToImmutableSortedSet" or "ToFrozenDictionary" or "ToImmutableDictionary")
                return Of(query.Arguments[0].Value, depth - 1);
        }

        return Returned(call) is { Count: > 0 } values ? values.Select(value => Of(value, depth - 1)).Aggregate(Larger) : null;
    }

    /// <summary>What a method of this compilation returns, if that can be seen.</summary>
    public static IReadOnlyList<IOperation>? Returned(IInvocationOperation call) =>
        call.SemanticModel is { } model && (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition is var method && Source.Holds(model.Compilation, method) && Source.Body(method, model) is { } body
            ? Returns.Of(body)
            : null;

    private static int? OfRange(IOperation count) =>
        count.ConstantValue is { HasValue: true, Value: int number } ? number
        : Operations.Unwrap(count) is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } ? null
        : Chosen;

    private static int? OfElements(CollectionExpressionSyntax items, SemanticModel? model, int depth)
    {
        int? sum = 0;
        foreach (var element in items.Elements)
            sum = Sum(sum, element is SpreadElementSyntax spread ? Of(model?.GetOperation(spread.Expression), depth - 1) : 1);
        return sum;
    }

    private static int? OfLocal(ILocalReferenceOperation reference, int depth)
    {
        var loop = Operations.Root(reference).Descendants().OfType<IForEachLoopOperation>().FirstOrDefault(each => each.Locals.Contains(reference.Local, SymbolEqualityComparer.Default));
        if (loop is not null)
            return IsSplit(loop.Collection) ? Chosen : null;

        var uses = Operations.Uses(reference.Local, reference);
        if (uses.Any(Operations.IsWritten) || Operations.Initializer(reference.Local, reference) is not { } initializer)
            return null;

        var count = Of(initializer, depth - 1) ?? (initializer is IObjectCreationOperation { Arguments.IsEmpty: true } ? 0 : null);
        foreach (var call in uses.Select(use => use.Parent).OfType<IInvocationOperation>().Where(call => call.TargetMethod.ReturnsVoid || call.TargetMethod.Name is "Add" or "TryAdd"))
        {
            if (call.TargetMethod.Name is "Add" or "Insert" or "TryAdd" && !Operations.Loops(call, reference.Local).Any())
                count = Sum(count, 1);
            else if (call.TargetMethod.Name is "Add" or "Insert" or "TryAdd" || call.TargetMethod.Name.EndsWith("Range", StringComparison.Ordinal) || call.TargetMethod.Name == "UnionWith")
                return null;
        }

        return count > 0 || initializer is not IObjectCreationOperation ? count : null;
    }

    // Pieces of something that was cut before the loop.
    private static bool IsSplit(IOperation collection) => Operations.Unwrap(collection) switch
    {
        IInvocationOperation call => IsPart(call.TargetMethod.Name) || call.TargetMethod.Name == "Buffer" || (Operations.IsLinq(call) && IsSplit(call.Arguments[0].Value)),
        ILocalReferenceOperation local => IsPart(local.Local.Name) || (Operations.Initializer(local.Local, local) is { } initializer && IsSplit(initializer)),
        IParameterReferenceOperation parameter => IsPart(parameter.Parameter.Name),
        IMemberReferenceOperation member => IsPart(member.Member.Name),
        _ => false,
    };

    private static int? OfMember(IMemberReferenceOperation reference, int depth)
    {
        if (reference.Member is IPropertySymbol { Name: "Keys" or "Values" or "Items" } && reference.Instance is { } owner)
            return Of(owner, depth - 1);
        if (reference.Member is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null, IsStatic: false })
            return null;

        var value = reference.Member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
        return value is not null && reference.SemanticModel is { } model && Of(Source.Operation(value, model), depth - 1) is > 0 and var count ? count : null;
    }

    private static bool IsPart(string name) => Parts.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);

    private static int? Sum(int? one, int? other) => one + other;

    private static int? Larger(int? one, int? other) => one is { } a && other is { } b ? Math.Max(a, b) : null;
}
