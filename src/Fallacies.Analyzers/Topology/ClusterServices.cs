using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Knows calls to a Service of Kubernetes, wherever the request gets its address.</summary>
internal sealed class ClusterServices(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // The request, its address, what the address was put together from.
    private const int MostHops = 3;

    public bool AreCalledBy(IInvocationOperation send) =>
        CalledHosts.Address(send) is { } address && IsService(address, MostHops);

    private bool IsService(IOperation address, int hops) =>
        CalledHosts.Start(address) is { } text
            ? HostName.In(text) is { IsEmpty: false } hosts && hosts.All(host => host.IsClusterService)
            : hops > 0 && new Provenance(types, near, cancellation).Origins(address) is { } origins && origins.All(origin => IsMadeForService(origin.Made, hops - 1));

    private bool IsMadeForService(IOperation made, int hops) => made switch
    {
        IObjectCreationOperation { Type.Name: "Uri" } => IsService(made, 0),
        IObjectCreationOperation { Type.Name: "HttpRequestMessage" } request => AddressesOf(request).ToArray() is { Length: > 0 } addresses && addresses.All(address => address is not null && IsService(address, hops)),
        _ => false,
    };

    // Given to the constructor, or set where the request is made.
    private IEnumerable<IOperation?> AddressesOf(IObjectCreationOperation request) =>
        request.Arguments.Where(argument => argument.Parameter?.Name == "requestUri").Select(argument => (IOperation?)argument.Value)
            .Concat(Source.Mentions("RequestUri", Source.Member(request.Syntax), cancellation)
                .Select(mention => mention.Parent is MemberAccessExpressionSyntax access ? access.Parent : mention.Parent)
                .OfType<AssignmentExpressionSyntax>()
                .Select(assignment => Source.Operation(assignment.Right, near)));
}
