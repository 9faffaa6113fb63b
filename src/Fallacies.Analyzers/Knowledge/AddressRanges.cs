using System.Net;
using System.Net.Sockets;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Knows the ranges of addresses that are set apart (IANA special-purpose address registries, RFC 6890).</summary>
internal static class AddressRanges
{
    private static readonly HashSet<string> Resolvers = new(StringComparer.Ordinal)
    {
        "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "1.1.1.2", "1.1.1.3", "9.9.9.9", "149.112.112.112", "208.67.222.222", "208.67.220.220",
        "4.2.2.1", "4.2.2.2", "64.6.64.6", "64.6.65.6", "94.140.14.14", "94.140.15.15", "114.114.114.114", "223.5.5.5", "223.6.6.6", "119.29.29.29",
        "2001:4860:4860::8888", "2001:4860:4860::8844", "2606:4700:4700::1111", "2606:4700:4700::1001", "2620:fe::fe",
    };

    // AWS, Azure and Google, AWS containers, Azure's platform, Alibaba, Oracle, AWS over IPv6.
    private static readonly HashSet<string> Metadata = new(StringComparer.Ordinal)
    {
        "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254",
    };

    /// <summary>Reads four decimal numbers with dots, or an IPv6 address; the shorthands that <see cref="IPAddress"/> accepts are no addresses in a source.</summary>
    public static IPAddress? Parse(string text)
    {
        if (text.IndexOf(':') >= 0)
            return text.IndexOfAny(['[', ']', '/']) < 0 && IPAddress.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? six : null;

        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(IsOctet) && IPAddress.TryParse(text, out var four) ? four : null;
    }

    public static HostKind KindOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        var text = address.ToString();
        if (Metadata.Contains(text))
            return HostKind.Metadata;
        if (Resolvers.Contains(text))
            return HostKind.PublicResolver;
        if (IPAddress.IsLoopback(address))
            return HostKind.Loopback;

        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? OfFour(bytes) : OfSix(address, bytes);
    }

    private static HostKind OfFour(byte[] b)
    {
        if (b.All(octet => octet == 0))
            return HostKind.Any;
        if (b.All(octet => octet == 255))
            return HostKind.Broadcast;
        if (b[0] is 0 or >= 240)
            return HostKind.Reserved;
        if (b[0] >= 224)
            return HostKind.Multicast;

        return (b[0], b[1], b[2]) switch
        {
            (192, 0, 2) or (198, 51, 100) or (203, 0, 113) or (198, 18 or 19, _) => HostKind.Documentation,
            (169, 254, _) => HostKind.LinkLocal,
            (192, 0, 0) => HostKind.Reserved,
            (10, _, _) or (192, 168, _) => OfPrivate(b[3]),
            (172, var second, _) when second is >= 16 and <= 31 => OfPrivate(b[3]),
            (100, var second, _) when second is >= 64 and <= 127 => OfPrivate(b[3]),
            _ => b[3] == 0 ? HostKind.Reserved : HostKind.PublicAddress,
        };
    }

    // In a larger network these two can be hosts; where they are written down they name the network and everybody on it.
    private static HostKind OfPrivate(byte last) => last switch
    {
        0 => HostKind.Reserved,
        255 => HostKind.Broadcast,
        _ => HostKind.PrivateAddress,
    };

    private static HostKind OfSix(IPAddress address, byte[] b)
    {
        if (address.Equals(IPAddress.IPv6Any))
            return HostKind.Any;
        if (address.IsIPv6Multicast)
            return HostKind.Multicast;
        if (address.IsIPv6LinkLocal)
            return HostKind.LinkLocal;
        if ((b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8) || (b[0] == 0x3f && b[1] == 0xff && b[2] < 0x10))
            return HostKind.Documentation;
        if ((b[0] & 0xfe) == 0xfc)
            return HostKind.PrivateAddress;

        // 2000::/3 is what has been given out; an address whose last half is zero names a network.
        return (b[0] & 0xe0) == 0x20 && b.Skip(8).Any(x => x != 0) ? HostKind.PublicAddress : HostKind.Reserved;
    }

    private static bool IsOctet(string part) =>
        part.Length is > 0 and <= 3 && part.All(c => c is >= '0' and <= '9') && (part.Length == 1 || part[0] != '0') && int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) <= 255;
}
