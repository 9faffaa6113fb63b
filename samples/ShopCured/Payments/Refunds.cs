using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shop.Payments;

/// <summary>Gives money back, and tells the user and the accountants.</summary>
internal sealed class Refunds(RefundStore store, Receipts receipts)
{
    public async Task<Refund> GiveAsync(PaymentRequest payment, CancellationToken ct)
    {
        var refund = new Refund { OrderId = payment.OrderId, Amount = payment.Amount };
        store.Refunds.Add(refund);
        store.Outbox.Add(new RefundNews { OrderId = refund.OrderId, Text = JsonSerializer.Serialize(refund) });

        var strategy = store.Database.CreateExecutionStrategy();
        await strategy.ExecuteAsync(async () =>
        {
            await using var transaction = await store.Database.BeginTransactionAsync(ct);
            await store.SaveChangesAsync(acceptAllChangesOnSuccess: false, ct);
            await store.Balances.Where(balance => balance.Id == payment.UserId)
                .ExecuteUpdateAsync(change => change.SetProperty(balance => balance.Amount, balance => balance.Amount + payment.Amount), ct);
            await transaction.CommitAsync(ct);
        });
        store.ChangeTracker.AcceptAllChanges();

        await receipts.SendAsync(payment, ct);
        return refund;
    }
}
