using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.RemovedLimitAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class RemovedLimitTests
{
    private const string Usings = """
        using Grpc.Net.Client;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.AspNetCore.Http.Features;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Server.Kestrel.Core;
        using Microsoft.AspNetCore.SignalR;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;


        """;

    [Fact]
    public Task Every_limit_that_is_taken_away_is_reported() => Verify.AnalyzeAsync(
        Usings + """
        class Start
        {
            readonly GrpcChannelOptions _channel = new() { [|MaxReceiveMessageSize = null|] };
            void Add(IServiceCollection services, IWebHostBuilder host)
            {
                host.ConfigureKestrel(options => [|options.Limits.MaxRequestBodySize = null|]);
                services.Configure<KestrelServerOptions>(options => { [|options.Limits.MaxRequestBodySize = long.MaxValue|]; });
                services.Configure<IISServerOptions>(options => [|options.MaxRequestBodySize = null|]);
                services.Configure<FormOptions>(options => [|options.MultipartBodyLengthLimit = long.MaxValue|]);
                services.AddSignalR(options => [|options.MaximumReceiveMessageSize = null|]);
                services.AddSignalR().AddHubOptions<Chat>(options => [|options.MaximumReceiveMessageSize = null|]);
                services.Configure<GrpcChannelOptions>(options => [|options.MaxReceiveMessageSize = int.MaxValue|]);
            }
        }
        class Chat : Hub;
        [{|FAL3004:DisableRequestSizeLimit|}]
        class Uploads : ControllerBase
        {
            [HttpPost, {|FAL3004:DisableRequestSizeLimit|}]
            public void Post() { }
        }
        class Endpoints
        {
            void Map(WebApplication app) => app.MapPost("/files", () => { }).WithMetadata([|new DisableRequestSizeLimitAttribute()|]);
        }
        """);

    [Fact]
    public async Task The_message_names_the_default()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("""
            using Grpc.Net.Client;
            class Start { readonly GrpcChannelOptions _channel = new() { MaxReceiveMessageSize = null }; }
            """), ("fallacies.project_kind", "service"));

        Assert.Equal("'MaxReceiveMessageSize = null' takes a reply of any size, where the default stops at 4 MB: one sender can use up what memory there is", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("options.Limits.MaxRequestBodySize = 100_000_000;")]
    [InlineData("options.Limits.MaxRequestBodySize = size;")]
    [InlineData("options.Limits.MaxRequestBufferSize = null;")]
    [InlineData("channel.MaxSendMessageSize = null;")]
    [InlineData("channel.MaxReceiveMessageSize = 16 * 1024 * 1024;")]
    [InlineData("hub.MaximumReceiveMessageSize = 64 * 1024;")]
    [InlineData("own.MaxRequestBodySize = null;")]
    [InlineData("if (environment.IsDevelopment()) options.Limits.MaxRequestBodySize = null;")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public long? MaxRequestBodySize { get; set; } }
        class Start
        {
            void Set(KestrelServerOptions options, GrpcChannelOptions channel, HubOptions hub, Own own, long? size, IHostEnvironment environment) { {{statement}} }
            [RequestSizeLimit(100_000_000)] public void Post() { }
        }
        """);

    [Fact]
    public Task Uploads_that_are_read_part_by_part_may_be_large() => Verify.AnalyzeAsync(
        Usings + """
        using Microsoft.AspNetCore.WebUtilities;

        class Uploads : ControllerBase
        {
            void Add(KestrelServerOptions options) => options.Limits.MaxRequestBodySize = null;
            [HttpPost, DisableRequestSizeLimit]
            public async Task Post(string boundary, Stream disk)
            {
                var reader = new MultipartReader(boundary, Request.Body);
                while (await reader.ReadNextSectionAsync() is { } section)
                    await section.Body.CopyToAsync(disk);
            }
        }
        """);

    [Theory]
    [InlineData("test")]
    [InlineData("tool")]
    public Task Tests_and_tools_may_do_as_they_like(string kind) => Verify.AnalyzeAsync(
        Usings + "class Start { readonly GrpcChannelOptions _channel = new() { MaxReceiveMessageSize = null }; }", "fallacies.project_kind = " + kind);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Start
        {
            void Set(KestrelServerOptions options) { options.Limits.MaxRequestBodySize = {|CS0103:nothing|}; options.{|CS1061:MaxRequestBodySize|} = null; }
        }
        """);
}
