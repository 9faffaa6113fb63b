namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Rules on classes that the container gets to know in development alone.</summary>
public sealed class DevelopmentOnlyTests
{
    private static readonly string[] Rules = ["FAL2004", "FAL2007", "FAL2010", "FAL5003"];

    [Theory]
    [InlineData("if (env.IsDevelopment()) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) { services.AddSingleton<ITokens, DevTokens>(); } else services.AddSingleton<ITokens, Tokens>();")]
    [InlineData("if (!env.IsDevelopment()) services.AddSingleton<ITokens, Tokens>(); else services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("services.AddSingleton(typeof(ITokens), env.IsDevelopment() ? typeof(DevTokens) : typeof(Tokens));")]
    [InlineData("services.AddSingleton<ITokens>(_ => env.IsDevelopment() ? new DevTokens() : new Tokens());")]
    [InlineData("var local = env.IsDevelopment(); if (local) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (isDevelopment) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) { services.AddSingleton<DevTokens>(); services.AddSingleton<ITokens>(all => all.GetRequiredService<DevTokens>()); }")]
    public async Task Leaves_alone_what_is_registered_in_development(string registration) => Assert.Empty(await Findings(registration));

    [Theory]
    [InlineData("services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (env.IsProduction()) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (!env.IsDevelopment()) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (!isDevelopment) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("var local = env.IsProduction(); if (local) services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) { } else services.AddSingleton<ITokens, DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) services.AddSingleton<ITokens, DevTokens>(); services.AddSingleton<DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) services.AddSingleton<ITokens, DevTokens>(); ITokens other = new DevTokens();")]
    [InlineData("if (env.IsDevelopment()) services.AddSingleton<ITokens, Other.DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) System.Console.WriteLine(nameof(DevTokens));")]
    [InlineData("if (env.IsDevelopment()) System.Console.WriteLine(typeof(DevTokens).Assembly);")]
    [InlineData("if (env.IsDevelopment()) new Microsoft.Extensions.Configuration.ConfigurationBuilder().AddUserSecrets<DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) services.BuildServiceProvider().GetRequiredService<DevTokens>();")]
    [InlineData("if (env.IsDevelopment()) services.AddSingleton<ITokens, DevTokens>(); } class Derived : DevTokens {")]
    [InlineData("")]
    public async Task Speaks_of_what_may_be_registered_elsewhere(string registration) => Assert.Equal(Rules, await Findings(registration));

    [Theory]
    [InlineData("")]
    [InlineData(" : Microsoft.AspNetCore.Mvc.ControllerBase")]
    public async Task Speaks_of_what_needs_no_registration(string parent)
    {
        var main = parent.Length == 0 ? "static void Main() { }" : "";
        var found = await Findings($"if (env.IsDevelopment()) services.AddSingleton<Found>(); }} }} class Found{parent} {{ {main} public string Get() {{ using var http = new HttpClient(); return http.GetStringAsync(\"https://tokens.contoso.com\").Result; }} public static void Start() {{");

        Assert.Contains("FAL5003", found);
    }

    [Theory]
    [InlineData("env.IsDevelopment()", false)]
    [InlineData("env.IsDevelopment() && args.Length > 0", false)]
    [InlineData("env.IsProduction()", true)]
    public async Task Leaves_alone_what_runs_in_development(string condition, bool speaks)
    {
        var registration =
            $$"""
            } } class Start(IHostEnvironment env, HttpClient shared)
            {
                public async Task<string> Get(string[] args, CancellationToken token)
                {
                    if ({{condition}}) { using var http = new HttpClient(); return await shared.GetStringAsync("https://tokens.contoso.com") + http.GetStringAsync("https://tokens.contoso.com", CancellationToken.None).Result; }
                    return "";
                }
            } static class Others { static void Add(IServiceCollection services, IHostEnvironment env) { if (env.IsDevelopment()) services.AddSingleton<DevTokens>();
            """;
        Assert.Equal(speaks ? Rules : [], await Findings(registration));
    }

    [Theory]
    [InlineData("if (env.IsDevelopment()) services.AddSingleton<ITokens, DevTokens>(")]
    [InlineData("if (env.IsDevelopment( services.AddSingleton<, DevTokens>();")]
    [InlineData("bool local = local; if (local) services.AddSingleton<ITokens, DevTokens>();")]
    public Task Survives_half_typed(string registration) => Reliability.PipelineSource.SurvivesAsync(Source(registration));

    private static async Task<string[]> Findings(string registration) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Source(registration)), ("fallacies.project_kind", "service"))).Select(finding => finding.Id).Where(Rules.Contains).Distinct().Order()];

    private static string Source(string registration) =>
        $$"""
        using System.Net.Http; using System.Threading; using System.Threading.Tasks; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting;
        interface ITokens { string Get(); }
        class Tokens : ITokens { public string Get() => ""; }
        namespace Other { class DevTokens : ITokens { public string Get() => ""; } }
        class DevTokens : ITokens
        {
            public string Get() { using var http = new HttpClient(); return http.GetStringAsync("https://tokens.contoso.com").Result; }
            public async Task<string> GetAsync(HttpClient shared, CancellationToken token) => await shared.GetStringAsync("https://tokens.contoso.com");
        }
        static class Services
        {
            public static void Add(IServiceCollection services, IHostEnvironment env, bool isDevelopment)
            {
                {{registration}}
            }
        }
        """;
}
