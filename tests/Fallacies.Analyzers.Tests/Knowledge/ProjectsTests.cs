using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests.Knowledge;

public sealed class ProjectsTests
{
    private const string Program = "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();";
    private const string Tool = "System.Console.WriteLine();";
    private const string Library = "class A;";

    [Fact]
    public void A_program_with_a_host_is_a_service() => Assert.Equal(ProjectKind.Service, KindOf(Program, References.All));

    [Fact]
    public void A_program_that_makes_no_host_is_a_tool_whatever_it_references() => Assert.Equal(ProjectKind.Tool, KindOf(Tool, References.All));

    [Theory]
    [InlineData("Contoso.ServiceHost.Run();", "Service")]
    [InlineData("System.Console.WriteLine(); class PricesController;", "Service")]
    [InlineData(Tool, "Tool")]
    public void A_program_of_the_web_SDK_is_a_service_wherever_its_host_is_made(string code, string kind) =>
        Assert.Equal(kind, KindOf(code, References.All, ("build_property.UsingMicrosoftNETSdkWeb", "true")).ToString());

    [Theory]
    [InlineData("using System.CommandLine;", "Tool")]
    [InlineData("using Cocona.Builder;", "Service")]
    public void Before_the_packages_are_restored_the_directives_tell_what_reads_a_command_line(string directive, string kind) => Assert.Equal(kind, KindOfStart(directive + Program).ToString());

    [Theory]
    [InlineData("using var host = Host.CreateApplicationBuilder(args).Build(); host.Services.GetRequiredService<object>();", "Tool")]
    [InlineData("using var host = Host.CreateApplicationBuilder(args).Build(); await host.RunAsync();", "Service")]
    [InlineData("await new HostBuilder().RunConsoleAsync();", "Service")]
    [InlineData("return Host.CreateDefaultBuilder(args).Build().RunWithCommands(args);", "Service")]
    [InlineData("Host.CreateDefaultBuilder(args).Build().RunAsService();", "Service")]
    [InlineData("Host.CreateDefaultBuilder(args).Build().Start();", "Service")]
    public void A_host_that_is_never_started_makes_no_service(string code, string kind) =>
        Assert.Equal(kind, KindOfStart("using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting;" + code).ToString());

    [Theory]
    [InlineData("System.Console.ReadLine();", "Tool")]
    [InlineData("new Microsoft.Extensions.Hosting.HostBuilder().ConfigureFunctionsWorkerDefaults().Build().Run();", "Service")]
    [InlineData("FunctionsApplication.CreateBuilder(args).Build().Run();", "Service")]
    [InlineData("CompanyHost.Run(args); class Orders { [Function(\"orders\")] void Run() { } }", "Service")]
    public void A_program_that_borrows_from_functions_is_none(string code, string kind) =>
        Assert.Equal(kind, KindOf(code, [.. References.WithoutNetwork, Empty("Microsoft.Azure.Functions.Worker.Core")]).ToString());

    [Fact]
    public void A_program_without_a_host_is_a_tool() => Assert.Equal(ProjectKind.Tool, KindOf(Program, References.WithoutNetwork));

    [Fact]
    public void A_program_with_no_more_than_the_abstractions_of_hosting_is_a_tool() =>
        Assert.Equal(ProjectKind.Tool, KindOf(Program, [.. References.WithoutNetwork, Empty("Microsoft.Extensions.Hosting.Abstractions")]));

    [Fact]
    public void A_program_that_starts_a_system_on_a_developers_machine_is_a_tool() =>
        Assert.Equal(ProjectKind.Tool, KindOf(Program, [.. References.All, Empty("Aspire.Hosting")]));

    [Theory]
    [InlineData("Spectre.Console.Cli")]
    [InlineData("System.CommandLine")]
    public void A_program_that_reads_a_command_line_is_a_tool_although_it_makes_a_host(string library) =>
        Assert.Equal(ProjectKind.Tool, KindOf(Program, [.. References.All, Empty(library)]));

    [Fact]
    public void A_service_may_read_a_command_line() =>
        Assert.Equal(ProjectKind.Service, KindOf(Program + "class Work : Microsoft.Extensions.Hosting.BackgroundService { protected override System.Threading.Tasks.Task ExecuteAsync(System.Threading.CancellationToken token) => throw null!; }", [.. References.All, Empty("System.CommandLine")]));

    [Fact]
    public void A_command_may_have_hosted_services_that_do_what_comes_before_its_work() =>
        Assert.Equal(ProjectKind.Tool, KindOf(Program + "class Migrated : Microsoft.Extensions.Hosting.IHostedService { public System.Threading.Tasks.Task StartAsync(System.Threading.CancellationToken token) => throw null!; public System.Threading.Tasks.Task StopAsync(System.Threading.CancellationToken token) => throw null!; }", [.. References.All, Empty("Spectre.Console.Cli")]));

    [Theory]
    [InlineData("Contoso.Client.Samples.Chat", "Tool")]
    [InlineData("Contoso.Examples", "Tool")]
    [InlineData("Contoso.Benchmark", "Tool")]
    [InlineData("Contoso.Benchmark.Api", "Service")]
    [InlineData("Contoso.Benchmarks", "Tool")]
    [InlineData("Benchmarks", "Service")]
    [InlineData("Samples", "Service")]
    [InlineData("Contoso.SamplesApi", "Service")]
    public void What_a_library_shows_its_users_is_no_service(string assembly, string kind) =>
        Assert.Equal(kind, Projects.KindOf(Analysis.Compile(Program, References.All).WithAssemblyName(assembly), new Analysis.Options([])).ToString());

    [Fact]
    public void A_program_of_the_web_SDK_may_read_a_command_line() =>
        Assert.Equal(ProjectKind.Service, KindOf(Program, [.. References.All, Empty("System.CommandLine")], ("build_property.UsingMicrosoftNETSdkWeb", "true")));

    [Fact]
    public void A_program_that_is_packed_as_a_tool_is_one_whatever_it_references() =>
        Assert.Equal(ProjectKind.Tool, KindOf(Program, [.. References.All, Empty("Microsoft.Azure.WebJobs")], ("build_property.PackAsTool", "true")));

    [Fact]
    public void A_library_of_cmdlets_is_a_tool() => Assert.Equal(ProjectKind.Tool, KindOf(Library, [.. References.All, Empty("System.Management.Automation")]));

    [Theory]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Delay(Timeout.InfiniteTimeSpan);")]
    public void A_program_that_keeps_itself_alive_is_a_service(string end) =>
        Assert.Equal(ProjectKind.Service, KindOf("using System.Threading; using System.Threading.Tasks; " + end, References.All));

    [Fact]
    public void A_class_of_the_name_of_a_start_up_makes_no_host() => Assert.Equal(ProjectKind.Tool, KindOf("new Startup().Run(); class Startup { public void Run() { } }", References.All));

    [Fact]
    public void A_program_with_windows_is_a_tool() =>
        Assert.Equal(ProjectKind.Tool, Projects.KindOf(Analysis.Compile(Program).WithOptions(new Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions(OutputKind.WindowsApplication)), new Analysis.Options([])));

    [Fact]
    public void A_library_stays_one_even_with_a_host_among_its_references() => Assert.Equal(ProjectKind.Library, KindOf(Library, References.All));

    [Fact]
    public void A_library_that_a_functions_host_loads_is_a_service() =>
        Assert.Equal(ProjectKind.Service, KindOf(Library, [.. References.WithoutNetwork, Empty("Microsoft.Azure.Functions.Worker")]));

    [Theory]
    [InlineData("xunit.core")]
    [InlineData("nunit.framework")]
    [InlineData("Microsoft.VisualStudio.TestPlatform.TestFramework")]
    [InlineData("TUnit.Core")]
    public void A_test_framework_makes_a_test_project(string framework) =>
        Assert.Equal(ProjectKind.Test, KindOf(Library, [.. References.WithoutNetwork, Empty(framework)]));

    [Theory]
    [InlineData(Tool, "Test")]
    [InlineData(Library, "Test")]
    [InlineData(Program, "Test")]
    public void What_is_measured_is_no_service(string source, string kind) => Assert.Equal(kind, KindOf(source, [.. References.All, Empty("BenchmarkDotNet")]).ToString());

    [Fact]
    public void A_program_of_the_web_SDK_may_measure_itself() =>
        Assert.Equal(ProjectKind.Service, KindOf(Program, [.. References.All, Empty("BenchmarkDotNet")], ("build_property.UsingMicrosoftNETSdkWeb", "true")));

    [Theory]
    [InlineData("/home/me/shop/tests/IntegrationTests/Applications/Orders/Program.cs", "Test")]
    [InlineData("C:\\shop\\test\\test-applications\\Orders\\Program.cs", "Test")]
    [InlineData("/home/me/shop/Orders.FunctionalTests/Orders/Program.cs", "Test")]
    [InlineData("/jobs/orders-integration-tests/src/Orders/Program.cs", "Service")]
    [InlineData("/home/integration-tests/me/repositories/shop/src/Orders/Program.cs", "Service")]
    [InlineData("/home/me/latest-apps/Orders/Program.cs", "Service")]
    [InlineData("/home/me/tests/shop/Orders/Program.cs", "Service")]
    [InlineData("/home/me/shop/src/LoadTests.cs", "Service")]
    public void What_tests_start_belongs_to_them(string path, string kind) => Assert.Equal(kind, KindOfStart(Program, path).ToString());

    [Theory]
    [InlineData("Contoso.Orders.Tests", "Test")]
    [InlineData("Contoso.IntegrationTests", "Test")]
    [InlineData("Contoso.LoadTest.Api", "Service")]
    [InlineData("Tests", "Service")]
    public void The_name_makes_a_test_project(string assembly, string kind) =>
        Assert.Equal(kind, Projects.KindOf(Analysis.Compile(Program, References.All).WithAssemblyName(assembly), new Analysis.Options([])).ToString());

    [Fact]
    public void The_build_property_makes_a_test_project() =>
        Assert.Equal(ProjectKind.Test, KindOf(Program, References.All, ("build_property.IsTestProject", "true")));

    [Fact]
    public void A_name_makes_no_test_project_of_the_web_SDKs() => Assert.Equal(
        ProjectKind.Service,
        Projects.KindOf(Analysis.Compile(Program, References.All).WithAssemblyName("Hospital.Laboratory.Tests"), new Analysis.Options([("build_property.UsingMicrosoftNETSdkWeb", "true")])));

    [Fact]
    public void A_program_in_the_browser_of_one_user_is_a_tool() =>
        Assert.Equal(ProjectKind.Tool, KindOfStart("await WebAssemblyHostBuilder.CreateDefault(args).Build().RunAsync();"));

    [Theory]
    [InlineData("/obj/Shop.GlobalUsings.g.cs", "Tool")]
    [InlineData("/Usings.cs", "Service")]
    public void What_the_SDK_writes_says_nothing(string path, string kind)
    {
        var compilation = Analysis.Compile(Tool);
        var usings = CSharpSyntaxTree.ParseText("global using X = Contoso.Host.Y;", (CSharpParseOptions)compilation.SyntaxTrees[0].Options, path);
        Assert.Equal(kind, Projects.KindOf(compilation.AddSyntaxTrees(usings), new Analysis.Options([("build_property.UsingMicrosoftNETSdkWeb", "true")])).ToString());
    }

    [Theory]
    [InlineData("service", "Service")]
    [InlineData("library", "Library")]
    [InlineData("tool", "Tool")]
    [InlineData("Test", "Test")]
    public void The_option_overrides_what_references_say(string value, string kind) =>
        Assert.Equal(kind, KindOf(Program, References.All, ("fallacies.project_kind", value)).ToString());

    [Fact]
    public void An_option_that_cannot_be_read_counts_as_absent() =>
        Assert.Equal(ProjectKind.Service, KindOf(Program, References.All, ("fallacies.project_kind", "cloud")));

    private static ProjectKind KindOf(string source, MetadataReference[] references, params (string Key, string Value)[] options) =>
        Projects.KindOf(Analysis.Compile(source, references), new Analysis.Options(options));

    private static ProjectKind KindOfStart(string source, string path = "/Program.cs")
    {
        var compilation = Analysis.Compile(source);
        var file = compilation.SyntaxTrees[0];
        return Projects.KindOf(compilation.ReplaceSyntaxTree(file, file.WithFilePath(path)), new Analysis.Options([]));
    }

    private static CompilationReference Empty(string assembly) =>
        Analysis.Compile("class A;", References.WithoutNetwork).WithAssemblyName(assembly).ToMetadataReference();
}
