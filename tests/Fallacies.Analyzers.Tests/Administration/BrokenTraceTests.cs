using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.BrokenTraceAnalyzer, Fallacies.CodeFixes.Administration.BrokenTraceFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class BrokenTraceTests
{
    private static readonly MetadataReference[] Packages = References.With("OpenTelemetry.Instrumentation.AspNetCore", "OpenTelemetry.Instrumentation.Http");

    [Fact]
    public Task The_missing_side_is_added() => Verify.FixAsync(
        Program("""
            builder.Services.AddOpenTelemetry().[|WithTracing|](tracing => tracing
                .AddSource("Shop")
                .AddAspNetCoreInstrumentation()); // Both sides.
            """),
        Program("""
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
                .AddSource("Shop")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()); // Both sides.
            """),
        references: Packages);

    [Fact]
    public Task What_comes_in_is_added_too() => Verify.FixAsync(
        Program("""builder.Services.AddOpenTelemetry().[|WithTracing|](tracing => { tracing.AddHttpClientInstrumentation(); });"""),
        Program("""builder.Services.AddOpenTelemetry().WithTracing(tracing => { tracing.AddHttpClientInstrumentation().AddAspNetCoreInstrumentation(); });"""),
        references: Packages);

    [Theory]
    [InlineData("tracing => tracing.AddSource(\"Shop\")")]
    [InlineData("tracing => tracing.AddSource(\"Shop\", \"System.Net.Http\")")]
    [InlineData("tracing => tracing.AddSource(\"Microsoft.AspNetCore\")")]
    public Task Offers_no_fix_without_the_package(string setup) => Verify.NoFixAsync(Program($"builder.Services.AddOpenTelemetry().[|WithTracing|]({setup});"));

    [Theory]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation());")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(\"Microsoft.AspNetCore\", \"System.Net.Http\"));")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(\"*\"));")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(args));")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(Configure); static void Configure(TracerProviderBuilder tracing) => tracing.AddSource(\"Shop\");")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(); ")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(tracing => Both(tracing)); static void Both(TracerProviderBuilder t) => t.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();")]
    [InlineData("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(\"Shop\")); UseAzureMonitor(builder); static void UseAzureMonitor(object builder) { }")]
    [InlineData("var other = new Other(); other.WithTracing(tracing => Console.WriteLine(tracing));")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(Program(statements), references: Packages);

    [Fact]
    public Task A_program_that_sends_nothing_has_one_side() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using OpenTelemetry.Trace;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddAspNetCoreInstrumentation());
        """,
        references: Packages);

    [Theory]
    [InlineData("tool")]
    [InlineData("library")]
    public Task Only_services_have_two_sides(string kind) => Verify.AnalyzeAsync(
        Program("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(\"Shop\"));"), $"fallacies.project_kind = {kind}", Packages);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Program("builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.{|CS1061:AddSourc|}(\"a\")); builder.Services.AddOpenTelemetry().WithTracing({|CS0103:x|});"), references: Packages);

    private static string Program(string statements) => $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using OpenTelemetry.Trace;

        var builder = WebApplication.CreateBuilder(args);
        {{statements}}

        class Prices(HttpClient http) { public Task<string> LoadAsync() => http.GetStringAsync("prices"); }

        class Other { public void WithTracing(Action<object> configure) => configure(this); }
        """;
}
