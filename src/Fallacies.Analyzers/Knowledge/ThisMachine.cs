using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Calls that never leave this machine, as far as the code says where they go.</summary>
internal static class ThisMachine
{
    // A way over more names than this is not followed.
    private const int MostHops = 4;

    /// <summary>Whether an operation, or what is behind a name in it, names this machine and no other: <c>https://localhost:6001/orders</c>, <c>IPAddress.Loopback</c>.</summary>
    public static bool IsNamedIn(IOperation address) => Parts(address, MostHops).Any(part => part switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => HostName.In(text) is { IsEmpty: false } hosts && hosts.All(host => host.Kind == HostKind.Loopback),
        IFieldReferenceOperation { Field: { Name: "Loopback" or "IPv6Loopback", ContainingType.Name: "IPAddress" } } => true,
        // What the server of this program listens on.
        IPropertyReferenceOperation { Property: { Name: "Addresses", ContainingType.Name: "IServerAddressesFeature" } } => true,
        _ => false,
    });

    /// <summary>Whether a call goes to an address of this machine: what it sends may name it for other reasons.</summary>
    public static bool IsCalledBy(IInvocationOperation call) => Addresses(call).Any(IsNamedIn);

    /// <summary>Whether an HTTP call goes where the request came to that is being answered: <c>$"https://{Request.Host}/echo"</c>.</summary>
    public static bool IsAskedBack(IInvocationOperation call) =>
        Addresses(call).SelectMany(address => Parts(address, MostHops)).Any(part => part is IPropertyReferenceOperation { Property: { Name: "Host", ContainingType.Name: "HttpRequest" } });

    /// <summary>Whether the class around a call on a socket speaks of sockets of this machine, and of no others.</summary>
    // A socket for datagrams that connects only notes the address.
    public static bool IsMeantBySocketsAround(IInvocationOperation call)
    {
        var names = call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.DescendantNodes().OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).ToArray() ?? [];
        return (names.Contains("UnixDomainSocketEndPoint") && !names.Any(name => name is "IPEndPoint" or "DnsEndPoint" or "InterNetwork" or "InterNetworkV6" or "TcpClient"))
            || (call.TargetMethod.Name is "Connect" or "ConnectAsync" && names.Contains("Dgram") && !names.Any(name => name is "Stream" or "TcpClient"));
    }

    // Flurl starts from the address: "http://localhost:5000".AppendPathSegment("orders").GetAsync().
    private static IEnumerable<IOperation> Addresses(IInvocationOperation call)
    {
        if (call.Instance is IInvocationOperation start)
            yield return start;
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter is not { Ordinal: 0, Type.Name: "HttpClient" or "HttpMessageInvoker" }) is { } address)
            yield return address.Value;
    }

    // Behind "??" stands what holds where nothing is configured.
    private static IEnumerable<IOperation> Parts(IOperation address, int hops) => address.DescendantsAndSelf()
        .TakeWhile(part => part is not (ICoalesceOperation or IConditionalOperation))
        .SelectMany(part => part.ConstantValue.HasValue || hops == 0 || Written(part) is not { } value ? [part] : Parts(value, hops - 1));

    // $"{_shop}/orders", where _shop is given a text once and for all.
    private static IOperation? Written(IOperation part) => part switch
    {
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => Members.OnlyValue(field, part),
        IPropertyReferenceOperation { Property: { IsReadOnly: true, IsVirtual: false, IsOverride: false, IsAbstract: false } property } => Members.OnlyValue(property, part),
        ILocalReferenceOperation local => Locals.OnlyValue(local),
        _ => null,
    };
}
