using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.UncheckedCertificateAnalyzer, Fallacies.CodeFixes.Security.DevelopmentCertificateFixer>;

namespace Fallacies.Analyzers.Tests.Security;

public sealed class DevelopmentCertificateTests
{
    [Fact]
    public Task Where_the_environment_is_in_scope_wrong_certificates_are_accepted_in_development_only() => Verify.FixAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;

        class Clients(IWebHostEnvironment environment)
        {
            void Configure(HttpClientHandler handler)
            {
                // The certificate of the desk is self-signed.
                handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|]; // for now
                handler.UseCookies = false;
            }

            static void Add(WebApplicationBuilder builder, HttpClientHandler handler)
            {
                handler.ServerCertificateCustomValidationCallback = [|HttpClientHandler.DangerousAcceptAnyServerCertificateValidator|];
            }
        }
        """,
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.Extensions.Hosting;

        class Clients(IWebHostEnvironment environment)
        {
            void Configure(HttpClientHandler handler)
            {
                // The certificate of the desk is self-signed.
                if (environment.IsDevelopment())
                    handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true; // for now
                handler.UseCookies = false;
            }

            static void Add(WebApplicationBuilder builder, HttpClientHandler handler)
            {
                if (builder.Environment.IsDevelopment())
                    handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
            }
        }
        """);

    [Fact]
    public Task Not_where_no_environment_is_in_scope() => Verify.NoFixAsync(
        """
        class Clients
        {
            readonly HttpClientHandler _field = new() { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] };

            void Configure(HttpClientHandler handler) { handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|]; }
        }
        """);
}
