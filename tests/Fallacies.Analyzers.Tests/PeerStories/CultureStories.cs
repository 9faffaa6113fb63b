namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about texts, clocks and bytes that may differ between machines, or cannot.</summary>
internal static class CultureStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL8002", "a truth value", Send("bool value", "value.ToString()")) { Source = "roslyn-analyzers#2394" },
        new("FAL8002", "a letter", Send("char value", "value.ToString()")) { Source = "roslyn-analyzers#2394" },
        new("FAL8002", "a text", Send("string value", "value.ToString()")) { Source = "roslyn-analyzers#2394" },
        new("FAL8002", "an identifier", Send("Guid value", "value.ToString() + value.ToString(\"D\")")) { Source = "roslyn-analyzers#3378" },
        new("FAL8002", "an identifier that came over the wire", """class Prices(HttpClient http) { public async Task<Guid> Get(CancellationToken token) => Guid.Parse(await http.GetStringAsync("https://example.com/id", token)); }""") { Source = "roslyn-analyzers#5999" },
        new("FAL8002", "values that may be missing and are the same everywhere", Send("char? a, bool? b, Guid? c", "a.ToString() + b.ToString() + c.ToString()")) { Source = "roslyn-analyzers#5072" },
        new("FAL8002", "formats of points in time that are the same everywhere", Send("DateTime a, DateTimeOffset b", "a.ToString(\"o\") + a.ToString(\"s\") + a.ToString(\"u\") + b.ToString(\"R\") + b.ToString(\"O\")")) { Source = "roslyn-analyzers#3751" },
        new("FAL8002", "a span of time", Send("TimeSpan value", "value.ToString() + value.ToString(\"c\")")) { Source = "roslyn-analyzers#3751" },
        new("FAL8002", "texts and whole numbers in an interpolation", Send("string name, int page", "$\"{name}/{page}\"")) { Source = "roslyn-analyzers#2481" },
        new("FAL8002", "a sum for people", """class Prices(HttpClient http) { public async Task Get(double percent, CancellationToken token) { Console.WriteLine($"Please wait, {percent:F1} % done"); await http.GetStringAsync("https://example.com", token); } }""") { Source = "roslyn-analyzers#2481" },
        new("FAL8002", "an interpolation that is given the culture", Send("double value", "FormattableString.Invariant($\"{value}\") + string.Create(System.Globalization.CultureInfo.InvariantCulture, $\"{value}\")")) { Source = "roslyn-analyzers#2481" },
        new("FAL8002", "an interpolation that the database takes apart", """
            using Microsoft.EntityFrameworkCore;
            public class Shop(DbContextOptions options) : DbContext(options);
            class Prices(Shop shop) { public Task<int> Raise(decimal by, DateTime until, CancellationToken token) => shop.Database.ExecuteSqlAsync($"update prices set price = price + {by} where until < {until}", token); }
            """) { Source = "philips-software/roslyn-analyzers#149", Packages = ["Microsoft.EntityFrameworkCore.SqlServer"] },
        new("FAL8002", "a method of one's own that takes an interpolation apart", """
            class Prices(HttpClient http)
            {
                public Task<string> Get(double value, CancellationToken token) => Load($"https://example.com/{value}", token);
                Task<string> Load(FormattableString url, CancellationToken token) => http.GetStringAsync(FormattableString.Invariant(url), token);
            }
            """) { Source = "philips-software/roslyn-analyzers#149" },
        new("FAL8002", "a fraction in an interpolation", Send("double value", "$\"{value}\"")) { Source = "roslyn-analyzers#6769", IsReported = true },
        new("FAL8002", "a point in time that is appended", Send("DateTime value", "value + \"/open\"")) { Source = "roslyn-analyzers#2150", IsReported = true },
        new("FAL8002", "a fraction that may be missing", Send("double? value", "value.ToString()")) { Source = "roslyn-analyzers#6586", IsReported = true },
        new("FAL8001", "the name of the clock", """class Log(HttpClient http) { public Task<string> Get(DateTime expiresAt, CancellationToken token) => http.GetStringAsync($"https://example.com/{nameof(DateTime.Now)}/{expiresAt:o}", token); }""") { Source = "sonar-dotnet#7531" },
        new("FAL8001", "a clock for people", """class Log(HttpClient http) { public async Task Get(CancellationToken token) { Console.WriteLine($"{DateTime.Now}: asking"); await http.GetStringAsync("https://example.com", token); } }""") { Source = "sonar-dotnet#7076" },
        new("FAL8001", "a clock that knows its zone", """
            using System.Net.Http.Json;
            record Lease(DateTimeOffset ExpiresAt);
            class Leases(HttpClient http) { public async Task<bool> IsOver(CancellationToken token) => (await http.GetFromJsonAsync<Lease>("https://example.com/lease", token))!.ExpiresAt < DateTimeOffset.Now; }
            """) { Source = "sonar-dotnet#5434" },
        new("FAL8001", "a program without Main", """
            using System.Net.Http.Json;
            var http = new HttpClient();
            var lease = (await http.GetFromJsonAsync<Lease>("https://example.com/lease"))!;
            Console.WriteLine(lease.ExpiresAt < DateTime.Now);
            record Lease(DateTime ExpiresAt);
            """) { Source = "SharpSource#179", IsReported = true },
        new("FAL8003", "a stream in memory", """class Frames { public int Read(MemoryStream stream, byte[] buffer) { stream.Read(buffer); return BitConverter.ToInt32(buffer); } }""") { Source = "roslyn-analyzers#7268" },
        new("FAL8003", "a socket of one's own", """
            class Socket : MemoryStream { public void Receive(byte[] buffer) => ReadExactly(buffer); }
            class Frames { public int Read(Socket socket, byte[] buffer) { socket.Receive(buffer); return BitConverter.ToInt32(buffer); } }
            """) { Source = "sonaranalyzer-dotnet#1107" },
        new("FAL8003", "a count in one part of a tuple", Receive("var (count, kind) = (socket.Receive(buffer), 42); return BitConverter.ToInt32(buffer) + count + kind;")) { Source = "sonar-dotnet#5794" },
        new("FAL8003", "a count that comes later", ReceiveAsync("var reading = socket.ReceiveAsync(buffer, SocketFlags.None); var count = await reading; return BitConverter.ToInt32(buffer) + count;")) { Source = "sonar-dotnet#6523" },
        new("FAL8003", "named arguments in another order", Receive("socket.Receive(size: 4, buffer: buffer, socketFlags: SocketFlags.None); return BitConverter.ToInt32(buffer);")) { Source = "roslyn-analyzers#3655", IsReported = true },
        new("FAL8003", "a configured read", ReceiveAsync("await socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false); return BitConverter.ToInt32(buffer);")) { Source = "sonar-dotnet#6516", IsReported = true },
        new("FAL3004", "a limit that is only large", """
            using Microsoft.AspNetCore.Mvc;
            [ApiController] public class UploadController : ControllerBase { [HttpPost, RequestSizeLimit(80_000_001), RequestFormLimits(MultipartBodyLengthLimit = 80_000_001)] public long Upload() => Request.ContentLength ?? 0; }
            """) { Source = "sonar-dotnet#8206" },
        new("FAL3004", "an attribute of one's own that sets a limit", """
            using Microsoft.AspNetCore.Mvc;
            [AttributeUsage(AttributeTargets.Method)] public sealed class DisableRequestSizeLimitOfPartnersAttribute : RequestSizeLimitAttribute { public DisableRequestSizeLimitOfPartnersAttribute() : base(10_000_000) { } }
            [ApiController] public class UploadController : ControllerBase { [HttpPost, DisableRequestSizeLimitOfPartners] public long Upload() => Request.ContentLength ?? 0; }
            """) { Source = "sonar-dotnet#6452" },
    ];

    private static string Send(string parameters, string text) => $$"""class Prices(HttpClient http) { public Task<string> Get({{parameters}}, CancellationToken token) => http.GetStringAsync("https://example.com/" + ({{text}}), token); }""";

    private static string Receive(string body) => $$"""
        using System.Net.Sockets;
        class Frames { public int Read(Socket socket, byte[] buffer) { {{body}} } }
        """;

    private static string ReceiveAsync(string body) => $$"""
        using System.Net.Sockets;
        class Frames { public async Task<int> Read(Socket socket, byte[] buffer) { {{body}} } }
        """;
}
