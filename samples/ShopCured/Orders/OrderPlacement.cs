using System.Diagnostics;

namespace Shop.Orders;

/// <summary>Reserves the articles, takes the money, keeps the order and tells the others.</summary>
internal sealed class OrderPlacement(
    InventoryClient inventory, PaymentsClient payments, OrderStore orders, OrderEvents events)
{
    private static readonly ActivitySource Tracing = new("Shop.Orders");

    public async Task<Order> PlaceAsync(OrderRequest request, CancellationToken ct)
    {
        using var activity = Tracing.StartActivity("place order");
        var id = Guid.NewGuid().ToString("n");
        activity?.SetTag("order.id", id);

        var levels = await inventory.GetLevelsAsync([.. request.Lines.Select(line => line.Sku)], ct);
        var total = request.Lines.Zip(levels, (line, level) => line.Quantity * (level?.Price ?? 0)).Sum();
        var status = await SettleAsync(id, request, total, ct);

        var order = new Order(id, request.UserId, request.Lines, total, status);
        orders.Add(order);
        events.Publish(order);
        return order;
    }

    private async Task<OrderStatus> SettleAsync(string id, OrderRequest request, decimal total, CancellationToken ct)
    {
        var reserved = new List<Reservation>();
        foreach (var line in request.Lines)
        {
            var reservation = new Reservation(id, line.Sku, line.Quantity);
            if (!await inventory.ReserveAsync(reservation, ct))
            {
                await inventory.ReleaseAsync(reserved, ct);
                return OrderStatus.OutOfStock;
            }

            reserved.Add(reservation);
        }

        var payment = await payments.ChargeAsync(new PaymentRequest(id, request.UserId, total));
        if (payment is { Accepted: true })
            return OrderStatus.Confirmed;

        await inventory.ReleaseAsync(reserved, ct);
        return OrderStatus.PaymentRefused;
    }
}
