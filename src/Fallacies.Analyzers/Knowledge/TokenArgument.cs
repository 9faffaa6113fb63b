using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>How a call that gets no token takes one.</summary>
/// <param name="Name">The parameter's name where the argument must be named: other optional parameters stand before it.</param>
/// <param name="Method">The method that is called then: the same one or an overload.</param>
/// <param name="FirstItem">The first of the arguments that stand for a collection, where they must be written as one before a token can follow: <c>FindAsync([id], token)</c>.</param>
/// <param name="Fits">Whether the argument can simply be added; the overload with a token may return a <c>ValueTask</c> where the call's place wants a <c>Task</c>.</param>
internal sealed record TokenArgument(string? Name, int? FirstItem, IMethodSymbol Method, bool Fits)
{
    private static readonly ExpressionSyntax AnyToken = SyntaxFactory.ParseExpression("default(global::System.Threading.CancellationToken)");

    /// <summary>The argument as it is written.</summary>
    public string With(string token) => Name is null ? token : $"{Name}: {token}";

    /// <summary>Whether a call gets no token although its method or an overload of the same name has a parameter for one; without a look at the other parameters.</summary>
    public static bool IsMissing(IInvocationOperation call) =>
        TokenValues.Passed(call) is null && !IsLastOfItems(call) && call.TargetMethod.ContainingType is not null && TokenParameters(call.TargetMethod).Any();

    /// <summary>How the call takes a token, or <see langword="null"/> where it does not. May ask the compiler, so ask anything else first.</summary>
    public static TokenArgument? Of(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax syntax || call.SemanticModel is not { } model)
            return null;
        if (IsNextArgument(call, syntax))
            return new TokenArgument(Name: null, FirstItem: null, call.TargetMethod, Fits: true);
        if (Receiver(syntax) is not { } complete)
            return null;

        foreach (var name in TokenParameters(call.TargetMethod).Select(parameter => (string?)parameter.Name).Distinct().Prepend(null))
        {
            if (Bind(complete, name) is { } found)
                return found;
        }

        return StartOfItems(call) is { } item && Bind(Collected(complete, item), name: null) is { } collected ? collected with { FirstItem = item } : null;

        TokenArgument? Bind(InvocationExpressionSyntax without, string? name)
        {
            var argument = SyntaxFactory.Argument(name is null ? null : SyntaxFactory.NameColon(name), default, AnyToken);
            var tried = without.WithArgumentList(without.ArgumentList.AddArguments(argument));
            return model.GetSpeculativeSymbolInfo(syntax.SpanStart, tried, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol found
                && Receives(found, name, without.ArgumentList.Arguments.Count) && AreSiblings(found, call.TargetMethod) && IsMeantForUse(found, call.TargetMethod) && Fit(found.ReturnType, call) is { } fits
                ? new TokenArgument(name, FirstItem: null, found, fits)
                : null;
        }
    }

    // The method itself has the parameter, behind all that the call gives it: most have, and the compiler need not be asked.
    private static bool IsNextArgument(IInvocationOperation call, InvocationExpressionSyntax syntax) =>
        call.TargetMethod.Parameters.LastOrDefault(parameter => IsToken(parameter.Type)) is { IsOptional: true } token
        && syntax.ArgumentList.Arguments.All(argument => argument.NameColon is null)
        && call.Arguments.Count(argument => argument.ArgumentKind == ArgumentKind.Explicit) == token.Ordinal
        && call.Arguments.All(argument => argument.Parameter is { } parameter && argument.ArgumentKind == (parameter.Ordinal < token.Ordinal ? ArgumentKind.Explicit : ArgumentKind.DefaultValue));

    /// <summary>The call with its last arguments, from one on, as a collection.</summary>
    public static InvocationExpressionSyntax Collected(InvocationExpressionSyntax call, int first)
    {
        var items = call.ArgumentList.Arguments.Skip(first).Select(argument => argument.Expression.WithoutTrivia().ToString());
        var text = string.Join(", ", items);
        var isOld = (call.SyntaxTree.Options as CSharpParseOptions)?.LanguageVersion < LanguageVersion.CSharp12;
        var collection = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(isOld ? $"new object[] {{ {text} }}" : $"[{text}]"));
        return call.WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(
            call.ArgumentList.Arguments.GetWithSeparators().Take(2 * first).Append(collection).ToArray())));
    }

    // Entity Framework takes a token off the end of the keys: "FindAsync(key, token)".
    private static bool IsLastOfItems(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.ParamArray) is { Value: IArrayCreationOperation { Initializer.ElementValues: { Length: > 0 } values } }
        && Operations.Unwrap(values[values.Length - 1]).Type is { } last && IsToken(last);

    private static int? StartOfItems(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.ParamArray) is { Value: IArrayCreationOperation { Initializer.ElementValues: { Length: > 0 } values } }
        && values[0].Syntax.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent: ArgumentListSyntax list } first
            ? list.Arguments.IndexOf(first)
            : null;

    private static IEnumerable<IParameterSymbol> TokenParameters(IMethodSymbol method) =>
        (method.MethodKind == MethodKind.LocalFunction ? new[] { method } : method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>())
            .Select(overload => overload.Parameters.LastOrDefault(parameter => IsToken(parameter.Type)))
            .Where(parameter => parameter is not null)!;

    private static bool Receives(IMethodSymbol found, string? name, int position) =>
        name is not null ? found.Parameters.Any(parameter => parameter.Name == name && IsToken(parameter.Type))
        : position < found.Parameters.Length && IsToken(found.Parameters[position].Type);

    private static bool AreSiblings(IMethodSymbol found, IMethodSymbol method) =>
        found.Name == method.Name
        && (SymbolEqualityComparer.Default.Equals(found.ContainingType?.OriginalDefinition, method.ContainingType?.OriginalDefinition) || method.ContainingType.Bases().Contains(found.ContainingType, SymbolEqualityComparer.Default));

    // Nobody is sent from a method that may be used to one that is given up, or only tried out.
    private static bool IsMeantForUse(IMethodSymbol found, IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(found.OriginalDefinition, method.OriginalDefinition)
        || !found.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "ObsoleteAttribute" or "ExperimentalAttribute");

    private static bool? Fit(ITypeSymbol type, IInvocationOperation call)
    {
        var now = call.TargetMethod.ReturnType;
        if (SymbolEqualityComparer.Default.Equals(type, now))
            return true;

        return type is INamedTypeSymbol { Name: "ValueTask" or "Task" } task && now is INamedTypeSymbol { Name: "Task" or "ValueTask" } before && Enumerable.SequenceEqual<ITypeSymbol>(task.TypeArguments, before.TypeArguments, SymbolEqualityComparer.Default)
            ? IsAwaited(call)
            : null;
    }

    private static bool IsAwaited(IOperation task) => task.Parent switch
    {
        IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } => IsAwaited(task.Parent),
        IAwaitOperation => true,
        _ => false,
    };

    // "client?.GetAsync(url)" as "client.GetAsync(url)": the part behind the question mark cannot be bound alone.
    private static InvocationExpressionSyntax? Receiver(InvocationExpressionSyntax call)
    {
        var start = (ExpressionSyntax)call;
        while (true)
        {
            switch (start)
            {
                case InvocationExpressionSyntax invocation:
                    start = invocation.Expression;
                    break;
                case MemberAccessExpressionSyntax access:
                    start = access.Expression;
                    break;
                case ElementAccessExpressionSyntax element:
                    start = element.Expression;
                    break;
                case PostfixUnaryExpressionSyntax postfix:
                    start = postfix.Operand;
                    break;
                case MemberBindingExpressionSyntax binding:
                    return binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(access => access.WhenNotNull.Span.Contains(call.Span)) is { Expression: var receiver and not MemberBindingExpressionSyntax }
                        && !receiver.DescendantNodesAndSelf().Any(node => node is ConditionalAccessExpressionSyntax or MemberBindingExpressionSyntax)
                        ? call.ReplaceNode(binding, SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver.WithoutTrivia(), binding.Name))
                        : null;
                case ElementBindingExpressionSyntax:
                    return null;
                default:
                    return call;
            }
        }
    }

    private static bool IsToken(ITypeSymbol type) => type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };
}
