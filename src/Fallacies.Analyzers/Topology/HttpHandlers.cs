using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Topology;

/// <summary>Knows what a handler of requests is.</summary>
internal static class HttpHandlers
{
    public static bool Is(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "HttpMessageHandler", ContainingNamespace: { Name: "Http", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } } })
                return true;
        }

        return false;
    }
}
