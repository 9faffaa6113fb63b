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
}
