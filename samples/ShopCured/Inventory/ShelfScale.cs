using System.Net.Sockets;
using System.Text;

namespace Shop.Inventory;

/// <summary>Asks the scales of the warehouse what lies on a shelf.</summary>
internal sealed class ShelfScale(IConfiguration configuration)
{
    private const int LongestAnswer = 16;

    public async Task<string> ReadAsync(string sku, CancellationToken ct)
    {
        using var scale = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await scale.ConnectAsync(configuration["Scales:Host"]!, configuration.GetValue("Scales:Port", 4001), ct);
        await scale.SendAsync(Encoding.ASCII.GetBytes($"WEIGH {sku}\r\n"), ct);
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (length < answer.Length && answer.AsSpan(0, length).IndexOf((byte)'\n') < 0)
        {
            var received = await scale.ReceiveAsync(answer.AsMemory(length), ct);
            if (received == 0)
                break;
            length += received;
        }

        return Encoding.ASCII.GetString(answer, 0, length).Trim();
    }
}
