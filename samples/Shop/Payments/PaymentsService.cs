using Shop.Hosting;

namespace Shop.Payments;

internal static class PaymentsService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Payments", args);
        builder.Services.AddSingleton<FraudCheck>();
        builder.Services.AddSingleton<Ledger>();

        var app = builder.Build();
        app.MapPost("/payments", PayAsync);
        return app;
    }

    private static async Task<Payment> PayAsync(
        PaymentRequest request, FraudCheck fraud, Ledger ledger, CancellationToken ct) =>
        await fraud.IsTrustedAsync(request.UserId, ct)
            ? ledger.Charge(request)
            : new Payment(request.OrderId, Accepted: false);
}
