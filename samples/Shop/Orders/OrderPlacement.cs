using System.Diagnostics;

namespace Shop.Orders;

/// <summary>Reserves the articles, takes the money, keeps the order and tells the others.</summary>
internal sealed class OrderPlacement(
    InventoryClient inventory, PaymentsClient payments, OrderStore orders, OrderEvents events,
    Confirmations confirmations)
{
    private static readonly ActivitySource Tracing = new("Shop.Orders");

    public async Task<Order> PlaceAsync(OrderRequest request, CancellationToken ct)
    {
        using var activity = Tracing.StartActivity("place order");
        var id = Guid.NewGuid().ToString("n");
        activity?.SetTag("order.id", id);

        var levels = await inventory.GetLevelsAsync([.. request.Lines.Select(line => line.Sku)], ct);
        var total = request.Lines.Zip(levels, (line, level) => line.Quantity * (level?.Price ?? 0)).Sum();
        var reservations = request.Lines.Select(line => new Reservation(id, line.Sku, line.Quantity)).ToArray();
        var status = await ReserveAsync(reservations, ct) ? OrderStatus.Confirmed : OrderStatus.OutOfStock;
        if (status == OrderStatus.Confirmed
            && (total > payments.Limit
                || await payments.ChargeAsync(new PaymentRequest(id, request.UserId, total)) is not { Accepted: true }))
        {
            await inventory.ReleaseAsync(reservations, ct);
            status = OrderStatus.PaymentRefused;
        }

        var order = new Order(id, request.UserId, request.Lines, total, status);
        orders.Add(order);
        events.Publish(order);
        _ = confirmations.SendAsync(order);
        return order;
    }

    private async Task<bool> ReserveAsync(Reservation[] reservations, CancellationToken ct)
    {
        for (var done = 0; done < reservations.Length; done++)
        {
            if (await inventory.ReserveAsync(reservations[done], ct))
                continue;

            await inventory.ReleaseAsync(reservations[..done], ct);
            return false;
        }

        return true;
    }
}
