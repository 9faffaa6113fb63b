using Confluent.Kafka;
using Grpc.Health.V1;
using Microsoft.EntityFrameworkCore;
using Shop.Hosting;

namespace Shop.Payments;

internal static class PaymentsService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Payments", args);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<FraudCheck>();
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<SharedRedis>();
        builder.Services.AddHostedService<Settlement>();
        builder.Services.AddSingleton<Receipts>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Receipts>());
        builder.Services.AddHttpClient("receipts", client =>
        {
            client.BaseAddress = new Uri(configuration["Services:Users"]!);
            client.Timeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddDbContext<RefundStore>(options =>
            options.UseNpgsql(configuration["Payments:Database"], npgsql => npgsql.EnableRetryOnFailure()));
        builder.Services.AddSingleton(_ => new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = configuration["Kafka:Servers"], Acks = Acks.None }).Build());
        builder.Services.AddScoped<Refunds>();
        builder.Services.AddTransient<BankLink>();
        builder.Services.AddGrpcClient<Health.HealthClient>(options => options.Address = new Uri(configuration["Bank:Address"]!))
            .ConfigureChannel(channel => channel.MaxReceiveMessageSize = null);

        var app = builder.Build();
        app.MapPost("/payments", PayAsync);
        app.MapPost("/refunds", (PaymentRequest payment, Refunds refunds, CancellationToken ct) => refunds.GiveAsync(payment, ct));
        app.MapGet("/payments/limit", () => 5000m);
        app.MapGet("/bank", (BankLink bank) => bank.IsOpenAsync());
        return app;
    }

    private static async Task<Payment> PayAsync(
        PaymentRequest request, FraudCheck fraud, Ledger ledger, Receipts receipts, CancellationToken ct)
    {
        if (!await fraud.IsTrustedAsync(request.UserId, ct))
            return new Payment(request.OrderId, Accepted: false);

        var payment = ledger.Charge(request);
        await receipts.SendAsync(request, ct);
        return payment;
    }
}
