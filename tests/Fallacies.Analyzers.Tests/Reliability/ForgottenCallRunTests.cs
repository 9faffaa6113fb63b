using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what FAL1033 speaks of against a server that refuses everything.</summary>
public sealed class ForgottenCallRunTests
{
    [Theory]
    [InlineData("_ =")]
    [InlineData("var _ =")]
    [InlineData("Task forgotten =")]
    public async Task A_failure_that_nobody_hears_of_reaches_the_caller_after_the_fix(string start)
    {
        var source = $$"""
            public static class Sample
            {
                public static async Task<string> Run(HttpClient http)
                {
                    {{start}} http.GetStringAsync("http://orders/42");
                    await Task.Yield();
                    return "placed";
                }
            }
            """;
        using var http = new HttpClient(new Refusing());

        Assert.Equal("placed", await PipelineSource.RunAsync<string>(source, http));

        var mended = await PipelineSource.FixedAsync(source, new ForgottenCallAnalyzer(), new ForgottenCallFixer());
        await Assert.ThrowsAsync<HttpRequestException>(() => PipelineSource.RunAsync<string>(mended, http));
    }

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new HttpRequestException("refused"));
    }
}
