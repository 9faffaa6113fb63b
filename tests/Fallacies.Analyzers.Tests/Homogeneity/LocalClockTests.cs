using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Homogeneity.LocalClockAnalyzer, Fallacies.CodeFixes.Homogeneity.LocalClockFixer>;

namespace Fallacies.Analyzers.Tests.Homogeneity;

public sealed class LocalClockTests
{
    private static readonly MetadataReference[] WithRows = References.With("Microsoft.EntityFrameworkCore.SqlServer", "MassTransit", "AWSSDK.S3");

    private static string In(string statement) =>
        $$"""
        using System.Net;
        using System.Net.Http.Json;
        using System.Security.Cryptography.X509Certificates;
        using System.Text.Json;
        using Grpc.Core;
        using MassTransit;
        using Microsoft.EntityFrameworkCore;

        class Lease { public string Id { get; set; } public DateTime ExpiresAt { get; set; } public DateTime? ValidUntil { get; set; } public DateTimeOffset ExpiresOn { get; set; } public DateTime CreatedAt { get; set; } }
        class Token { public int ExpiresIn { get; set; } public int expires_in { get; set; } }
        class CacheOptions { public int ExpiresIn { get; set; } }
        class Store(DbContextOptions options) : DbContext(options) { public DbSet<Lease> Leases => Set<Lease>(); }

        class Client
        {
            DateTime _expires;
            DateTime _until;

            bool IsOver() => DateTime.Now > _until;

            async Task M(HttpClient http, Store store, ConsumeContext<Lease> context, X509Certificate2 certificate, Cookie cookie, CacheOptions options, Lease own, TimeProvider time)
            {
                {{statement}}
                await Task.Yield();
            }
        }
        """;

    [Theory]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if ([|lease.ExpiresAt < DateTime.Now|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if ([|DateTime.Now >= lease.ExpiresAt|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if ([|DateTime.Now.AddMinutes(1) >= lease.ExpiresAt|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if ([|lease.ValidUntil.Value < DateTime.Now|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if ([|lease.ValidUntil < DateTime.Now|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); var now = DateTime.Now; var end = lease.ExpiresAt; if ([|end < now|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if ([|lease?.ExpiresAt < DateTime.Now|]) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); var end = lease?.ExpiresAt; if ([|end < DateTime.Now|]) return;")]
    [InlineData("var lease = JsonSerializer.Deserialize<Lease>(\"\"); if ([|lease.ExpiresAt < DateTime.Now|]) return;")]
    [InlineData("var old = await store.Leases.Where(lease => [|lease.ExpiresAt < DateTime.Now|]).ToListAsync();")]
    [InlineData("var lease = await store.Leases.FirstAsync(); if ([|lease.ExpiresAt < DateTime.Now|]) return;")]
    [InlineData("if ([|context.Message.ExpiresAt < DateTime.Now|]) return;")]
    [InlineData("var token = await http.GetFromJsonAsync<Token>(\"token\"); _expires = [|DateTime.Now.AddSeconds(token.ExpiresIn)|];")]
    [InlineData("var token = await http.GetFromJsonAsync<Token>(\"token\"); _expires = [|DateTime.Now.AddSeconds(token.expires_in - 30)|];")]
    [InlineData("var token = await http.GetFromJsonAsync<Token>(\"token\"); _expires = [|DateTime.Now + TimeSpan.FromSeconds(token.ExpiresIn)|];")]
    [InlineData("var call = new CallOptions(deadline: [|DateTime.Now.AddSeconds(5)|]);")]
    [InlineData("var call = new CallOptions().WithDeadline([|DateTime.Now.AddSeconds(5)|]);")]
    [InlineData("var token = new System.IdentityModel.Tokens.Jwt.JwtSecurityTokenHandler().ReadJwtToken(own.Id); if ([|token.ValidTo < DateTime.Now|]) return;")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(In(statement), references: WithRows);

    [Theory]
    // In UTC, or with an offset.
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if (lease.ExpiresAt < DateTime.UtcNow) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if (lease.ExpiresOn < DateTime.Now) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if (lease.ExpiresOn < DateTimeOffset.Now) return;")]
    [InlineData("var token = await http.GetFromJsonAsync<Token>(\"token\"); _expires = DateTime.UtcNow.AddSeconds(token.ExpiresIn);")]
    [InlineData("var call = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(5));")]
    [InlineData("var call = new CallOptions(deadline: DateTime.Now.ToUniversalTime().AddSeconds(5));")]
    // The framework says these in local time.
    [InlineData("if (certificate.NotAfter < DateTime.Now) return;")]
    [InlineData("if (cookie.Expires < DateTime.Now) return;")]
    [InlineData("Amazon.S3.Model.Expiration lifetime = null; if (lifetime.ExpiryDate < DateTime.Now) return;")]
    // Nobody else is asked.
    [InlineData("_until = DateTime.Now.AddMinutes(5); if (DateTime.Now > _until) return;")]
    [InlineData("if (own.ExpiresAt < DateTime.Now) return;")]
    [InlineData("var lease = new Lease(); if (lease.ExpiresAt < DateTime.Now) return;")]
    [InlineData("_expires = DateTime.Now.AddSeconds(options.ExpiresIn);")]
    [InlineData("var giveUp = DateTime.Now.AddSeconds(5); while (DateTime.Now < giveUp) await Task.Delay(100);")]
    // No end.
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if (lease.CreatedAt < DateTime.Now) return;")]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if (lease.ExpiresAt == DateTime.Now) return;")]
    [InlineData("var hour = DateTime.Now.Hour; if (hour > 8) return;")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(In(statement), references: WithRows);

    [Theory]
    // Typed into a form: the time of the place.
    [InlineData("lease.ExpiresAt = Input.ExpiresAt;", false)]
    [InlineData("lease.ExpiresAt = Input.ExpiresAt; new Lease { ExpiresAt = model.ExpiresAt };", false)]
    // Somebody else writes it too, or nobody does.
    [InlineData("lease.ExpiresAt = Input.ExpiresAt; lease.ExpiresAt = DateTime.UtcNow;", true)]
    [InlineData("lease.ExpiresAt = own.ExpiresAt;", true)]
    [InlineData("lease.ValidUntil = Input.ExpiresAt;", true)]
    public async Task An_end_that_is_typed_is_local(string write, bool isReported)
    {
        var source = In("var lease = await store.Leases.FirstAsync(); if (lease.ExpiresAt < DateTime.Now) " + write)
            .Replace("DateTime _expires;", "DateTime _expires; [BindProperty] public Lease Input { get; set; } LeaseViewModel model;", StringComparison.Ordinal)
            + "\nclass BindPropertyAttribute : Attribute { }\nclass LeaseViewModel { public DateTime ExpiresAt { get; set; } }";
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + source, references: WithRows), ("fallacies.project_kind", "service"));

        Assert.Equal(isReported, found.Any(finding => finding.Id == "FAL8001"));
    }

    [Theory]
    [InlineData("var lease = await http.GetFromJsonAsync<Lease>(\"lease\"); if (lease.ExpiresAt < DateTime.Now) return;", DiagnosticSeverity.Info, "'ExpiresAt' is set by another machine and compared with the local time of this one: off by the time zone, and by an hour more after a change of the clocks")]
    [InlineData("var token = await http.GetFromJsonAsync<Token>(\"token\"); _expires = DateTime.Now.AddSeconds(token.ExpiresIn);", DiagnosticSeverity.Info, "'ExpiresIn' of an answer is added to the local time of this machine: when the clocks change, what it limits ends an hour early or an hour late")]
    [InlineData("var call = new CallOptions(deadline: DateTime.Now.AddSeconds(5));", DiagnosticSeverity.Warning, "gRPC takes a deadline in UTC only: this call throws InvalidOperationException before anything is sent")]
    public async Task Says_what_goes_wrong(string statement, DiagnosticSeverity severity, string message)
    {
        var finding = Assert.Single(await FindingsOf(statement));

        Assert.Equal(severity, finding.Severity);
        Assert.Equal(message, finding.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Is_silent_in_tests() => Assert.Empty(await FindingsOf("var call = new CallOptions(deadline: DateTime.Now.AddSeconds(5));", ("fallacies.project_kind", "test")));

    [Fact]
    public Task The_clock_is_read_in_UTC_by_all_who_compare() => Verify.FixAsync(
        """
        using System.Net.Http.Json;
        using Grpc.Core;

        class Lease { public DateTime ExpiresAt { get; set; } }
        class Token { public int ExpiresIn { get; set; } }

        class Client(HttpClient http)
        {
            private DateTime _expires;

            async Task M()
            {
                if (_expires > DateTime.Now)
                    return;

                var lease = await http.GetFromJsonAsync<Lease>("lease");
                if ([|DateTime.Now.AddMinutes(1) >= lease.ExpiresAt|]) // a minute early
                    return;
                var token = await http.GetFromJsonAsync<Token>("token");
                _expires = [|DateTime.Now.AddSeconds(token.ExpiresIn)|].AddSeconds(-5);
                _ = new CallOptions(deadline: [|System.DateTime.Now.AddSeconds(5)|]);
            }
        }

        class Timed(HttpClient http, TimeProvider time)
        {
            async Task<bool> M()
            {
                var lease = await http.GetFromJsonAsync<Lease>("lease");
                return [|lease.ExpiresAt < DateTime.Now|];
            }
        }
        """,
        """
        using System.Net.Http.Json;
        using Grpc.Core;

        class Lease { public DateTime ExpiresAt { get; set; } }
        class Token { public int ExpiresIn { get; set; } }

        class Client(HttpClient http)
        {
            private DateTime _expires;

            async Task M()
            {
                if (_expires > DateTime.UtcNow)
                    return;

                var lease = await http.GetFromJsonAsync<Lease>("lease");
                if (DateTime.UtcNow.AddMinutes(1) >= lease.ExpiresAt) // a minute early
                    return;
                var token = await http.GetFromJsonAsync<Token>("token");
                _expires = DateTime.UtcNow.AddSeconds(token.ExpiresIn).AddSeconds(-5);
                _ = new CallOptions(deadline: System.DateTime.UtcNow.AddSeconds(5));
            }
        }

        class Timed(HttpClient http, TimeProvider time)
        {
            async Task<bool> M()
            {
                var lease = await http.GetFromJsonAsync<Lease>("lease");
                return lease.ExpiresAt < time.GetUtcNow().UtcDateTime;
            }
        }
        """);

    [Fact]
    public Task No_fix_where_others_would_go_on_in_local_time() => Verify.NoFixAsync(
        """
        using System.Net.Http.Json;

        class Lease { public DateTime ExpiresAt { get; set; } }
        class Token { public int ExpiresIn { get; set; } }

        class Client(HttpClient http)
        {
            private DateTime _expires;

            async Task M()
            {
                var lease = await http.GetFromJsonAsync<Lease>("lease");
                var now = DateTime.Now;
                if ([|lease.ExpiresAt < now|])
                    lease.ExpiresAt = DateTime.Now.AddMinutes(5);
                if ([|lease.ExpiresAt < DateTime.Now|])
                    return;
                var token = await http.GetFromJsonAsync<Token>("token");
                _expires = [|DateTime.Now.AddSeconds(token.ExpiresIn)|];
                Console.WriteLine(_expires);
            }
        }
        """);

    [Theory]
    [InlineData("if (DateTime.Now < ) return;")]
    [InlineData("if (lease.ExpiresAt < DateTime.Now.) return;")]
    [InlineData("_expires = DateTime.Now.AddSeconds();")]
    [InlineData("var call = new CallOptions(deadline: );")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(statement), finding => finding.Id == "AD0001");

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string statement, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + In(statement), WithRows), options)).Where(finding => finding.Id is "FAL8001" or "AD0001")];
}
