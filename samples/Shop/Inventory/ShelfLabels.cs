using System.Net.Sockets;
using System.Text;

namespace Shop.Inventory;

/// <summary>Prints labels for the shelves on the warehouse's label printer.</summary>
internal sealed class ShelfLabels(IConfiguration configuration)
{
    public bool Print(StockLevel level)
    {
        using var printer = new TcpClient(configuration["Printer:Host"]!, configuration.GetValue("Printer:Port", 9100));
        using var wire = printer.GetStream();

        // The label, and a question for the printer's state.
        wire.Write(Encoding.ASCII.GetBytes($"^XA^FO40,40^FD{level.Name}^FS^XZ~HS"));
        var state = new byte[256];
        return wire.Read(state) > 0;
    }
}
