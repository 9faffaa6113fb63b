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
        if (Answer.Of(wait) is not { } last || last.Neighbour(-1) is not { } before || !last.MayRead(remote) || !before.MayRead(remote) || last.DependsOn(before) || !IsFree(last.Statement))
            return null;
        if (last.Read(remote, cancellation) is not { } read || (last.Neighbour(1) is { } next && !next.DependsOn(last) && next.Read(remote, cancellation) is not null))
            return null;

        var (answers, reads) = (ImmutableArray.Create(last), ImmutableArray.Create(read));
        for (var earlier = before; earlier is not null && !answers.Any(answer => answer.DependsOn(earlier)); earlier = earlier.Neighbour(-1))
        {
            if (earlier.Read(remote, cancellation) is not { } found)
                break;
            (answers, reads) = (answers.Insert(0, earlier), reads.Insert(0, found));
        }

        return reads.Length > 1 && answers.All(answer => answer.IsUsedAfter(last)) ? new SequentialReads(answers.Select(answer => answer.Statement).ToImmutableArray(), reads) : null;
    }

    // In a transaction the calls share a connection.
    private static bool IsFree(SyntaxNode statement) => Source.Member(statement).ToString() is var member && !member.Contains("BeginTransaction") && !member.Contains("TransactionScope");

    private static bool IsPreparation(string name) => NameWords.Of(name) is { Count: > 0 } words && (Preparations.Contains(words[0]) || words.Any(Keys.Contains));

    /// <summary>A statement that declares one local with what an awaited call yields.</summary>
    private sealed record Answer(IVariableDeclarationGroupOperation Group, ILocalSymbol Local, IAwaitOperation Wait, IInvocationOperation Call)
    {
        public LocalDeclarationStatementSyntax Statement => (LocalDeclarationStatementSyntax)Group.Syntax;

        public static Answer? Of(IAwaitOperation wait) => wait.Parent is IVariableInitializerOperation { Parent.Parent.Parent: IVariableDeclarationGroupOperation group } ? Of(group) : null;

        public Answer? Neighbour(int step) =>
            Group.Parent is IBlockOperation block && block.Operations.ElementAtOrDefault(block.Operations.IndexOf(Group) + step) is IVariableDeclarationGroupOperation neighbour ? Of(neighbour) : null;

        public bool DependsOn(Answer earlier) =>
            Call.Syntax.IsEquivalentTo(earlier.Call.Syntax)
            || Call.DescendantsAndSelf().Any(part => part is IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation || SymbolEqualityComparer.Default.Equals(part.Variable(), earlier.Local));

        // By names alone: to follow a call into its body costs most.
        public bool MayRead(RemoteCalls remote) => !IsPreparation(Call.TargetMethod.Name) && !NameWords.Of(Local.Name).Any(Keys.Contains) && RemoteRead.MayBe(Call, remote);

        public RemoteRead? Read(RemoteCalls remote, CancellationToken cancellation) => MayRead(remote) ? RemoteRead.Of(Wait, remote, cancellation) : null;

        public bool IsUsedAfter(Answer last) => Operations.Uses(Local, Group).Any(use => use.Syntax.SpanStart > last.Statement.Span.End);

        private static Answer? Of(IVariableDeclarationGroupOperation group) =>
            group is { Syntax: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }, Declarations: { Length: 1 } declarations } && declarations[0].Declarators is { Length: 1 } declarators
            && declarators[0].GetVariableInitializer()?.Value is IAwaitOperation wait && RemoteRead.Awaited(wait) is { } call
                ? new Answer(group, declarators[0].Symbol, wait, call)
                : null;
    }
}
