using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Shop.Inventory;

/// <summary>Shows prices on the displays of the shelves: the article in 8 letters, then the price in cents.</summary>
internal sealed class PriceDisplays(IConfiguration configuration)
{
    private const int NameLength = 8;

    public async Task ShowAsync(StockLevel level, CancellationToken ct)
    {
        using var displays = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await displays.ConnectAsync(configuration["Displays:Host"]!, configuration.GetValue("Displays:Port", 4002), ct);
        var cents = (int)(level.Price * 100);
        var message = new byte[NameLength + sizeof(int)];
        Encoding.ASCII.GetBytes(level.Sku.PadRight(NameLength).AsSpan(0, NameLength), message);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(NameLength), cents);
        await displays.SendAsync(message, ct);
    }
}
