namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about addresses and names in a program, and about schemes without encryption.</summary>
internal static class AddressStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL5001", "a number that the platform would read as an address", """class Probe { public System.Net.Sockets.TcpClient Open() => new("2", 80); }""") { Source = "sonaranalyzer-dotnet#308" },
        new("FAL5001", "a version of four parts in a path", Get("https://downloads.example.com/tool/10.2.0.1/tool.zip")) { Source = "sonaranalyzer-dotnet#2" },
        new("FAL5001", "a version of four parts in a header", """
            class Tool(HttpClient http) { public Task<HttpResponseMessage> Get(string url, CancellationToken token) { var request = new HttpRequestMessage(HttpMethod.Get, url); request.Headers.Add("User-Agent", "tool/10.2.0.1"); return http.SendAsync(request, token); } }
            """) { Source = "sonaranalyzer-dotnet#2" },
        new("FAL5001", "this machine", Get("http://127.0.0.1:5000/prices")) { Source = "sonar-dotnet#1540" },
        new("FAL5001", "another address of this machine", Get("http://127.2.3.4:5000/prices")) { Source = "sonar-dotnet#3450" },
        new("FAL5001", "this machine in the other family", Get("http://[::1]:5000/prices")) { Source = "sonar-dotnet#3450" },
        new("FAL5001", "this machine, mapped into the other family", Get("http://[::ffff:127.0.0.1]:5000/prices")) { Source = "sonar-dotnet#6168" },
        new("FAL5001", "everybody at once", """class Wake(System.Net.Sockets.UdpClient udp) { public void Send(byte[] packet) => udp.Send(packet, packet.Length, "255.255.255.255", 9); }""") { Source = "sonar-dotnet#3450" },
        new("FAL5001", "no address at all", """class Server { public System.Net.Sockets.TcpListener Open() => new(System.Net.IPAddress.Parse("0.0.0.0"), 80); }""") { Source = "sonar-dotnet#3450" },
        new("FAL5001", "an object identifier in a path", Get("https://oids.example.com/oid/2.5.29.17")) { Source = "sonar-dotnet#3450" },
        new("FAL5001", "the identifier of an attribute that goes out as a parameter", """
            class Directory(HttpClient http) { public Task<string> Find(string name, CancellationToken token) => http.GetStringAsync("https://directory.example.com/find?attribute=2.5.4.3&name=" + Uri.EscapeDataString(name), token); }
            """) { Source = "sonar-dotnet#3450" },
        new("FAL5001", "addresses of documentation", Get("http://192.0.2.111/a") + Get("http://198.51.100.7/b", "B") + Get("http://203.0.113.9/c", "C") + Get("http://[2001:db8::1]/d", "D")) { Source = "sonar-dotnet#6165" },
        new("FAL5001", "an address put together from constants", """
            class Probe(HttpClient http) { const string Net = "10.20"; public Task<string> Get(CancellationToken token) => http.GetStringAsync($"http://{Net}.30.40/health", token); }
            """) { Source = "sonar-dotnet#5974", IsReported = true },
        new("FAL5001", "an address whose last part is filled in", """
            class Probe(HttpClient http) { const string Net = "10.20.30"; public Task<string> Get(int machine, CancellationToken token) => http.GetStringAsync($"http://{Net}.{machine}/health", token); }
            """) { Source = "sonar-dotnet#5974" },
        new("FAL5001", "an address that is asked about", """class Whois(HttpClient http) { public Task<string> Ask(CancellationToken token) => http.GetStringAsync("https://whois.example.com/lookup?address=93.184.216.34", token); }""") { Source = "sonar-dotnet#3855" },
        new("FAL5001", "a version in a connection text", """class Store { public Npgsql.NpgsqlDataSource Open() => Npgsql.NpgsqlDataSource.Create("Host=localhost;Username=shop;Application Name=shop 10.2.0.1"); }""") { Source = "sonaranalyzer-dotnet#2", Packages = ["Npgsql.EntityFrameworkCore.PostgreSQL"] },
        new("FAL5001", "a version in the name of a client", """class Cache { public Task<StackExchange.Redis.ConnectionMultiplexer> Open() => StackExchange.Redis.ConnectionMultiplexer.ConnectAsync("localhost:6379,name=shop-10.2.0.1,defaultDatabase=3"); }""") { Source = "sonaranalyzer-dotnet#2", Packages = ["StackExchange.Redis"] },
        new("FAL5001", "a text that is replaced before it is used", """
            class Probe(HttpClient http) { public Task<string> Get(Func<string> load, CancellationToken token) { var url = "http://10.20.30.40/health"; url = load(); return http.GetStringAsync(url, token); } }
            """) { Source = "sonar-dotnet#3918" },
        new("FAL5001", "a text that is replaced by reference", """
            class Probe(HttpClient http) { public Task<string> Get(CancellationToken token) { var url = "http://10.20.30.40/health"; Fill(ref url); return http.GetStringAsync(url, token); } static void Fill(ref string url) => url = Environment.GetEnvironmentVariable("PROBE") ?? throw new InvalidOperationException(); }
            """) { Source = "sonar-dotnet#3918" },
        new("FAL5001", "a field that is set by the constructor", """
            class Probe { readonly string _url = "http://10.20.30.40/health"; readonly HttpClient _http; public Probe(HttpClient http, string url) { _http = http; _url = url; } public Task<string> Get(CancellationToken token) => _http.GetStringAsync(_url, token); }
            """) { Source = "sonar-dotnet#3918" },
        new("FAL5007", "a relative address in a constant", """
            class Prices(HttpClient http) { const string RelativeUrl = "/a/b/prices.internal"; public Task<string> Get(CancellationToken token) => http.GetStringAsync(RelativeUrl, token); }
            """) { Source = "sonar-dotnet#1865" },
        new("FAL5007", "a path of the file system", """
            using System.Net.Sockets;
            class Local { public Task Open(Socket socket, CancellationToken token) => socket.ConnectAsync(new UnixDomainSocketEndPoint("/run/orders.internal"), token).AsTask(); }
            """) { Source = "sonar-dotnet#2357" },
        new("FAL5007", "a virtual path", """class Site(HttpClient http) { public Task<string> Get(CancellationToken token) => http.GetStringAsync("~/content/site.internal", token); }""") { Source = "sonar-dotnet#1624" },
        new("FAL5007", "the name of an XML namespace", """
            using System.Xml;
            class Feed(HttpClient http)
            {
                public async Task<string?> Get(Uri url, CancellationToken token)
                {
                    var document = new XmlDocument();
                    document.LoadXml(await http.GetStringAsync(url, token));
                    var names = new XmlNamespaceManager(document.NameTable);
                    names.AddNamespace("o", "http://schemas.orders.internal/2021");
                    return document.SelectSingleNode("//o:order", names)?.InnerText;
                }
            }
            """) { Source = "sonar-dotnet#8967" },
        new("FAL5007", "a name in an object initialiser", """
            class Orders(HttpClient http) { public Task<HttpResponseMessage> Get(CancellationToken token) => http.SendAsync(new HttpRequestMessage { RequestUri = new Uri("https://orders.contoso.internal/open") }, token); }
            """) { Source = "sonar-dotnet#7815", IsReported = true },
        new("FAL4002", "this machine", Get("http://localhost/path?query=x")) { Source = "sonar-dotnet#3855" },
        new("FAL4002", "the scheme alone", """class Upgrade(HttpClient http) { public Task<string> Get(string url, CancellationToken token) => http.GetStringAsync(url.Replace("http://", "https://"), token); }""") { Source = "sonar-dotnet#3855" },
        new("FAL4002", "hosts of examples", Get("http://subdomain.example.org/prices")) { Source = "sonar-dotnet#4301" },
        new("FAL4002", "a schema of everybody in a body", """
            class Soap(HttpClient http) { public Task<HttpResponseMessage> Ask(Uri url, string body, CancellationToken token) => http.PostAsync(url, new StringContent("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'>" + body + "</e:Envelope>"), token); }
            """) { Source = "sonar-dotnet#4301" },
        new("FAL4002", "a namespace of one's own in a document that is sent", """
            using System.Xml.Linq;
            class Orders(HttpClient http)
            {
                static readonly XNamespace Ours = "http://www.contoso-books.com/2021";
                public Task<HttpResponseMessage> Send(Uri url, string id, CancellationToken token) => http.PostAsync(url, new StringContent(new XElement(Ours + "order", id).ToString()), token);
            }
            """) { Source = "sonar-dotnet#4308" },
        new("FAL4002", "a namespace in an attribute", """
            using System.Xml.Serialization;
            [XmlRoot("order", Namespace = "http://www.contoso-books.com/2021")] public class Order { [XmlElement(Namespace = "http://www.contoso-books.com/2021")] public string? Id { get; set; } }
            """) { Source = "sonar-dotnet#6207" },
        new("FAL4002", "a schema set", """
            using System.Xml;
            using System.Xml.Schema;
            class Schemas { public void Add(XmlSchemaSet schemas, Stream schema) => schemas.Add("http://www.contoso-books.com/2021", XmlReader.Create(schema)); }
            """) { Source = "sonar-dotnet#7482" },
        new("FAL4002", "the namespace of podcasts", """
            using System.Xml.Linq;
            class Podcasts(HttpClient http)
            {
                public async Task<string?> Author(Uri feed, CancellationToken token)
                {
                    XNamespace itunes = "http://www.itunes.com/dtds/podcast-1.0.dtd";
                    return XDocument.Parse(await http.GetStringAsync(feed, token)).Root?.Element(itunes + "author")?.Value;
                }
            }
            """) { Source = "sonar-dotnet#8783" },
        new("FAL4002", "the name of a SOAP action", """
            class Soap(HttpClient http) { public Task<HttpResponseMessage> Ask(HttpRequestMessage request, CancellationToken token) { request.Headers.Add("SOAPAction", "http://www.contoso-books.com/GetUserName"); return http.SendAsync(request, token); } }
            """) { Source = "sonar-dotnet#9017" },
        new("FAL4002", "an address that a sign-in goes back to", """class Login(HttpClient http) { public Task<string> Out(CancellationToken token) => http.GetStringAsync("https://login.example.com/logout?back=http://www.contoso-books.com/", token); }""") { Source = "sonar-dotnet#3855" },
        new("FAL4002", "the kind of a claim", """
            using System.Security.Claims;
            class Users(HttpClient http) { public Task<string> Get(ClaimsPrincipal user, CancellationToken token) => http.GetStringAsync("https://example.com/users/" + user.FindFirst("http://schemas.contoso-books.com/identity/claims/id")?.Value, token); }
            """) { Source = "sonar-dotnet#7482" },
        new("FAL4002", "where a request says it comes from", """
            class Api(HttpClient http) { public Task<HttpResponseMessage> Get(HttpRequestMessage request, CancellationToken token) { request.Headers.Referrer = new Uri("http://www.contoso-books.com/"); request.Headers.Add("Origin", "http://www.contoso-books.com"); return http.SendAsync(request, token); } }
            """) { Source = "sonar-dotnet#9017" },
        new("FAL4002", "a host put together from constants", """
            class Prices(HttpClient http) { const string Host = "prices.contoso-books.com"; public Task<string> Get(CancellationToken token) => http.GetStringAsync($"http://{Host}/prices", token); }
            """) { Source = "sonar-dotnet#5992", IsReported = true },
    ];

    private static string Get(string url, string name = "A") => $$"""class {{name}}(HttpClient http) { public Task<string> Get(CancellationToken token) => http.GetStringAsync("{{url}}", token); }""" + "\n";
}
