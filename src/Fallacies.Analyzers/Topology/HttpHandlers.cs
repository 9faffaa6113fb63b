using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Topology;

/// <summary>Knows what a handler of requests is.</summary>
internal static class HttpHandlers
{
    public static bool Is(ITypeSymbol? type) =>
        type.SelfAndBases().Any(above => above is { Name: "HttpMessageHandler", ContainingNamespace: { Name: "Http", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } } });
}
