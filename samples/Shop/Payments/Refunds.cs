using System.Text.Json;
using Confluent.Kafka;
using Microsoft.EntityFrameworkCore;

namespace Shop.Payments;

/// <summary>Gives money back, and tells the user and the accountants.</summary>
internal sealed class Refunds(RefundStore store, IHttpClientFactory clients, IProducer<string, string> events)
{
    public async Task<Refund> GiveAsync(PaymentRequest payment, CancellationToken ct)
    {
        await using var transaction = await store.Database.BeginTransactionAsync(ct);
        var refund = new Refund { OrderId = payment.OrderId, Amount = payment.Amount };
        store.Refunds.Add(refund);
        await store.SaveChangesAsync(ct);
        await store.Balances.Where(balance => balance.Id == payment.UserId)
            .ExecuteUpdateAsync(change => change.SetProperty(balance => balance.Amount, balance => balance.Amount + payment.Amount), ct);

        var http = clients.CreateClient("receipts");
        using var response = await http.PostAsJsonAsync($"users/{payment.UserId}/receipts", payment, ct);
        response.EnsureSuccessStatusCode();
        await transaction.CommitAsync(ct);

        var message = new Message<string, string> { Key = refund.OrderId, Value = JsonSerializer.Serialize(refund) };
        await events.ProduceAsync("refunds", message, ct);
        return refund;
    }
}
