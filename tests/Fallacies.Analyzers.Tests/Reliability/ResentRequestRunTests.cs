using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using static Fallacies.Analyzers.Tests.Reliability.RetryExecution;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Sends what FAL1004 speaks of to a server that fails twice.</summary>
public sealed class ResentRequestRunTests
{
    private static readonly Script FailsTwice = new("fails twice", n => n < 3 ? new HttpRequestException("down") : null);

    [Theory]
    [InlineData("using var request = new HttpRequestMessage(HttpMethod.Get, url);\nusing var response = await Pipeline.ExecuteAsync(async ct => await http.SendAsync(request, ct), token);\nreturn await response.Content.ReadAsStringAsync(token);")]
    [InlineData("using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(\"order\") };\nfor (var i = 0; ; i++) { try { using var response = await http.SendAsync(request, token); return await response.Content.ReadAsStringAsync(token); } catch (HttpRequestException) when (i < 3) { await Task.Delay(1, token); } }")]
    public async Task The_second_try_throws_and_after_the_fix_it_does_not(string statements)
    {
        var before = await RunAsync(Load(Sample(statements)), FailsTwice);
        Assert.Equal((1, typeof(InvalidOperationException)), (before.Calls, before.Exception));

        var after = await RunAsync(Load(await ResilienceHandlerRun.FixAsync(Sample(statements), new ResentRequestAnalyzer(), new ResentRequestFixer())), FailsTwice);
        Assert.Equal((3, "answer 3"), (after.Calls, after.Value));
    }

    [Theory]
    [InlineData("new GZipStream(new MemoryStream(), CompressionMode.Decompress)", 1, typeof(InvalidOperationException))]
    [InlineData("new MemoryStream([1, 2, 3])", 3, null)]
    public async Task A_stream_is_read_again_only_if_it_can_go_back(string stream, int calls, Type? exception)
    {
        var run = await RunAsync(Load(Sample($"using var content = new StreamContent({stream});\nusing var response = await Pipeline.ExecuteAsync(async ct => {{ await content.CopyToAsync(Stream.Null, ct); return await http.PostAsync(url, content, ct); }}, token);\nreturn \"\";")), FailsTwice);

        Assert.Equal((calls, exception), (run.Calls, run.Exception));
    }

    private static string Sample(string statements) =>
        $$"""
        using System;
        using System.IO;
        using System.IO.Compression;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using Polly;
        using Polly.Retry;
        public sealed class Sample(HttpClient http)
        {
            static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { Delay = TimeSpan.Zero, UseJitter = true }).Build();
            public async Task<string> Run(string url, CancellationToken token)
            {
                {{statements}}
            }
        }
        """;
}
