using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Where the waits between retries come from.</summary>
internal enum Wait
{
    /// <summary>From constants, settings and the number of the attempt: the same for every caller.</summary>
    Fixed,

    /// <summary>From chance, too.</summary>
    Varied,

    /// <summary>From a place that cannot be seen, or from what the server asked for.</summary>
    Unknown,
}

/// <summary>Judges a delegate or a list that gives the waits between retries.</summary>
internal static class RetryWait
{
    // Enough for a provider that calls a method that calls a method.
    private const int MaxDepth = 3;

    public static Wait Of(IOperation provider) => Of(provider, MaxDepth);

    private static Wait Of(IOperation operation, int depth)
    {
        // What a provider logs does not change what it returns.
        if (operation is IInvocationOperation { TargetMethod.ReturnsVoid: true })
            return Wait.Fixed;

        var own = OfThis(operation, depth);
        if (own == Wait.Varied)
            return own;

        foreach (var child in operation.ChildOperations)
        {
            var wait = Of(child, depth);
            if (wait == Wait.Varied)
                return wait;
            own = wait == Wait.Unknown ? wait : own;
        }

        return own;
    }

    private static Wait OfThis(IOperation operation, int depth) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => Wait.Unknown,
        IInvocationOperation call => OfMethod(call.TargetMethod, operation, depth),
        IMethodReferenceOperation group => OfMethod(group.Method, operation, depth),
        IObjectCreationOperation { Type.Name: "ValueTask", Arguments.Length: 0 } => Wait.Unknown,
        IObjectCreationOperation { Type: { } type } => IsRandom(type) ? Wait.Varied : InFramework(type) ? Wait.Fixed : Wait.Unknown,
        IPropertyReferenceOperation property => OfProperty(property, depth),
        IFieldReferenceOperation { Field: var field } => OfVariable(field, field.Type, operation, depth),
        ILocalReferenceOperation { Local: var local } => OfVariable(local, local.Type, operation, depth),
        IParameterReferenceOperation parameter => OfParameter(parameter),
        IDefaultValueOperation { Type: { } type } => IsNumber(type) ? Wait.Fixed : Wait.Unknown,
        IInvalidOperation or IThrowOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation => Wait.Unknown,
        _ => Wait.Fixed,
    };

    private static Wait OfMethod(IMethodSymbol method, IOperation at, int depth)
    {
        if (NamesChance(method.Name) || IsRandom(method.ContainingType))
            return Wait.Varied;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return Wait.Unknown;
        if (InFramework(method.ContainingType) || method.ContainingType is { Name: "Backoff", ContainingNamespace: { Name: "WaitAndRetry", ContainingNamespace.Name: "Contrib" } })
            return Wait.Fixed;

        return depth > 0 && Source.Body(method, at.SemanticModel!) is { } body ? Of(body, depth - 1) : Wait.Unknown;
    }

    private static Wait OfProperty(IPropertyReferenceOperation reference, int depth)
    {
        var property = reference.Property;
        if (NamesChance(property.Name) || IsRandom(property.ContainingType) || IsRandom(property.Type))
            return Wait.Varied;
        if (property.ContainingType.Name == "RetryDelayGeneratorArguments")
            return property.Name == "AttemptNumber" ? Wait.Fixed : Wait.Unknown;
        if (IsClock(property.ContainingType))
            return Wait.Unknown;

        return depth > 0 && Source.Body(property, reference.SemanticModel!) is { } getter ? Of(getter, depth - 1) : Wait.Fixed;
    }

    private static Wait OfVariable(ISymbol variable, ITypeSymbol type, IOperation at, int depth)
    {
        if (NamesChance(variable.Name) || IsRandom(type))
            return Wait.Varied;

        var initializer = Source.Initializer(variable);
        if (variable is ILocalSymbol && initializer is not null && IsAssignedAgain(variable, initializer))
            return IsNumber(type) ? Wait.Fixed : Wait.Unknown;
        if (initializer is null)
            return IsNumber(type) ? Wait.Fixed : Wait.Unknown;

        return depth > 0 && Source.Operation(initializer, at.SemanticModel!) is { } value ? Of(value, depth - 1) : Wait.Unknown;
    }

    // The outcome may say how long to wait (Retry-After), a context may carry anything.
    private static Wait OfParameter(IParameterReferenceOperation reference) =>
        NamesChance(reference.Parameter.Name) ? Wait.Varied
        : IsNumber(reference.Parameter.Type) || reference.Parent is IPropertyReferenceOperation { Property: { Name: "AttemptNumber", ContainingType.Name: "RetryDelayGeneratorArguments" } } ? Wait.Fixed
        : Wait.Unknown;

    private static bool IsAssignedAgain(ISymbol local, ExpressionSyntax initializer) =>
        initializer.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault()?.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .Any(assignment => assignment.Left is IdentifierNameSyntax { Identifier.ValueText: var name } && name == local.Name) ?? true;

    private static bool NamesChance(string name) =>
        name.IndexOf("jitter", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("random", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsRandom(ITypeSymbol type) => type.Name is "Random" or "RandomNumberGenerator" or "Guid" || NamesChance(type.Name);

    private static bool IsClock(ITypeSymbol type) => type.Name is "DateTime" or "DateTimeOffset" or "Environment" or "Stopwatch" or "TimeProvider";

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double || type is { Name: "TimeSpan", ContainingNamespace.Name: "System" };

    private static bool InFramework(ITypeSymbol type) =>
        !IsClock(type) && type.ContainingNamespace?.ToString() is "System" or "System.Linq" or "System.Threading.Tasks" or "System.Collections.Generic";
}
