namespace Shop.Gateway;

/// <summary>Who asks: the customer's id, as the request says it.</summary>
internal sealed class Caller
{
    public string? Id { get; set; }
}

/// <summary>Tells the other services who asks.</summary>
internal sealed class CallerHandler(IHttpContextAccessor accessor) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var caller = accessor.HttpContext?.RequestServices.GetRequiredService<Caller>();
        if (caller?.Id is { } id)
            request.Headers.Add("X-Customer", id);
        return base.SendAsync(request, cancellationToken);
    }
}
