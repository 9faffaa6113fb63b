using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.SharedClientNameAnalyzer, Fallacies.CodeFixes.Administration.SharedClientNameFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class SharedClientNameTests
{
    [Fact]
    public Task Every_later_client_gets_a_name() => Verify.FixAsync(
        Setup(
            """
            services.AddHttpClient<IPay, Stripe>(http => http.BaseAddress = new Uri("https://stripe.contoso.com"));
            services.[|AddHttpClient<IPay, Adyen>|](http => http.BaseAddress = new Uri("https://adyen.contoso.com")) // the other one
                .AddStandardResilienceHandler();
            services.[|AddHttpClient<IPay, Others.Klarna>|]();
            services.AddHttpClient<Client>();
            services.[|AddHttpClient<Others.Client>|](
                http => http.Timeout = TimeSpan.FromSeconds(5));
            """),
        Setup(
            """
            services.AddHttpClient<IPay, Stripe>(http => http.BaseAddress = new Uri("https://stripe.contoso.com"));
            services.AddHttpClient<IPay, Adyen>(nameof(Adyen), http => http.BaseAddress = new Uri("https://adyen.contoso.com")) // the other one
                .AddStandardResilienceHandler();
            services.AddHttpClient<IPay, Others.Klarna>(nameof(Others.Klarna));
            services.AddHttpClient<Client>();
            services.AddHttpClient<Others.Client>(
                "Others.Client",
                http => http.Timeout = TimeSpan.FromSeconds(5));
            """));

    [Fact]
    public Task Clients_in_one_chain_get_names() => Verify.FixAsync(
        Setup("services.AddHttpClient<IPay, Stripe>(A).Services.[|AddHttpClient<IPay, Adyen>|](B).Services.[|AddHttpClient<IPay, Others.Klarna>|](configureClient: B);"),
        Setup("services.AddHttpClient<IPay, Stripe>(A).Services.AddHttpClient<IPay, Adyen>(nameof(Adyen), B).Services.AddHttpClient<IPay, Others.Klarna>(nameof(Others.Klarna), configureClient: B);"));

    [Theory]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.[|AddHttpClient<IPay, Adyen>|]();")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(); services.[|AddHttpClient<IPay, Adyen>|](B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.[|AddHttpClient<IPay, Adyen>|]((provider, http) => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("services.AddHttpClient<IPay, Stripe>().AddStandardResilienceHandler(); services.[|AddHttpClient<IPay, Adyen>|]().AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.[|AddHttpClient<IPay, Adyen>|](http => new Adyen(http));")]
    [InlineData("_ = services!.AddHttpClient<IPay, Stripe>(A); services?.[|AddHttpClient<IPay, Adyen>|](B);")]
    [InlineData("services.AddHttpClient<Client>(); services.[|AddHttpClient<Others.Client>|]();")]
    [InlineData("services.AddHttpClient<Outer.Client>(); services.[|AddHttpClient<Client>|]();")]
    [InlineData("services.AddHttpClient<Box<Client>>(); services.[|AddHttpClient<Box<Others.Client>>|]();")]
    [InlineData("services.AddHttpClient<Client>(); if (flag) services.[|AddHttpClient<Others.Client>|]();")]
    [InlineData("services.AddHttpClient<IOnly, Only>(); services.[|AddHttpClient<Others.IOnly, Others.Only>|]();")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); AddMore(services);", "services.[|AddHttpClient<IPay, Adyen>|](B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.AddMore();", "services.[|AddHttpClient<IPay, Adyen>|](B);")]
    public Task Reports(string statement, string elsewhere = "") => Verify.AnalyzeAsync(Setup(statement, elsewhere));

    [Theory]
    [InlineData("services.AddHttpClient<IPay, Stripe>(); services.AddHttpClient<IPay, Adyen>();")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.AddHttpClient<IPay, Stripe>(B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.AddHttpClient<IPay, Adyen>(A);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.AddHttpClient<IPay, Adyen>(\"adyen\", B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.AddHttpClient<IPay, Adyen>(nameof(Adyen), B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.AddHttpClient<IPay, Adyen>(name, B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(\"pay\", A); services.AddHttpClient<IPay, Adyen>(\"pay\", B);")]
    [InlineData("services.AddHttpClient<Client>(); services.AddHttpClient<Others.Client>(\"Client\");")]
    [InlineData("services.AddHttpClient<Client>(); services.AddHttpClient(\"Client\");")]
    [InlineData("services.AddHttpClient<Box<Client>>(); services.AddHttpClient<Box<Stripe>>();")]
    [InlineData("services.AddHttpClient<Stripe>(A); services.AddHttpClient<Adyen>(B);")]
    [InlineData("services.AddHttpClient<Client>(A); services.AddHttpClient<Client>(B);")]
    [InlineData("if (flag) services.AddHttpClient<IPay, Stripe>(A); else services.AddHttpClient<IPay, Adyen>(B);")]
    [InlineData("if (flag) services.AddHttpClient<Client>(); else services.AddHttpClient<Others.Client>();")]
    [InlineData("if (name == \"a\") services.AddHttpClient<IPay, Stripe>(A); if (name == \"b\") services.AddHttpClient<IPay, Adyen>(B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); if (flag) services.AddHttpClient<IPay, Adyen>(B);")]
    [InlineData("switch (name) { case \"a\": services.AddHttpClient<IPay, Stripe>(A); break; default: services.AddHttpClient<IPay, Adyen>(B); break; }")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); new ServiceCollection().AddHttpClient<IPay, Adyen>(B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A);", "services.AddHttpClient<IPay, Adyen>(B);")]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); Lookalike.AddHttpClient<IPay, Adyen>(services, B);")]
    public Task Leaves_alone(string statement, string elsewhere = "") => Verify.AnalyzeAsync(Setup(statement, elsewhere));

    [Fact]
    public Task Is_silent_in_tests() => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Client>(); services.AddHttpClient<Others.Client>();"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("services.AddHttpClient<IPay, Stripe>(A); services.{|#0:AddHttpClient<IPay, Adyen>|}(http => http.Timeout = TimeSpan.Zero);", "'Stripe' and 'Adyen' are both clients named 'IPay', so what is set for one is set for the other too: Timeout, A")]
    [InlineData("services.AddHttpClient<Client>(); services.{|#0:AddHttpClient<Others.Client>|}();", "'Client' and 'Others.Client' are both clients named 'Client', so this call throws InvalidOperationException when the program starts")]
    public Task Says_what_happens(string statement, string message)
    {
        var test = new Verifier<Analyzers.Administration.SharedClientNameAnalyzer, CodeFixes.Administration.SharedClientNameFixer>.Test(Setup(statement), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult(Analyzers.Administration.SharedClientNameAnalyzer.Descriptor).WithLocation(0)
            .WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations).WithMessage(message));
        return test.RunAsync();
    }

    private static string Setup(string statements, string elsewhere = "") =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        static class Setup
        {
            public static void Add(IServiceCollection services, bool flag, string name)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            static void AddMore(this IServiceCollection services) { {{elsewhere}} }
            static void A(HttpClient http) => http.BaseAddress = new Uri("https://a.contoso.com");
            static void B(HttpClient http) => http.BaseAddress = new Uri("https://b.contoso.com");
        }
        static class Lookalike { public static void AddHttpClient<T, U>(IServiceCollection services, Action<HttpClient> configure) { } }
        interface IPay;
        interface IOnly;
        class Only(HttpClient http) : IOnly;
        class Stripe(HttpClient http) : IPay;
        class Adyen(HttpClient http) : IPay;
        class Client(HttpClient http);
        class Outer { public class Client(HttpClient http); }
        class Box<T>(HttpClient http);
        namespace Others
        {
            interface IOnly;
            class Only(HttpClient http) : IOnly;
            class Klarna(HttpClient http) : IPay;
            class Client(HttpClient http);
        }
        """;
}
