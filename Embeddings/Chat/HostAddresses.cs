using System.Net;
using System.Net.Sockets;

namespace Gexia.Embeddings.Chat;

/// <summary>What kind of machine an address leads to.</summary>
internal enum HostKind
{
    /// <summary>A machine of the internet.</summary>
    Public,

    /// <summary>A machine of this network: RFC 1918, unique local, shared (RFC 6598), benchmarking.</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>No endpoint: link-local, where clouds keep the secrets of machines; multicast, reserved, unspecified.</summary>
    Never,
}

/// <summary>Which addresses may be connected to: decided by the address itself, after a name has been resolved.</summary>
/// <remarks>The name is resolved once for a connection, every address it has is judged, and the connection goes to one that was judged: a
/// name that leads elsewhere a moment later changes nothing.</remarks>
internal static class HostAddresses
{
    private static readonly (string Network, HostKind Kind)[] rules =
    [
        // Metadata services of clouds that lie outside of link-local networks; before the networks that hold them.
        ("100.100.100.200/32", HostKind.Never), ("168.63.129.16/32", HostKind.Never), ("192.0.0.0/24", HostKind.Never),
        ("fd00:ec2::/32", HostKind.Never), ("fd20:ce::/32", HostKind.Never), ("fd00:42::/32", HostKind.Never),
        ("127.0.0.0/8", HostKind.Loopback), ("::1/128", HostKind.Loopback),
        ("10.0.0.0/8", HostKind.Private), ("172.16.0.0/12", HostKind.Private), ("192.168.0.0/16", HostKind.Private),
        ("100.64.0.0/10", HostKind.Private), ("198.18.0.0/15", HostKind.Private), ("fc00::/7", HostKind.Private),
        ("0.0.0.0/8", HostKind.Never), ("169.254.0.0/16", HostKind.Never), ("192.0.2.0/24", HostKind.Never),
        ("198.51.100.0/24", HostKind.Never), ("203.0.113.0/24", HostKind.Never), ("224.0.0.0/3", HostKind.Never),
        ("0.0.0.0/0", HostKind.Public),
        ("2001:db8::/32", HostKind.Never), ("2000::/3", HostKind.Public),
        ("::/0", HostKind.Never),
    ];

    private static readonly (IPNetwork Network, HostKind Kind)[] table =
        [.. rules.Select(rule => (IPNetwork.Parse(rule.Network), rule.Kind))];

    // IPv6 that carries an IPv4 address, besides mapped ones: translated (RFC 2765, RFC 6052), 6to4; and where in it that stands.
    private static readonly (IPNetwork Network, int At)[] carriers =
    [
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    private static readonly IPNetwork teredo = IPNetwork.Parse("2001::/32");

    /// <summary>The kind of an address; of an IPv6 address that carries an IPv4 one, that one's.</summary>
    public static HostKind KindOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (address.IsIPv4MappedToIPv6) return KindOf(address.MapToIPv4());
            var bytes = address.GetAddressBytes();
            var plain = new IPAddress(bytes);                    // without the number of an interface
            if (teredo.Contains(plain)) return HostKind.Never;
            foreach (var (network, at) in carriers)
                if (network.Contains(plain)) return KindOf(new IPAddress(bytes.AsSpan(at, 4)));
            address = plain;
        }
        return table.First(row => row.Network.BaseAddress.AddressFamily == address.AddressFamily && row.Network.Contains(address)).Kind;
    }

    /// <summary>Refuses an address.</summary>
    /// <param name="host">As it was named.</param>
    /// <param name="address">One that it has.</param>
    /// <param name="takesPrivate">Whether this machine and those of its network may be connected to.</param>
    /// <exception cref="RefusedHostException">It may not be connected to; names both.</exception>
    public static void Require(string host, IPAddress address, bool takesPrivate)
    {
        var what = KindOf(address) switch
        {
            HostKind.Public => null,
            HostKind.Never => "link-local, reserved or a cloud's metadata service, which is never connected to",
            HostKind.Loopback when !takesPrivate => "this machine. If that is meant, allow it: --chat-private",
            HostKind.Private when !takesPrivate => "of a private network. If that is meant, allow it: --chat-private",
            _ => null,
        };
        if (what is null) return;
        var shown = address.ToString() == host.Trim('[', ']') ? host : $"{host} ({address})";
        throw new RefusedHostException($"chat: {shown} is {what}.");
    }
}
