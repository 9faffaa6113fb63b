using Grpc.Health.V1;

namespace Shop.Payments;

/// <summary>Knows whether the bank takes payments at the moment.</summary>
internal sealed class BankLink(Health.HealthClient bank)
{
    public async Task<bool> IsOpenAsync()
    {
        var reply = await bank.CheckAsync(new HealthCheckRequest { Service = "payments" }, deadline: DateTime.UtcNow.AddSeconds(3));
        return reply.Status == HealthCheckResponse.Types.ServingStatus.Serving;
    }
}
