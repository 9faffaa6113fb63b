using System.Globalization;
using System.Net;
using System.Reflection;
using Fallacies.Analyzers.Homogeneity;
using Fallacies.Analyzers.Tests.Reliability;
using Fallacies.CodeFixes.Homogeneity;

namespace Fallacies.Analyzers.Tests.Homogeneity;

/// <summary>Runs clients on a machine whose culture writes fractions with a comma.</summary>
public sealed class CultureTextRunTests
{
    [Theory]
    [InlineData("$\"http://rates/convert?amount={amount}\"", "?amount=1,5", "?amount=1.5")]
    [InlineData("\"http://rates/convert?amount=\" + amount", "?amount=1,5", "?amount=1.5")]
    [InlineData("$\"http://rates/convert?amount={amount:F2}&n={3}\"", "?amount=1,50&n=3", "?amount=1.50&n=3")]
    public async Task A_number_goes_out_wrong_before_the_fix_and_right_after(string address, string before, string after)
    {
        var source = $$"""
            using System.Net.Http;
            using System.Threading.Tasks;

            public static class Sample
            {
                public static Task<string> Run(HttpClient http, double amount) => http.GetStringAsync({{address}});
            }
            """;
        var changed = await ResilienceHandlerRun.FixAsync(source, new CultureTextAnalyzer(), new CultureTextFixer());

        Assert.Equal(before, await RunAsync(source, 1.5));
        Assert.Equal(after, await RunAsync(changed, 1.5));
    }

    [Fact]
    public async Task An_answer_is_read_wrong_before_the_fix_and_right_after()
    {
        const string Source = """
            using System.Net.Http;
            using System.Threading.Tasks;

            public static class Sample
            {
                public static async Task<string> Run(HttpClient http, double amount)
                {
                    var rate = double.Parse(await http.GetStringAsync("http://rates/1.5"));
                    return rate == 1.5 ? "right" : rate == 15 ? "ten times as much" : "lost";
                }
            }
            """;
        var changed = await ResilienceHandlerRun.FixAsync(Source, new CultureTextAnalyzer(), new CultureTextFixer());

        Assert.Equal("ten times as much", await RunAsync(Source, 0));
        Assert.Equal("right", await RunAsync(changed, 0));
    }

    private static async Task<string> RunAsync(string source, double amount)
    {
        var run = RegistrationRun.Load(source).GetType("Sample")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!;
        var here = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = WithComma();
        try
        {
            using var http = new HttpClient(new Echo());
            return await (Task<string>)run.Invoke(null, [http, amount])!;
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    // The machine that runs the tests may know no culture but the invariant one.
    private static CultureInfo WithComma()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
        return culture;
    }

    /// <summary>Answers with the query that it was asked, or else with the path.</summary>
    private sealed class Echo : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(address.Query.Length > 0 ? address.Query : address.AbsolutePath[1..]) });
        }
    }
}
