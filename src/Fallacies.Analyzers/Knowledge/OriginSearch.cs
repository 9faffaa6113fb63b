using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Walks from a value back to every place where it may have been made; one search per question.</summary>
internal sealed class OriginSearch(KnownTypes types, SemanticModel near, int hops, CancellationToken cancellation)
{
    // A name said so often means too many things to look at each.
    private const int MostMentions = 200;

    private readonly List<Origin> _found = new();
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    public IReadOnlyList<Origin>? Of(IOperation value) => Follow(value, keeper: null, hops) ? Result() : null;

    public IReadOnlyList<Origin>? Of(ISymbol variable) => Variable(variable, keeper: null, hops) ? Result() : null;

    private List<Origin>? Result() => _found.Count > 0 ? _found : null;

    private bool Follow(IOperation? value, ISymbol? keeper, int left) => value switch
    {
        null => false,
        IConversionOperation conversion => conversion.OperatorMethod is null && Follow(conversion.Operand, keeper, left),
        IParenthesizedOperation parenthesized => Follow(parenthesized.Operand, keeper, left),
        IAwaitOperation awaited => Follow(awaited.Operation, keeper, left),
        IDefaultValueOperation or ILiteralOperation or IThrowOperation => true,
        ICoalesceOperation either => Follow(either.Value, keeper, left) && Follow(either.WhenNull, keeper, left),
        ICoalesceAssignmentOperation either => Follow(either.Target, keeper, left),
        ISimpleAssignmentOperation assignment => Follow(assignment.Value, keeper, left),
        IConditionalOperation { WhenFalse: { } other } either => Follow(either.WhenTrue, keeper, left) && Follow(other, keeper, left),
        ISwitchExpressionOperation choice => choice.Arms.All(arm => Follow(arm.Value, keeper, left)),
        IObjectCreationOperation => Add(value, keeper),
        IInvocationOperation call => Call(call, keeper, left),
        IPropertyReferenceOperation { Property: { Name: "Value", ContainingType: { Name: "Lazy", ContainingNamespace.Name: "System" } }, Instance: { } lazy } => Lazy(lazy, keeper, left),
        IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" }, Instance: { } task } => Follow(task, keeper, left),
        _ => Source.Variable(value) is { } variable && Variable(variable.OriginalDefinition, keeper, left),
    };

    private bool Add(IOperation made, ISymbol? keeper)
    {
        if (!_found.Any(origin => origin.Made.Syntax == made.Syntax))
            _found.Add(new Origin(made, keeper));
        return true;
    }

    private bool Call(IInvocationOperation call, ISymbol? keeper, int left)
    {
        var method = call.TargetMethod;
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.LocalFunction))
            return false;
        if (method.Name is "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask" && call.Instance is { } task)
            return Follow(task, keeper, left);
        if (method is { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" } && call.Arguments.Length == 1)
            return Follow(call.Arguments[0].Value, keeper, left);
        if (method is { Name: "GetRequiredService" or "GetService", TypeArguments.Length: 1 })
            return method.TypeArguments[0] is INamedTypeSymbol service && Service(service, keeper, left);
        if (!Source.Holds(near.Compilation, (method.ReducedFrom ?? method).OriginalDefinition))
            return Add(call, keeper);

        return Source.Body(method, near) is { } body && Returned(body, keeper, left);
    }

    private bool Returned(IOperation body, ISymbol? keeper, int left) =>
        left > 0 && Returns.Of(body) is { Count: > 0 } values && values.All(value => Follow(value, keeper, left - 1));

    private bool Given(IOperation given, ISymbol? keeper, int left) => Operations.Unwrap(given) switch
    {
        IAnonymousFunctionOperation lambda => Returned(lambda.Body, keeper, left),
        IMethodReferenceOperation method => Source.Holds(near.Compilation, method.Method) && Source.Body(method.Method, near) is { } body && Returned(body, keeper, left),
        var value => Follow(value, keeper, left),
    };

    private bool Lazy(IOperation lazy, ISymbol? keeper, int left)
    {
        if (left == 0 || new OriginSearch(types, near, left - 1, cancellation).Of(lazy) is not { } lazies)
            return false;

        return lazies.All(origin => origin.Made is IObjectCreationOperation creation
            && creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate) is { } factory
            && Given(factory.Value, keeper ?? origin.Keeper, left - 1));
    }

    private bool Service(INamedTypeSymbol service, ISymbol? keeper, int left)
    {
        var registrations = ServiceRegistrations.Of(types, near, cancellation)
            .Where(registration => SymbolEqualityComparer.Default.Equals(registration.Service.OriginalDefinition, service.OriginalDefinition)).ToArray();
        return left > 0 && registrations.Length > 0 && registrations.All(registration =>
        {
            var kept = keeper ?? (registration.Lifetime == Lifetime.Singleton ? registration.Service : null);
            return registration.Given is { } given ? Given(given, kept, left - 1) : Add(registration.Call, kept);
        });
    }

    private bool Variable(ISymbol variable, ISymbol? keeper, int left)
    {
        if (left == 0 || !Source.Holds(near.Compilation, variable))
            return false;
        if (!_seen.Add(variable))
            return true;

        return variable switch
        {
            IParameterSymbol parameter => Written(variable, keeper, left) is not null && Passed(parameter, keeper, left),
            IPropertySymbol { IsIndexer: true } or { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true } => false,
            IPropertySymbol property when Source.Body(property, near) is { } getter => Returned(getter, keeper, left),
            IPropertySymbol or IFieldSymbol => !IsOpen(variable) && Written(variable, keeper ?? variable, left) > 0,
            _ => Written(variable, keeper, left) > 0,
        };
    }

    // Another assembly may assign it as well.
    private bool IsOpen(ISymbol member) =>
        near.Compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary
        && member.DeclaredAccessibility == Accessibility.Public
        && member.ContainingType.DeclaredAccessibility == Accessibility.Public
        && member is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public };

    /// <summary>Follows all that a variable is given by name; how much that is, or <see langword="null"/> where some of it cannot be seen.</summary>
    private int? Written(ISymbol variable, ISymbol? keeper, int left)
    {
        var count = 0;
        if (Source.Initializer(variable) is { } initializer)
        {
            if (!Follow(Source.Operation(initializer, near), keeper, left - 1))
                return null;
            count++;
        }

        var mentions = Source.Mentions(variable, near.Compilation, cancellation).Where(mention => mention.Parent is not NameColonSyntax).Take(MostMentions + 1).ToArray();
        if (mentions.Length > MostMentions)
            return null;

        foreach (var (mention, value) in mentions.Select(mention => (mention, ValueFor(mention))).Where(pair => pair.Item2 is not null))
        {
            if (!SymbolEqualityComparer.Default.Equals(Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol?.OriginalDefinition, variable))
                continue;
            if (value is not ExpressionSyntax expression || !Follow(Source.Operation(expression, near), keeper, left - 1))
                return null;
            count++;
        }

        return count;
    }

    // What a name is assigned, or the node that may assign it unseen.
    private static SyntaxNode? ValueFor(SimpleNameSyntax mention)
    {
        SyntaxNode node = mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention;
        return node.Parent switch
        {
            AssignmentExpressionSyntax assignment when assignment.Left == node => assignment.Kind() is SyntaxKind.SimpleAssignmentExpression or SyntaxKind.CoalesceAssignmentExpression ? assignment.Right : assignment,
            ArgumentSyntax argument when !argument.RefOrOutKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax } => argument,
            RefExpressionSyntax reference => reference,
            _ => null,
        };
    }

    private bool Passed(IParameterSymbol parameter, ISymbol? keeper, int left) => parameter.ContainingSymbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => new Constructions(types, near, cancellation).Of(constructor) is { } made
            && made.Calls.All(call => Argument(call.Arguments, parameter) is { } value && Follow(value, keeper, left - 1))
            && (!made.ByContainer || (parameter.Type is INamedTypeSymbol service && Service(service, keeper, left))),
        IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method => !Callers.AreForeign(method, near.Compilation)
            && Callers.Of(method, near, cancellation) is { Count: > 0 } calls
            && calls.All(call => Argument(call.Arguments, parameter) is { } value && Follow(value, keeper, left - 1)),
        _ => false,
    };

    private static IOperation? Argument(IEnumerable<IArgumentOperation> arguments, IParameterSymbol parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value;
}
