using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What is seen to run under a retry.</summary>
internal enum Work
{
    /// <summary>Nothing is seen, or nothing that says where it goes.</summary>
    Unknown,

    /// <summary>A call that crosses the network.</summary>
    Remote,

    /// <summary>Files only.</summary>
    Local,

    /// <summary>The start of a process: migrations, seeding, set-up. It happens once per deployment, not once per caller.</summary>
    Start,
}

/// <summary>Looks at what runs under a retry.</summary>
internal static class RetriedWork
{
    private const int MaxDepth = 2;

    private static readonly string[] DatabaseWords = ["Migrat", "Seed", "EnsureCreated", "EnsureDeleted", "IInitialData"];

    private static readonly string[] StartWords = [.. DatabaseWords, "Startup", "Setup", "Bootstrap"];

    public static Work Of(IOperation built, RemoteCalls remote)
    {
        var works = PolicyUse.Executions(built).Select(execution => Of(execution, built.SemanticModel!, remote)).ToList();
        if (works.Contains(Work.Remote))
            return Work.Remote;
        if (works.Count > 0)
            return works.All(work => work == works[0]) ? works[0] : Work.Unknown;

        // Not all start words: a policy for the clients of a service is often built in a class named Startup.
        return IsNamed(built.Syntax, DatabaseWords) ? Work.Start : Work.Unknown;
    }

    private static Work Of(InvocationExpressionSyntax execution, SemanticModel model, RemoteCalls remote)
    {
        if (IsNamed(execution, StartWords) || IsInMain(execution))
            return Work.Start;

        var seen = execution.ArgumentList.Arguments.Select(argument => model.GetOperation(argument.Expression)).OfType<IOperation>()
            .Select(argument => Of(argument, remote, MaxDepth)).ToList();
        return seen.Contains(Work.Start) ? Work.Start : seen.Contains(Work.Remote) ? Work.Remote : seen.Contains(Work.Local) ? Work.Local : Work.Unknown;
    }

    private static Work Of(IOperation operation, RemoteCalls remote, int depth)
    {
        var found = Work.Unknown;
        foreach (var descendant in operation.DescendantsAndSelf())
        {
            var work = descendant switch
            {
                IInvocationOperation call => OfMethod(call.TargetMethod, call, remote, depth),
                IMethodReferenceOperation group => OfMethod(group.Method, group, remote, depth),
                IObjectCreationOperation { Type: { } type } when IsFile(type) => Work.Local,
                _ => Work.Unknown,
            };
            if (work is Work.Remote or Work.Start)
                return work;
            found = work == Work.Unknown ? found : work;
        }

        return found;
    }

    private static Work OfMethod(IMethodSymbol method, IOperation at, RemoteCalls remote, int depth)
    {
        if (Has(method.Name, DatabaseWords))
            return Work.Start;
        if (remote.Find(method) is not null)
            return Work.Remote;
        if (IsFile(method.ContainingType))
            return Work.Local;

        return depth > 0 && Source.Body(method, at.SemanticModel!) is { } body ? Of(body, remote, depth - 1) : Work.Unknown;
    }

    private static bool IsFile(ITypeSymbol type) =>
        type is { ContainingNamespace: { Name: "IO", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }, Name: "File" or "Directory" or "FileInfo" or "DirectoryInfo" or "FileStream" };

    private static bool IsNamed(SyntaxNode node, string[] words) => node.Ancestors().Any(ancestor => ancestor switch
    {
        MethodDeclarationSyntax method => Has(method.Identifier.ValueText, words),
        LocalFunctionStatementSyntax function => Has(function.Identifier.ValueText, words),
        TypeDeclarationSyntax type => Has(type.Identifier.ValueText, words) || type.BaseList?.Types.Any(part => Has(part.ToString(), DatabaseWords)) == true,
        _ => false,
    });

    // A lambda in Main may be the handler of a request.
    private static bool IsInMain(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax)
            is GlobalStatementSyntax or MethodDeclarationSyntax { Identifier.ValueText: "Main" };

    private static bool Has(string name, string[] words) => words.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
