using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what FAL1023 speaks of against a server that answers 500.</summary>
public sealed class UncheckedResponseRunTests
{
    private const string Source = """
        using System.Net.Http;
        using System.Threading.Tasks;
        public static class Sample
        {
            public static async Task RunAsync(HttpClient http)
            {
                using var response = await http.DeleteAsync("orders/1");
            }
        }
        """;

    [Fact]
    public async Task An_error_counts_as_success_and_after_the_fix_it_throws()
    {
        await RunAsync(Source);

        var cured = await ResilienceHandlerRun.FixAsync(Source, new UncheckedResponseAnalyzer(), new UncheckedResponseFixer());
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(cured));
        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, failure.StatusCode);
    }

    private static async Task RunAsync(string source)
    {
        using var image = new MemoryStream();
        Assert.True(Analysis.Compile(source).WithAssemblyName("Sample" + Guid.NewGuid().ToString("N")).Emit(image).Success);
        using var server = new ResilienceHandlerRun.Failing();
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://server") };
        await (Task)System.Reflection.Assembly.Load(image.ToArray()).GetType("Sample")!.GetMethod("RunAsync")!.Invoke(null, [http])!;
        Assert.Equal(1, server.Calls);
    }
}
