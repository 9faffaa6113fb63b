using Fallacies.Analyzers.Security;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.KeptRequestDataAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Security;

public sealed class KeptRequestDataTests
{
    private const string Send = "protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)";

    private const string Adds = "services.AddHttpClient(\"pay\").[|AddHttpMessageHandler<Handler>|]();";

    private const string AddsInPeace = "services.AddHttpClient(\"pay\").AddHttpMessageHandler<Handler>();";

    [Theory]
    [InlineData("services.AddScoped<Tenant>();", "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }")]
    [InlineData("services.AddScoped<ITenant, Tenant>();", "class Handler(ITenant tenant) : DelegatingHandler { ITenant T => tenant; }")]
    [InlineData("services.TryAddScoped<ITenant, Tenant>();", "class Handler(ITenant? tenant) : DelegatingHandler { ITenant? T => tenant; }")]
    [InlineData("services.AddScoped(typeof(ITenant), typeof(Tenant));", "class Handler : DelegatingHandler { readonly ITenant _tenant; public Handler(ITenant tenant) => _tenant = tenant; }")]
    [InlineData("services.AddScoped<ITenant>(_ => new Tenant());", "class Handler(ITenant tenant) : DelegatingHandler { ITenant T => tenant; }")]
    [InlineData("services.AddScoped<Told>();", "class Handler(Told told) : DelegatingHandler { Told T => told; }")]
    [InlineData("services.AddScoped<UserAtStart>();", "class Handler(UserAtStart user) : DelegatingHandler { UserAtStart U => user; }")]
    [InlineData("services.AddScoped<UserInField>();", "class Handler(UserInField user) : DelegatingHandler { UserInField U => user; }")]
    [InlineData("services.AddScoped<Tenant>(); services.AddScoped<Tokens>();", "class Handler(Tokens tokens) : DelegatingHandler { Tokens T => tokens; }")]
    [InlineData("", "class Handler(ShopContext shop) : DelegatingHandler { ShopContext S => shop; }")]
    [InlineData("services.AddScoped<Orders>();", "class Handler(Orders orders) : DelegatingHandler { Orders O => orders; }")]
    [InlineData("services.AddTransient(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.User);", "class Handler(System.Security.Claims.ClaimsPrincipal user) : DelegatingHandler { object U => user; }")]
    [InlineData("services.AddScoped<Tenant>();", "class Base(Tenant tenant) : DelegatingHandler { Tenant T => tenant; } class Handler(Tenant tenant) : Base(tenant);")]
    [InlineData("services.AddScoped<Tenant>();", "class Handler(IServiceProvider provider) : DelegatingHandler { string? Id => null; " + Send + " { request.Headers.Add(\"t\", provider.GetRequiredService<Tenant>().Id); return await base.SendAsync(request, token); } }")]
    [InlineData("services.AddScoped<Tenant>();", "class Handler : DelegatingHandler { readonly IServiceProvider _provider; public Handler(IServiceProvider provider) => _provider = provider; " + Send + " { request.Headers.Add(\"t\", _provider.GetService<Tenant>()?.Id); return await base.SendAsync(request, token); } }")]
    public Task Reports_a_handler_that_takes(string registration, string handler) => Verify.AnalyzeAsync(Setup(registration + Adds, handler));

    [Theory]
    [InlineData("class Handler : DelegatingHandler { readonly string? _user; public Handler(IHttpContextAccessor accessor) => _user = accessor.HttpContext?.User.Identity?.Name; }")]
    [InlineData("class Handler(IHttpContextAccessor accessor) : DelegatingHandler { readonly HttpContext? _context = accessor.HttpContext; }")]
    [InlineData("class Handler(IHttpContextAccessor accessor) : DelegatingHandler { HttpContext? Context { get; } = accessor.HttpContext; }")]
    [InlineData("class Handler(IHttpContextAccessor accessor) : DelegatingHandler { string? _token; " + Send + " { _token ??= accessor.HttpContext!.Request.Headers[\"Authorization\"]; return await base.SendAsync(request, token); } }")]
    [InlineData("class Handler(IHttpContextAccessor accessor) : DelegatingHandler { string? _token; " + Send + " { var context = accessor.HttpContext!; this._token = context.Request.Headers[\"Authorization\"].ToString(); return await base.SendAsync(request, token); } }")]
    [InlineData("class Handler(IHttpContextAccessor accessor) : DelegatingHandler { string? _token; " + Send + " { if (_token == null) _token = await Find().ConfigureAwait(false); return await base.SendAsync(request, token); } async Task<string> Find() { await Task.Yield(); return accessor.HttpContext!.Request.Headers[\"Authorization\"].ToString(); } }")]
    public Task Reports_a_handler_that_keeps(string handler) => Verify.AnalyzeAsync(Setup(Adds, handler));

    [Theory]
    [InlineData("services.AddHttpClient<Client>().[|AddHttpMessageHandler<Handler>|]();")]
    [InlineData("services.AddHttpClient<Client>().[|AddHttpMessageHandler|](provider => provider.GetRequiredService<Handler>());")]
    [InlineData("services.AddHttpClient<Client>().[|AddHttpMessageHandler|](provider => new Handler(provider.GetRequiredService<Tenant>()));")]
    [InlineData("services.AddHttpClient<Client>().[|AddHttpMessageHandler|](provider => { return new Handler(tenant: provider.GetService<Tenant>()!); });")]
    [InlineData("services.AddHttpClient(\"a\").[|AddHttpMessageHandler<Handler>|](); services.AddHttpClient(\"b\").AddHttpMessageHandler<Handler>();")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler().Services.AddHttpClient(\"b\").[|AddHttpMessageHandler<Handler>|]();")]
    public Task Reports_once(string registration) =>
        Verify.AnalyzeAsync(Setup("services.AddScoped<Tenant>();" + registration, "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; } class Client(HttpClient http);"));

    [Theory]
    [InlineData("", "class Handler : DelegatingHandler;")]
    [InlineData("", "class Handler(IHttpContextAccessor accessor) : DelegatingHandler { " + Send + " { request.Headers.Add(\"u\", accessor.HttpContext!.User.Identity!.Name); return await base.SendAsync(request, token); } }")]
    [InlineData("", "class Handler(IHttpContextAccessor accessor) : DelegatingHandler { " + Send + " { var user = accessor.HttpContext!.User; request.Headers.Add(\"u\", user.Identity!.Name); return await base.SendAsync(request, token); } }")]
    [InlineData("", "class Handler(IHttpContextAccessor accessor) : DelegatingHandler { readonly Func<string?> _user = () => accessor.HttpContext?.User.Identity?.Name; }")]
    [InlineData("", "class Handler(IHttpContextAccessor accessor) : DelegatingHandler { HttpContext? Context => accessor.HttpContext; }")]
    [InlineData("", "class Handler : DelegatingHandler { readonly IHttpContextAccessor _accessor; public Handler(IHttpContextAccessor accessor) => _accessor = accessor; object? User => _accessor.HttpContext?.User; }")]
    [InlineData("", "class Handler(System.Net.CookieContainer jar) : DelegatingHandler { string? _last; " + Send + " { _last = request.RequestUri?.ToString(); return await base.SendAsync(request, token); } }")]
    [InlineData("services.AddScoped<Tenant>();", "class Handler(IServiceScopeFactory scopes) : DelegatingHandler { " + Send + " { using var scope = scopes.CreateScope(); request.Headers.Add(\"t\", scope.ServiceProvider.GetRequiredService<Tenant>().Id); return await base.SendAsync(request, token); } }")]
    [InlineData("services.AddScoped<Tenant>();", "class Handler(IServiceProvider provider) : DelegatingHandler { " + Send + " { using var scope = provider.CreateScope(); request.Headers.Add(\"t\", scope.ServiceProvider.GetRequiredService<Tenant>().Id); return await base.SendAsync(request, token); } }")]
    [InlineData("services.AddScoped<Tenant>();", "class Handler(IHttpContextAccessor accessor) : DelegatingHandler { " + Send + " { request.Headers.Add(\"t\", accessor.HttpContext!.RequestServices.GetRequiredService<Tenant>().Id); return await base.SendAsync(request, token); } }")]
    [InlineData("services.AddTransient<Tenant>();", "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }")]
    [InlineData("services.AddSingleton<Tenant>();", "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }")]
    [InlineData("services.AddSingleton<ITenant, Tenant>(); services.AddScoped<ITenant, Tenant>();", "class Handler(ITenant tenant) : DelegatingHandler { ITenant T => tenant; }")]
    [InlineData("", "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }")]
    [InlineData("services.AddScoped<ITenant>(provider => Unknown(provider));", "class Handler(ITenant tenant) : DelegatingHandler { ITenant T => tenant; }")]
    [InlineData("services.AddScoped<Stateless>();", "class Handler(Stateless service) : DelegatingHandler { Stateless S => service; }")]
    [InlineData("services.AddScoped<ReadsPerCall>();", "class Handler(ReadsPerCall service) : DelegatingHandler { ReadsPerCall S => service; }")]
    [InlineData("services.AddScoped<Cache>();", "class Handler(Cache service) : DelegatingHandler { Cache S => service; }")]
    [InlineData("services.AddScoped<NeverFilled>();", "class Handler(NeverFilled service) : DelegatingHandler { NeverFilled S => service; }")]
    [InlineData("services.Configure<Microsoft.Extensions.Http.HttpClientFactoryOptions>(\"pay\", o => o.SuppressHandlerScope = true); services.AddScoped<Tenant>();", "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }")]
    public Task Leaves_alone(string registration, string handler) => Verify.AnalyzeAsync(Setup(registration + AddsInPeace, handler));

    [Theory]
    [InlineData("services.AddHttpClient(\"pay\").AddHttpMessageHandler(() => new Handler(new Tenant()));")]
    [InlineData("services.AddHttpClient(\"pay\").AddHttpMessageHandler(provider => Make(provider)); static Handler Make(IServiceProvider provider) => null!;")]
    [InlineData("services.AddTransient(_ => new Handler(new Tenant())); services.AddHttpClient(\"pay\").AddHttpMessageHandler<Handler>();")]
    [InlineData("services.AddTransient(_ => new Handler(new Tenant())); services.AddHttpClient(\"pay\").AddHttpMessageHandler(provider => provider.GetRequiredService<Handler>());")]
    [InlineData("_ = new HttpClient(new Handler(new Tenant()));")]
    [InlineData("Lookalike.AddHttpMessageHandler<Handler>(services);")]
    public Task Leaves_alone_a_handler_that_gets_something_else(string registration) =>
        Verify.AnalyzeAsync(Setup("services.AddScoped<Tenant>();" + registration, "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }"));

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) =>
        Verify.AnalyzeAsync(Setup("services.AddScoped<Tenant>();" + AddsInPeace, "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("services.AddScoped<Tenant>();", "class Handler(Tenant tenant) : DelegatingHandler { Tenant T => tenant; }", "takes 'Tenant', whose instance here no request fills")]
    [InlineData("", "class Handler(ShopContext shop) : DelegatingHandler { ShopContext S => shop; }", "takes 'ShopContext', which must not be used by two at once")]
    [InlineData("services.AddScoped<Orders>();", "class Handler(Orders orders) : DelegatingHandler { Orders O => orders; }", "takes 'Orders', which needs 'ShopContext', which must not be used by two at once")]
    [InlineData("", "class Handler(IHttpContextAccessor accessor) : DelegatingHandler { readonly HttpContext? _context = accessor.HttpContext; }", "'_context' keeps what is read from the HttpContext of one of them")]
    public Task Says_what_is_kept(string registration, string handler, string what)
    {
        var test = new Verifier<KeptRequestDataAnalyzer, NoFix>.Test(Setup(registration + AddsInPeace.Replace("AddHttpMessageHandler<Handler>", "{|#0:AddHttpMessageHandler<Handler>|}"), handler), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(KeptRequestDataAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("One 'Handler' serves all requests of this client for minutes (2 by default), but " + what));
        return test.RunAsync();
    }

    private static string Setup(string statements, string handler) =>
        $$"""
        #nullable enable
        using Microsoft.AspNetCore.Http;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        {{handler}}
        static class Setup
        {
            public static void Add(IServiceCollection services)
            {
                {{statements}}
            }
            static ITenant Unknown(IServiceProvider provider) => provider.GetRequiredService<ITenant>();
            static void Fill(ITenant tenant, Told told) { tenant.Id = "7"; told.Tell("7"); }
        }
        static class Lookalike { public static void AddHttpMessageHandler<T>(IServiceCollection services) { } }
        interface ITenant { string? Id { get; set; } }
        class Tenant : ITenant { public string? Id { get; set; } }
        class Told { string? _id; public void Tell(string id) => _id = id; public string? Id => _id; }
        class UserAtStart { public string? Name { get; } public UserAtStart(IHttpContextAccessor accessor) { Name = accessor.HttpContext?.User.Identity?.Name; } }
        class UserInField(IHttpContextAccessor accessor) { readonly string? _name = accessor.HttpContext?.User.Identity?.Name; public string? Name => _name; }
        class Tokens(Tenant tenant) { public string? Find() => tenant.Id; }
        class Stateless(IHttpContextAccessor accessor) { public IHttpContextAccessor Accessor => accessor; }
        class ReadsPerCall(IHttpContextAccessor accessor) { public string? Name => accessor.HttpContext?.User.Identity?.Name; }
        class Cache { string? _text; public string Load() => _text ??= File.ReadAllText("a"); }
        class NeverFilled { public string? Id { get; set; } public string? Load(string id) { Id = id; return Id; } }
        class ShopContext : DbContext;
        class Orders(ShopContext shop) { public object Shop => shop; }
        namespace Microsoft.EntityFrameworkCore { public class DbContext; }
        """;
}
