using System.Collections.Concurrent;

namespace Shop.Payments;

internal sealed class Ledger
{
    private readonly ConcurrentQueue<PaymentRequest> _charges = new();

    public Payment Charge(PaymentRequest request)
    {
        _charges.Enqueue(request);
        return new Payment(request.OrderId, Accepted: true);
    }

    /// <summary>Takes what was charged since the last time out of the books.</summary>
    public decimal Close()
    {
        var total = 0m;
        while (_charges.TryDequeue(out var charge))
            total += charge.Amount;
        return total;
    }
}
