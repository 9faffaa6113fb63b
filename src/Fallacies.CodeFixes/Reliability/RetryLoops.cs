using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Finds the retry loop that a finding is about, in the document as it is now.</summary>
internal static class RetryLoops
{
    public static RetryLoop? At(TryStatementSyntax attempt, SemanticModel model)
    {
        var types = KnownTypes.Of(model.Compilation);
        return model.GetOperation(attempt) is ITryOperation operation ? RetryLoop.Of(operation, types, RemoteCalls.Of(model.Compilation)) : null;
    }
}
