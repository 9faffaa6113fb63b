using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>The piece of code in which a message is built and sent.</summary>
internal static class MemberScope
{
    /// <summary>The body of the member around an operation; for top-level statements, that of the outermost lambda or local function.</summary>
    public static IOperation Of(IOperation operation)
    {
        var scope = operation;
        IOperation? function = null;
        while (scope.Parent is { } parent)
        {
            scope = parent;
            if (scope is IAnonymousFunctionOperation or ILocalFunctionOperation)
                function = scope;
        }

        return scope.Syntax is CompilationUnitSyntax && function is not null ? function : scope;
    }
}
