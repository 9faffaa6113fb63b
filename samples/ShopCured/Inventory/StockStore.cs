namespace Shop.Inventory;

internal sealed class StockStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string OrderId, string Sku), int> _reserved = [];
    private readonly Dictionary<string, StockLevel> _levels = new[]
    {
        new StockLevel("tea", "Assam, 250 g", 12.50m, 40),
        new StockLevel("cup", "Cup, glazed", 8.00m, 12),
        new StockLevel("pot", "Teapot, cast iron", 64.00m, 3),
    }.ToDictionary(level => level.Sku);

    public StockLevel[] All()
    {
        lock (_gate)
            return [.. _levels.Values];
    }

    public StockLevel? Find(string sku)
    {
        lock (_gate)
            return _levels.GetValueOrDefault(sku);
    }

    /// <summary>Reserves once per order and article, however often it is asked.</summary>
    public bool Reserve(Reservation reservation)
    {
        lock (_gate)
        {
            if (_reserved.ContainsKey((reservation.OrderId, reservation.Sku)))
                return true;

            if (_levels.GetValueOrDefault(reservation.Sku) is not { } level || level.Available < reservation.Quantity)
                return false;

            _levels[level.Sku] = level with { Available = level.Available - reservation.Quantity };
            _reserved.Add((reservation.OrderId, reservation.Sku), reservation.Quantity);
            return true;
        }
    }

    public void Release(Reservation reservation)
    {
        lock (_gate)
        {
            if (!_reserved.Remove((reservation.OrderId, reservation.Sku), out var quantity))
                return;

            var level = _levels[reservation.Sku];
            _levels[level.Sku] = level with { Available = level.Available + quantity };
        }
    }

    public string[] ReservedOrders()
    {
        lock (_gate)
            return [.. _reserved.Keys.Select(key => key.OrderId).Distinct()];
    }
}
