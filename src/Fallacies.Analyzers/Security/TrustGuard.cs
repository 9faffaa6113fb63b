using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Tells whether somebody decides, for each installation, that trust is given up: an option, an environment, the caller of a method that says so.</summary>
internal sealed class TrustGuard(SemanticModel near, CancellationToken cancellation)
{
    // Registration, factory, handler.
    private const int Hops = 2;

    private static readonly HashSet<string> Trust = new(StringComparer.OrdinalIgnoreCase)
    {
        "insecure", "ignore", "skip", "allow", "accept", "trust", "trusted", "untrusted", "verify", "validate", "validation", "unsafe", "dangerous", "disable", "self", "certificate",
        "certificates", "cert", "bypass", "strict", "debug", "development", "dev", "local", "localhost", "loopback", "test", "testing",
    };

    // What these say has nothing to do with trust: whether there is a secure connection at all.
    private static readonly HashSet<string> Encryption = new(StringComparer.OrdinalIgnoreCase) { "ssl", "tls", "https", "scheme", "secure", "supports", "windows", "linux", "platform", "empty", "white" };

    public bool Stands(IOperation operation) => Stands(operation, Hops);

    private bool Stands(IOperation operation, int hops) => DevelopmentOnly.Contains(operation) || IsBelowChoice(operation) || (hops > 0 && IsChosenByCallers(operation, hops - 1));

    private static bool IsBelowChoice(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            var isChosen = parent switch
            {
                IConditionalOperation choice => child != choice.Condition && IsChoice(choice.Condition),
                ISwitchExpressionOperation choice => child != choice.Value && IsChoice(choice.Value),
                ISwitchOperation choice => child != choice.Value && IsChoice(choice.Value),
                IBlockOperation block => block.Operations.TakeWhile(statement => statement != child).Any(IsExit),
                _ => false,
            };
            if (isChosen)
                return true;
        }

        return false;
    }

    // "if (!options.AcceptAnyCertificate) return handler;"
    private static bool IsExit(IOperation statement) =>
        statement is IConditionalOperation { WhenFalse: null, WhenTrue: var exit } choice
        && (exit is IBlockOperation { Operations: { Length: > 0 } inner } ? inner[inner.Length - 1] : exit) is IReturnOperation or IThrowOperation or IBranchOperation
        && IsChoice(choice.Condition);

    // Whatever is asked may be the installation's wish, unless it plainly asks something else.
    private static bool IsChoice(IOperation condition) => condition switch
    {
        IParenthesizedOperation parenthesized => IsChoice(parenthesized.Operand),
        IUnaryOperation not => IsChoice(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => IsChoice(both.LeftOperand) || IsChoice(both.RightOperand),
        _ => Words(condition) is var words && (words.Any(Trust.Contains) || !(IsNullCheck(condition) || words.Any(Encryption.Contains))),
    };

    private static bool IsNullCheck(IOperation condition) => condition switch
    {
        IBinaryOperation comparison => IsNull(comparison.LeftOperand) || IsNull(comparison.RightOperand),
        IIsPatternOperation pattern => pattern.Pattern.DescendantsAndSelf().All(part => part is INegatedPatternOperation or IConstantPatternOperation or IConversionOperation or ILiteralOperation or IRecursivePatternOperation or IDeclarationPatternOperation),
        _ => false,
    };

    private static bool IsNull(IOperation operand) => Operations.Unwrap(operand).ConstantValue is { HasValue: true, Value: null };

    private static List<string> Words(IOperation condition) => condition.DescendantsAndSelf().SelectMany(part => part switch
    {
        ILocalReferenceOperation local => NameWords.Of(local.Local.Name).Concat(Locals.OnlyValue(local) is { } value && value != condition && !value.Descendants().Any(inner => inner is ILocalReferenceOperation) ? Words(value) : []),
        IParameterReferenceOperation parameter => NameWords.Of(parameter.Parameter.Name),
        IMemberReferenceOperation member => NameWords.Of(member.Member.Name),
        IInvocationOperation call => NameWords.Of(call.TargetMethod.Name),
        ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } => NameWords.Of(text),
        _ => [],
    }).ToList();

    // A method that is only called where somebody decided, or whose name says what it does to those who call it.
    private bool IsChosenByCallers(IOperation operation, int hops)
    {
        if (operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation) is not IMethodSymbol method)
            return false;
        while (method.MethodKind == MethodKind.AnonymousFunction && method.ContainingSymbol is IMethodSymbol outer)
            method = outer;
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction))
            return false;

        var uses = Source.Mentions(method, near.Compilation, cancellation).Where(mention => Means(mention, method)).Select(Use).ToArray();
        return uses.Length > 0
            ? uses.All(use => use is not null && Stands(use, hops))
            : method.DeclaredAccessibility == Accessibility.Public && NameWords.Of(method.Name).Any(Trust.Contains);
    }

    private bool Means(SimpleNameSyntax mention, IMethodSymbol method)
    {
        var found = Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation);
        return (found.Symbol ?? found.CandidateSymbols.FirstOrDefault()) is IMethodSymbol meant
            && SymbolEqualityComparer.Default.Equals((meant.ReducedFrom ?? meant).OriginalDefinition, method.OriginalDefinition);
    }

    // Called or handed over: the nearest node around the name that is an operation of its own.
    private IOperation? Use(SimpleNameSyntax mention) =>
        mention.Ancestors().OfType<ExpressionSyntax>().Prepend(mention).Select(node => Source.Operation(node, near)).FirstOrDefault(found => found is not null);
}
