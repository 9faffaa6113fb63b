namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about pipelines that are built where they are used.</summary>
internal static class PipelineStories
{
    private const string Build = "new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build()";
    private const string Run = "pipeline.Execute(() => File.ReadAllText(\"a\"));";

    public static readonly PeerStory[] All =
    [
        new("FAL1013", "a builder in a request path", $"using Polly; public sealed class PaymentsController {{ public void Post() {{ var pipeline = {Build}; {Run} }} }}") { IsReported = true },
        new("FAL1013", "a builder in a local", $"using Polly; public sealed class PaymentsEndpoint {{ public void Handle() {{ var builder = new ResiliencePipelineBuilder(); builder.AddCircuitBreaker(new()); var pipeline = builder!.Build(); {Run} }} }}") { IsReported = true },
        new("FAL1013", "an endpoint", $"using Microsoft.AspNetCore.Builder; using Polly; var app = WebApplication.Create(args); app!.MapPost(\"/payments\", () => {{ var pipeline = {Build}; {Run} }}); app.Run();") { IsReported = true },
        new("FAL1013", "a pipeline that nobody runs", "using Polly; public sealed class PaymentsController { public void Post() { var pipeline = new ResiliencePipelineBuilder().Build(); } }"),
        new("FAL1013", "the start of a program", $"using Polly; public sealed class Startup {{ public void Configure() {{ var pipeline = {Build}; {Run} }} }}"),
        new("FAL1013", "a static field", $"using Polly; public sealed class PaymentsService {{ private static readonly ResiliencePipeline Pipeline = {Build}; public void Send() => Pipeline.Execute(() => File.ReadAllText(\"a\")); }}"),
        new("FAL1013", "a builder of one's own with the name", """
            public sealed class PaymentsController { public void Post() { var pipeline = new Custom.ResiliencePipelineBuilder().AddCircuitBreaker().Build(); pipeline.Execute(); } }
            namespace Custom
            {
                public sealed class ResiliencePipeline { public void Execute() { } }
                public sealed class ResiliencePipelineBuilder { public ResiliencePipelineBuilder AddCircuitBreaker() => this; public ResiliencePipeline Build() => new(); }
            }
            """),
        new("FAL1013", "an extension of one's own that builds something else", """
            using Custom; using Polly;
            public sealed class PaymentsController { public void Post() { var pipeline = new ResiliencePipelineBuilder().AddCircuitBreaker(new()).BuildText(); pipeline.ToString(); } }
            namespace Custom { public static class BuilderExtensions { public static object BuildText(this ResiliencePipelineBuilder builder) => new object(); } }
            """),
    ];
}
