using System.Net.Sockets;
using System.Text;

namespace Shop.Inventory;

/// <summary>Tells the dashboards how much is in stock, in the format of StatsD.</summary>
internal sealed class StockGauge(IConfiguration configuration) : IDisposable
{
    private const int Port = 8125;

    private readonly UdpClient _udp = new();
    private readonly string _dashboards = configuration["Dashboards:Host"]!;

    public void Report(StockLevel level)
    {
        var sample = Encoding.ASCII.GetBytes($"stock.{level.Sku}:{level.Available}|g");
        _udp.Send(sample, sample.Length, _dashboards, Port);
    }

    public void Dispose() => _udp.Dispose();
}
