using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells code that never runs in production: below <c>IsDevelopment()</c> or <c>Debugger.IsAttached</c>, or in <c>#if DEBUG</c>.</summary>
internal static class DevelopmentOnly
{
    private const int MostMentions = 10;

    private static readonly string[] Makers = ["Add", "TryAdd", "Use", "Map", "Replace", "CreateInstance"];

    public static bool Contains(IOperation operation) => IsInDebugRegion(operation.Syntax) || IsBelowCheck(operation);

    /// <summary>The same, and the code of classes that are registered or made nowhere else.</summary>
    public static bool Owns(IOperation operation, CancellationToken cancellation) =>
        Contains(operation)
        || (operation.SemanticModel is { } model && model.GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation)?.ContainingType is { } type && Registers(type, model, cancellation));

    // What starts the program, or a framework finds by itself, needs no registration.
    private static bool Registers(INamedTypeSymbol type, SemanticModel near, CancellationToken cancellation)
    {
        if (Frameworks.LifetimeOf(type) is not (null or Lifetime.Singleton) || type.GetMembers("Main").Any(member => member.IsStatic))
            return false;

        var own = type.DeclaringSyntaxReferences;
        var mentions = Source.Mentions(type, near.Compilation, cancellation)
            .Where(mention => !own.Any(part => part.SyntaxTree == mention.SyntaxTree && part.Span.Contains(mention.Span))).Take(MostMentions).ToArray();
        return mentions.Length < MostMentions
            && mentions.Any(mention => IsMade(mention) && SymbolEqualityComparer.Default.Equals(Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol, type))
            && mentions.All(mention => mention.Ancestors().Select(node => Source.Operation(node, near)).FirstOrDefault(around => around is not null) is { } place && Contains(place));
    }

    // "AddSingleton<IClock, DevClock>()", "typeof(DevClock)", "new DevClock()"; but "AddUserSecrets<Program>()" and "typeof(Program).Assembly" name a project by one of its types.
    private static bool IsMade(SyntaxNode mention)
    {
        var name = mention.Parent is QualifiedNameSyntax qualified ? qualified : mention;
        return name.Parent is TypeArgumentListSyntax { Parent: GenericNameSyntax { Identifier.ValueText: var method, Parent: MemberAccessExpressionSyntax or InvocationExpressionSyntax } }
            ? Makers.Any(maker => method.StartsWith(maker, StringComparison.Ordinal)) && method != "AddUserSecrets" && !method.Contains("Assembly")
            : name.Parent is TypeOfExpressionSyntax { Parent: not MemberAccessExpressionSyntax } or ObjectCreationExpressionSyntax;
    }

    private static bool IsBelowCheck(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IConditionalOperation conditional && child != conditional.Condition && Asks(conditional.Condition) == (child == conditional.WhenTrue))
                return true;
        }

        return false;
    }

    // true: the condition holds in development only; false: it holds everywhere else; null: it asks something else.
    private static bool? Asks(IOperation condition) => condition switch
    {
        ILocalReferenceOperation local when Locals.OnlyValue(local) is IInvocationOperation asked => Asks(asked),
        IInvocationOperation call => call.TargetMethod.Name == "IsDevelopment" ? true : null,
        IPropertyReferenceOperation { Property: { Name: "IsAttached", ContainingType.Name: "Debugger" } } => true,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Asks(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Asks(both.LeftOperand) == true || Asks(both.RightOperand) == true ? true : null,
        _ => Source.Variable(condition) is { Name: var name } && name.TrimStart('_').Equals("isDevelopment", StringComparison.OrdinalIgnoreCase) ? true : null,
    };

    private static bool IsInDebugRegion(SyntaxNode node)
    {
        if (!node.SyntaxTree.GetRoot().ContainsDirectives)
            return false;

        var open = new Stack<bool>();
        for (var directive = ((CompilationUnitSyntax)node.SyntaxTree.GetRoot()).GetFirstDirective(); directive is not null && directive.SpanStart < node.SpanStart; directive = directive.GetNextDirective())
        {
            if (directive is IfDirectiveTriviaSyntax { Condition: var condition })
                open.Push(condition is IdentifierNameSyntax { Identifier.ValueText: "DEBUG" });
            else if (directive is ElseDirectiveTriviaSyntax or ElifDirectiveTriviaSyntax && open.Count > 0)
                Replace(open);
            else if (directive is EndIfDirectiveTriviaSyntax && open.Count > 0)
                open.Pop();
        }

        return open.Contains(true);
    }

    private static void Replace(Stack<bool> open)
    {
        open.Pop();
        open.Push(false);
    }
}
