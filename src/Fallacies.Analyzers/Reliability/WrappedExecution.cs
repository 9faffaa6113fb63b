using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A method of one's own that runs in a pipeline or policy what it is given.</summary>
/// <param name="Place">The head of the lambda: <c>async () =&gt;</c>.</param>
/// <param name="Call">The call of the method.</param>
/// <param name="Execution">The synchronous execution inside the method.</param>
internal sealed record WrappedExecution(Location Place, IInvocationOperation Call, IInvocationOperation Execution)
{
    /// <summary>The call that takes an asynchronous lambda and runs it as if it were synchronous, or <see langword="null"/> where that is not certain.</summary>
    public static WrappedExecution? Of(IAnonymousFunctionOperation lambda, KnownTypes types)
    {
        if (!(lambda.Symbol.IsAsync || AsyncDelegate.IsTask(lambda.Symbol.ReturnType)) || Callbacks.Receiver(lambda) is not { SemanticModel: { } model } call || !Source.Holds(model.Compilation, call.TargetMethod))
            return null;

        // A parameter of type "Func<Task>" makes the method's own execution the one to report.
        if (AsyncDelegate.Of(call) is not { Argument.Parameter: { } given } work || work.Given.Syntax != lambda.Syntax
            || given.OriginalDefinition is not { Type: INamedTypeSymbol { DelegateInvokeMethod: { } signature } } parameter || !(signature.ReturnsVoid || signature.ReturnType is ITypeParameterSymbol)
            || Source.Body(call.TargetMethod, model) is not { } body)
            return null;

        // Who looks at the task may wait for it.
        var calls = body.Descendants().OfType<IInvocationOperation>().ToArray();
        return !calls.Any(part => part.TargetMethod.Name is "Wait" or "WaitAll" or "GetResult") && !body.Descendants().Any(LooksAtTask)
            && calls.FirstOrDefault(part => Array.IndexOf(AsyncDelegateAnalyzer.Executions, part.TargetMethod.Name) >= 0 && types.IsExecution(part) && part.Arguments.Any(argument => Runs(argument.Value, parameter))) is { } execution
            ? new WrappedExecution(Location.Create(lambda.Syntax.SyntaxTree, TextSpan.FromBounds(lambda.Syntax.SpanStart, EndOfHead(lambda.Syntax))), call, execution)
            : null;
    }

    private static int EndOfHead(SyntaxNode lambda) => lambda switch
    {
        LambdaExpressionSyntax { ArrowToken.Span.End: var end } => end,
        AnonymousMethodExpressionSyntax { DelegateKeyword.Span.End: var end } => end,
        _ => lambda.Span.End,
    };

    private static bool LooksAtTask(IOperation part) => part switch
    {
        IIsTypeOperation test => AsyncDelegate.IsTask(test.TypeOperand),
        IDeclarationPatternOperation { MatchedType: { } type } => AsyncDelegate.IsTask(type),
        ITypePatternOperation pattern => AsyncDelegate.IsTask(pattern.MatchedType),
        ITypeOfOperation type => AsyncDelegate.IsTask(type.TypeOperand),
        IConversionOperation conversion => AsyncDelegate.IsTask(conversion.Type),
        _ => false,
    };

    // "Execute(work)" or "Execute(() => work())".
    private static bool Runs(IOperation value, IParameterSymbol parameter) => Operations.Unwrap(value) switch
    {
        IParameterReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter),
        IAnonymousFunctionOperation lambda => lambda.Body.InThisFunction().OfType<IInvocationOperation>().Any(call => call.Instance is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter)),
        _ => false,
    };
}
