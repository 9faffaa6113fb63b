using System.Threading.Channels;

namespace Shop.Payments;

/// <summary>Sends users a receipt for what was charged, while they already go on shopping.</summary>
internal sealed partial class Receipts(IHttpClientFactory clients, ILogger<Receipts> logger) : BackgroundService
{
    private readonly Channel<PaymentRequest> _charged = Channel.CreateBounded<PaymentRequest>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.Wait });

    public ValueTask SendAsync(PaymentRequest request, CancellationToken ct) => _charged.Writer.WriteAsync(request, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var request in _charged.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                var http = clients.CreateClient("receipts");
                using var response = await http.PostAsJsonAsync($"users/{request.UserId}/receipts", request, stoppingToken);
                response.EnsureSuccessStatusCode();
            }
            catch (HttpRequestException exception)
            {
                LogLoss(exception, request.OrderId);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The receipt of order {OrderId} was not delivered")]
    private partial void LogLoss(Exception exception, string orderId);
}
