using Shop.Gateway;
using Shop.Hosting;
using Shop.Inventory;
using Shop.Orders;
using Shop.Payments;
using Shop.Users;

// All services are on this machine: a proxy from the environment has no business between them.
HttpClient.DefaultProxy = new System.Net.WebProxy();

var settings = args.Where(arg => arg != "--smoke").ToArray();
WebApplication[] services =
[
    UsersService.Build(settings),
    InventoryService.Build(settings),
    PaymentsService.Build(settings),
    OrdersService.Build(settings),
    GatewayService.Build(settings),
];

foreach (var service in services)
    await service.StartAsync();

var exitCode = 0;
if (args.Contains("--smoke"))
{
    exitCode = await SmokeRun.RunAsync(services[^1].Urls.First());
}
else
{
    Console.WriteLine($"The shop is open at {services[^1].Urls.First()}/stock, Ctrl+C closes it.");
    await Task.WhenAny(services.Select(service => service.WaitForShutdownAsync()));
}

foreach (var service in services.Reverse())
{
    await service.StopAsync();
    await service.DisposeAsync();
}

return exitCode;
