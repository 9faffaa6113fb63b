using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Homogeneity.CultureTextAnalyzer, Fallacies.CodeFixes.Homogeneity.CultureTextFixer>;

namespace Fallacies.Analyzers.Tests.Homogeneity;

public sealed class CultureTextTests
{
    private static string In(string statement) =>
        $$"""
        using System.Globalization;
        using System.Net;
        using System.Net.Http.Json;
        using System.Text;
        using System.Text.Json;
        using Confluent.Kafka;
        using StackExchange.Redis;

        class Client
        {
            async Task M(HttpClient http, HttpRequestMessage request, IDatabase redis, JsonElement json, HttpResponseMessage response, double amount, decimal? limit, DateTime from, DateOnly day, int count, string text)
            {
                {{statement}}
                await Task.Yield();
            }
        }
        """;

    [Theory]
    [InlineData("public void Stop() { }", "{amount}", "double.Parse(text)")]
    [InlineData("public Task Show() => Load(1);", "[|{amount}|]", "[|double.Parse(text)|]")]
    public Task Leaves_a_private_method_alone_that_nothing_refers_to(string others, string amount, string parse) => Verify.AnalyzeAsync(
        $$"""
        class Client(HttpClient http)
        {
            {{others}}
            private async Task<double> Load(double amount) { var text = await http.GetStringAsync($"convert?amount={{amount}}"); return {{parse}}; }
        }
        """);

    [Theory]
    // Addresses.
    [InlineData("await http.GetAsync($\"convert?amount={|FAL8002:{amount}|}&to={text}\");")]
    [InlineData("await http.GetAsync($\"convert?amount={|FAL8002:{amount:F2}|}\");")]
    [InlineData("await http.GetAsync($\"convert?limit={|FAL8002:{limit}|}\");")]
    [InlineData("await http.GetAsync($\"history/{|FAL8002:{from}|}/{count}\");")]
    [InlineData("await http.GetAsync($\"history?from={|FAL8002:{from:yyyy/MM/dd}|}\");")]
    [InlineData("await http.GetAsync($\"history?from={|FAL8002:{day}|}\");")]
    [InlineData("await http.GetAsync(\"convert?amount=\" + {|FAL8002:amount|});")]
    [InlineData("await http.GetAsync(\"convert?amount=\" + {|FAL8002:Math.Round(amount, 2)|});")]
    [InlineData("await http.GetAsync(\"convert?to=\" + text + \"&amount=\" + {|FAL8002:amount|} + \"&n=\" + count);")]
    [InlineData("await http.GetAsync(\"convert?amount=\" + {|FAL8002:amount.ToString()|});")]
    [InlineData("await http.GetAsync($\"convert?amount={{|FAL8002:amount.ToString(\"F2\")|}}\");")]
    [InlineData("await http.GetAsync({|FAL8002:string.Format(\"convert?amount={0}\", amount)|});")]
    [InlineData("await http.GetAsync(new Uri($\"http://rates/convert?amount={|FAL8002:{amount}|}\"));")]
    [InlineData("await http.GetAsync(\"history?from=\" + Uri.EscapeDataString({|FAL8002:from.ToString()|}));")]
    [InlineData("var url = $\"convert?amount={|FAL8002:{amount}|}\"; await http.GetAsync(url); await http.DeleteAsync(url);")]
    [InlineData("var url = \"convert\"; url += $\"?amount={|FAL8002:{amount}|}\"; await http.GetFromJsonAsync<decimal>(url);")]
    [InlineData("request.RequestUri = new Uri($\"http://rates/{|FAL8002:{amount}|}\");")]
    [InlineData("using var message = new HttpRequestMessage(HttpMethod.Get, $\"convert?amount={|FAL8002:{amount}|}\"); await http.SendAsync(message);")]
    // Headers, bodies, messages, keys.
    [InlineData("request.Headers.Add(\"X-Limit\", {|FAL8002:limit.ToString()|});")]
    [InlineData("request.Headers.TryAddWithoutValidation(\"If-Modified-Since\", {|FAL8002:from.ToString()|});")]
    [InlineData("var body = new StringContent($\"{{ \\\"amount\\\": {|FAL8002:{amount}|} }}\");")]
    [InlineData("var body = new StringContent(\"<amount>\" + {|FAL8002:amount|} + \"</amount>\");")]
    [InlineData("var body = new FormUrlEncodedContent(new Dictionary<string, string> { [\"amount\"] = {|FAL8002:amount.ToString()|}, [\"to\"] = text });")]
    [InlineData("var body = new FormUrlEncodedContent(new[] { new KeyValuePair<string, string>(\"amount\", {|FAL8002:amount.ToString()|}) });")]
    [InlineData("var message = new Message<string, string> { Key = text, Value = {|FAL8002:amount.ToString()|} };")]
    [InlineData("await redis.StringSetAsync($\"rate:{|FAL8002:{day}|}\", {|FAL8002:amount.ToString()|});")]
    // What comes back.
    [InlineData("var rate = {|FAL8002:double.Parse(await http.GetStringAsync(text))|};")]
    [InlineData("var answer = await response.Content.ReadAsStringAsync(); var rate = {|FAL8002:decimal.Parse(answer)|};")]
    [InlineData("if ({|FAL8002:decimal.TryParse(json.GetString(), out var rate)|}) return;")]
    [InlineData("var rate = {|FAL8002:Convert.ToDouble(json.GetProperty(\"rate\").GetString())|};")]
    [InlineData("var wait = {|FAL8002:double.Parse(response.Headers.GetValues(\"X-Wait\").First())|};")]
    [InlineData("if (response.Headers.TryGetValues(\"X-Wait\", out var values)) Console.WriteLine({|FAL8002:double.Parse(values.First())|});")]
    [InlineData("IEnumerable<string> values = null; if (response.Headers.TryGetValues(\"X-Wait\", out values) && !string.IsNullOrEmpty(values.FirstOrDefault())) { TimeSpan wait = TimeSpan.FromSeconds({|FAL8002:double.Parse(values.First())|}); }")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(In(statement));

    [Theory]
    // A culture is given.
    [InlineData("await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $\"convert?amount={amount}\"));")]
    [InlineData("await http.GetAsync(FormattableString.Invariant($\"convert?amount={amount}\"));")]
    [InlineData("await http.GetAsync(\"convert?amount=\" + amount.ToString(CultureInfo.InvariantCulture));")]
    [InlineData("await http.GetAsync(string.Format(CultureInfo.InvariantCulture, \"convert?amount={0}\", amount));")]
    [InlineData("var rate = double.Parse(await http.GetStringAsync(text), CultureInfo.InvariantCulture);")]
    [InlineData("var rate = decimal.Parse(json.GetString(), NumberStyles.Number, CultureInfo.GetCultureInfo(\"de\"));")]
    // The same in every culture.
    [InlineData("await http.GetAsync($\"orders/{count}\");")]
    [InlineData("await http.GetAsync($\"orders/{count:D4}/{text}/{Guid.NewGuid()}\");")]
    [InlineData("await http.GetAsync($\"history?from={from:O}\");")]
    [InlineData("await http.GetAsync($\"history?from={from:s}\");")]
    [InlineData("await http.GetAsync($\"history?from={from:yyyy-MM-dd}\");")]
    [InlineData("await http.GetAsync($\"rounded/{amount:F0}\");")]
    [InlineData("await http.GetAsync($\"rounded/{Math.Round(amount)}/{(int)amount}\" + Math.Floor(amount).ToString() + (long)amount);")]
    [InlineData("await http.GetAsync(string.Format(\"rounded/{0}\", Math.Ceiling(amount)));")]
    [InlineData("var number = int.Parse(await http.GetStringAsync(text));")]
    // A program's own serializers.
    [InlineData("await http.PostAsJsonAsync(\"convert\", new { amount });")]
    [InlineData("await http.PostAsync(\"convert\", JsonContent.Create(amount));")]
    // Words for people.
    [InlineData("var body = new StringContent($\"{{\\\"text\\\":\\\"The load is {amount:F1} %\\\"}}\");")]
    [InlineData("await http.GetAsync($\"say?text=You pay {amount} today\");")]
    [InlineData("await http.GetAsync($\"say?text={amount:C}\");")]
    [InlineData("await http.GetAsync($\"say?share={amount:P1}\");")]
    [InlineData("await http.PostAsync($\"say/{amount} EUR\", null);")]
    [InlineData("await http.PostAsync($\"say/{amount} %\", null);")]
    // The values go as parameters.
    [InlineData("await context.Database.ExecuteSqlAsync($\"update Prices set Amount={amount}\");", true)]
    [InlineData("await context.Database.ExecuteSqlInterpolatedAsync($\"update Prices set Amount={amount}\");", true)]
    // Nothing is sent.
    [InlineData("Console.WriteLine($\"amount={amount}\");")]
    [InlineData("var words = $\"amount={amount}\"; throw new InvalidOperationException(words);")]
    [InlineData("var rate = double.Parse(text);")]
    [InlineData("var rate = double.Parse(Console.ReadLine());")]
    public Task Says_nothing_about(string statement, bool inContext = false) => inContext
        ? Verify.AnalyzeAsync(In("Microsoft.EntityFrameworkCore.DbContext context = null; " + statement).Replace("using System.Net;", "using System.Net; using Microsoft.EntityFrameworkCore;", StringComparison.Ordinal), references: References.With("Microsoft.EntityFrameworkCore.SqlServer"))
        : Verify.AnalyzeAsync(In(statement));

    [Theory]
    [InlineData("CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;")]
    [InlineData("CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;")]
    [InlineData("Thread.CurrentThread.CurrentCulture = new CultureInfo(\"en-US\");")]
    public Task Is_silent_where_the_program_sets_its_culture(string statement) => Verify.AnalyzeAsync(In(statement + " await http.GetAsync($\"convert?amount={amount}\");"));

    [Theory]
    [InlineData("CultureInfo.DefaultThreadCurrentCulture = new CultureInfo(text);")]
    [InlineData("var before = CultureInfo.CurrentCulture; CultureInfo.CurrentCulture = before;")]
    public Task Speaks_where_it_may_be_any_culture(string statement) => Verify.AnalyzeAsync(In(statement + " await http.GetAsync($\"convert?amount={|FAL8002:{amount}|}\");"));

    [Theory]
    [InlineData("await http.GetAsync($\"convert?amount={amount}\");", "'amount' is written for 'GetAsync' in the culture of this machine: where that is German, 1.5 goes out as '1,5'")]
    [InlineData("request.Headers.Add(\"X-From\", from.ToString());", "'from' is written for a header in the culture of this machine: where that is German, a date goes out as '31.12.2026'")]
    [InlineData("request.Headers.Add(\"X-From\", from.ToString(\"yyyy-MM-ddTHH:mm:ssZ\"));", "'from' is written for a header in the culture of this machine: where that is Finnish, '12:30' goes out as '12.30'")]
    [InlineData("await http.GetAsync($\"prices?from={from:dd-MMM-yyyy}\");", "'from' is written for 'GetAsync' in the culture of this machine: where that is German, 'May' goes out as 'Mai'")]
    [InlineData("await http.GetAsync($\"prices?day={from:ddd}\");", "'from' is written for 'GetAsync' in the culture of this machine: where that is German, 'Thu' goes out as 'Do'")]
    [InlineData("var rate = double.Parse(await http.GetStringAsync(text));", "'double.Parse(await http.GetStringAsync(text))' reads what came over the wire in the culture of this machine: where that is German, '1.5' becomes 15")]
    public async Task Shows_what_goes_wrong(string statement, string message)
    {
        var finding = Assert.Single(await FindingsOf(statement));

        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal(message, finding.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("fallacies.project_kind", "test", 0)]
    [InlineData("fallacies.project_kind", "library", 1)]
    [InlineData("build_property.InvariantGlobalization", "true", 0)]
    [InlineData("build_property.InvariantGlobalization", "false", 1)]
    public async Task Asks_what_the_project_is(string key, string value, int findings) => Assert.Equal(findings, (await FindingsOf("await http.GetAsync($\"convert?amount={amount}\");", (key, value))).Length);

    [Fact]
    public Task The_invariant_culture_is_used_instead() => Verify.FixAsync(
        """
        using System.Net;
        using System.Text.Json;

        class Client
        {
            async Task M(HttpClient http, HttpRequestMessage request, JsonElement json, double amount, decimal limit, DateTime from, string text)
            {
                // Both in one text.
                await http.GetAsync($"convert?amount={|FAL8002:{amount}|}&limit={|FAL8002:{limit}|}"); // as they want it
                await http.GetAsync("convert?amount=" + {|FAL8002:amount|} + "&limit=" + {|FAL8002:limit.ToString("F2")|});
                await http.GetAsync("convert?amount=" + ({|FAL8002:amount * 2|}));
                await http.GetAsync({|FAL8002:string.Format("convert?amount={0}", amount)|});
                request.Headers.Add("X-From", {|FAL8002:from.ToString()|});
                var rate = {|FAL8002:double.Parse(json.GetString())|};
                if ({|FAL8002:decimal.TryParse(json.GetString(), out var other)|})
                    return;
            }
        }
        """,
        """
        using System.Globalization;
        using System.Net;
        using System.Text.Json;

        class Client
        {
            async Task M(HttpClient http, HttpRequestMessage request, JsonElement json, double amount, decimal limit, DateTime from, string text)
            {
                // Both in one text.
                await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"convert?amount={amount}&limit={limit}")); // as they want it
                await http.GetAsync("convert?amount=" + amount.ToString(CultureInfo.InvariantCulture) + "&limit=" + limit.ToString("F2", CultureInfo.InvariantCulture));
                await http.GetAsync("convert?amount=" + (amount * 2).ToString(CultureInfo.InvariantCulture));
                await http.GetAsync(string.Format(CultureInfo.InvariantCulture, "convert?amount={0}", amount));
                request.Headers.Add("X-From", from.ToString(CultureInfo.InvariantCulture));
                var rate = double.Parse(json.GetString(), CultureInfo.InvariantCulture);
                if (decimal.TryParse(json.GetString(), CultureInfo.InvariantCulture, out var other))
                    return;
            }
        }
        """);

    [Fact]
    public Task No_fix_for_what_may_be_missing() => Verify.NoFixAsync(
        """
        class Client { Task M(HttpClient http, decimal? limit) => http.GetAsync("convert?limit=" + {|FAL8002:limit|}); }
        """);

    [Theory]
    [InlineData("await http.GetAsync($\"convert?amount={amount\");")]
    [InlineData("await http.GetAsync(\"convert?amount=\" + );")]
    [InlineData("double.Parse(); decimal.TryParse(, out var x);")]
    [InlineData("string.Format(); await http.GetAsync(string.Format());")]
    [InlineData("var url = url + amount; await http.GetAsync(url);")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(statement), finding => finding.Id == "AD0001");

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string statement, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + In(statement)), options)).Where(finding => finding.Id is "FAL8002" or "AD0001")];
}
