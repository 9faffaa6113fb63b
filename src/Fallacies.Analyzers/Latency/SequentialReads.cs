using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Statements that follow each other, each of which declares a local with the answer of a remote read, none of which needs an earlier one.</summary>
internal sealed record SequentialReads(ImmutableArray<LocalDeclarationStatementSyntax> Statements, ImmutableArray<RemoteRead> Reads)
{
    // After such a call something may be different on the other side, or the caller may be turned away.
    private static readonly HashSet<string> Preparations = new(StringComparer.OrdinalIgnoreCase)
    {
        "open", "ensure", "init", "initialize", "prepare", "validate", "check", "verify", "can", "is", "has", "try", "require", "connect", "acquire", "warm", "ping", "authorize", "authenticate", "sign", "log", "start", "begin",
    };

    private static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        "token", "tokens", "login", "lease", "lock", "session", "health", "credential", "credentials", "permission", "permissions", "access", "exists", "authorization",
    };

    /// <summary>The reads of which <paramref name="wait"/> is the last; <see langword="null"/> where it stands alone, or in the midst of others.</summary>
    public static SequentialReads? EndingAt(IAwaitOperation wait, RemoteCalls remote, CancellationToken cancellation)
    {
        if (Statement(wait.Syntax) is not { } last || Before(last) is null || (After(last) is { } next && Continues(next, last, wait, remote, cancellation)))
            return null;
        if (wait.SemanticModel is not { } model || Candidate(last, model, remote, cancellation) is not { } read)
            return null;

        var (statements, reads) = (ImmutableArray.Create(last), ImmutableArray.Create(read));
        for (var before = Before(last); before is not null; before = Before(before))
        {
            if (Candidate(before, model, remote, cancellation) is not { } earlier || reads.Any(later => Needs(later, before, model) || IsSame(later, earlier)))
                break;
            (statements, reads) = (statements.Insert(0, before), reads.Insert(0, earlier));
        }

        return reads.Length > 1 && IsFree(last) && statements.All(statement => IsUsedLater(statement, last, model)) ? new SequentialReads(statements, reads) : null;
    }

    // The finding stands at the end of the whole row, once.
    private static bool Continues(LocalDeclarationStatementSyntax next, LocalDeclarationStatementSyntax last, IAwaitOperation wait, RemoteCalls remote, CancellationToken cancellation) =>
        wait.SemanticModel is { } model && Candidate(next, model, remote, cancellation) is { } following && !Needs(following, last, model)
        && Candidate(last, model, remote, cancellation) is { } read && !IsSame(read, following);

    private static LocalDeclarationStatementSyntax? Statement(SyntaxNode wait) =>
        wait.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax statement } } && IsAnswer(statement) ? statement : null;

    private static bool IsAnswer(LocalDeclarationStatementSyntax statement) =>
        statement is { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } && variables[0].Initializer is { Value: AwaitExpressionSyntax };

    private static LocalDeclarationStatementSyntax? Before(LocalDeclarationStatementSyntax statement) => Neighbour(statement, -1);

    private static LocalDeclarationStatementSyntax? After(LocalDeclarationStatementSyntax statement) => Neighbour(statement, 1);

    private static LocalDeclarationStatementSyntax? Neighbour(LocalDeclarationStatementSyntax statement, int step)
    {
        var found = statement.Parent switch
        {
            BlockSyntax block => block.Statements.ElementAtOrDefault(block.Statements.IndexOf(statement) + step),
            GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global => (unit.Members.ElementAtOrDefault(unit.Members.IndexOf(global) + step) as GlobalStatementSyntax)?.Statement,
            _ => null,
        };
        return found is LocalDeclarationStatementSyntax neighbour && IsAnswer(neighbour) ? neighbour : null;
    }

    private static RemoteRead? Candidate(LocalDeclarationStatementSyntax statement, SemanticModel model, RemoteCalls remote, CancellationToken cancellation) =>
        model.GetOperation(statement.Declaration.Variables[0].Initializer!.Value, cancellation) is IAwaitOperation wait
        && RemoteRead.Awaited(wait) is { } call && !IsPreparation(call.TargetMethod.Name)
            ? RemoteRead.Of(wait, remote, cancellation)
            : null;

    private static bool IsPreparation(string name) => NameWords.Of(name) is { Count: > 0 } words && (Preparations.Contains(words[0]) || words.Any(Keys.Contains));

    private static bool Needs(RemoteRead later, LocalDeclarationStatementSyntax earlier, SemanticModel model) =>
        model.GetDeclaredSymbol(earlier.Declaration.Variables[0]) is not { } answer || later.Call.DescendantsAndSelf().Any(part =>
            part is IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation || SymbolEqualityComparer.Default.Equals(part.Variable(), answer));

    private static bool IsSame(RemoteRead one, RemoteRead other) => one.Call.Syntax.IsEquivalentTo(other.Call.Syntax);

    // In a transaction the calls share a connection; what is read only to be thrown away is a test of something.
    private static bool IsFree(SyntaxNode statement) => Source.Member(statement).ToString() is var member && !member.Contains("BeginTransaction") && !member.Contains("TransactionScope");

    private static bool IsUsedLater(LocalDeclarationStatementSyntax statement, LocalDeclarationStatementSyntax last, SemanticModel model)
    {
        var scope = last.Parent is GlobalStatementSyntax ? last.SyntaxTree.GetRoot() : last.Parent!;
        return model.GetDeclaredSymbol(statement.Declaration.Variables[0]) is { } answer && scope.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => name.SpanStart > last.Span.End && name.Identifier.ValueText == answer.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, answer));
    }
}
