using System.Net;

namespace Shop.Inventory;

/// <summary>Draws articles until the photographer has been here.</summary>
internal static class Pictures
{
    public static string Of(StockLevel level) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><text y="24">{WebUtility.HtmlEncode(level.Name)}</text></svg>""";
}
