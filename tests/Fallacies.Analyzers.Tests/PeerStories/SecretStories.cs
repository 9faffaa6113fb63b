namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about what looks like a credential.</summary>
internal static class SecretStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL4005", "an empty password", Connect("Server=db.contoso.com;User=shop;Password=")) { Source = "sonar-dotnet#6213" },
        new("FAL4005", "an empty password before another key", Connect("Server=db.contoso.com;Password=;User=shop")) { Source = "sonar-dotnet#6213" },
        new("FAL4005", "a password that is the name of a parameter", Connect("Server=db.contoso.com;User=shop;Password=@shopAccess")) { Source = "sonar-dotnet NET-3932" },
        new("FAL4005", "a password that is the name of a variable", Connect("Server=db.contoso.com;User=shop;Password=$SHOP_DB_ACCESS_1")) { Source = "sonar-dotnet NET-3932" },
        new("FAL4005", "a connection text of a manual", Connect("Server=myServerAddress.contoso.com;Database=myDataBase;User Id=myUsername;Password=myPassword")) { Source = "sonar-dotnet#5427" },
        new("FAL4005", "a password that is replaced when the program is deployed", Connect("Server=db.contoso.com;User=shop;Password={Credentials.Password}")) { Source = "sonar-dotnet NET-740" },
        new("FAL4005", "a password that is a place to fill in", Connect("Server=db.contoso.com;User=shop;Password=?")) { Source = "sonar-dotnet NET-3932" },
        new("FAL4005", "a password that is the name of a bound value", Connect("Server=db.contoso.com;User=:shop;Password=:shopAccess")) { Source = "sonar-dotnet NET-3932" },
        new("FAL4005", "a user and variables in an address", """class Broker(HttpClient http) { public Task<string> Get(CancellationToken token) => http.GetStringAsync("https://$BROKER_USER:$BROKER_ACCESS@broker.contoso.com/api", token); }""") { Source = "sonar-dotnet NET-3932" },
        new("FAL4005", "a user without a password in an address", """class Broker(HttpClient http) { public Task<string> Get(CancellationToken token) => http.GetStringAsync("https://shop@broker.contoso.com:8443/api", token); }""") { Source = "sonar-dotnet#6199" },
        new("FAL4005", "something like a user in a path", """class Broker(HttpClient http) { public Task<string> Get(CancellationToken token) => http.GetStringAsync("https://broker.contoso.com/user:azerty123", token); }""") { Source = "sonar-dotnet#6199" },
        new("FAL4005", "a user who is his own password", """class Broker(HttpClient http) { public Task<string> Get(CancellationToken token) => http.GetStringAsync("https://admin:admin@broker.contoso.com/api", token); }""") { Source = "sonar-dotnet#6199" },
        new("FAL4005", "a password that is replaced by reference", """
            class Mail { public System.Net.NetworkCredential Sign() { var word = "hardcoded7"; Fill(ref word); return new("shop", word); } static void Fill(ref string word) => word = Environment.GetEnvironmentVariable("MAIL") ?? ""; }
            """) { Source = "sonar-dotnet#3918" },
        new("FAL4005", "a password that is replaced before it is used", """class Mail { public System.Net.NetworkCredential Sign(Func<string> load) { var word = "hardcoded7"; word = load(); return new("shop", word); } }""") { Source = "sonar-dotnet#3918" },
        new("FAL4005", "a format that a value is put into", """class Store { public System.Data.Common.DbConnectionStringBuilder Build(string given) => new() { ConnectionString = string.Format("Server=db.contoso.com;User=SA;Password={0}", given) }; }""") { Source = "sonar-dotnet#2768" },
        new("FAL4005", "a password that is only called so", """class Mail { public System.Net.NetworkCredential Sign() => new("shop", "secret"); }""") { Source = "sonar-dotnet NET-1522" },
        new("FAL4005", "a password that is loaded and appended", """
            class Store { public System.Data.Common.DbConnectionStringBuilder Build(Func<string> load) => new() { ConnectionString = "Server=db.contoso.com;User=Admin;Password= " + load() }; }
            """) { Source = "sonar-dotnet#2768" },
        new("FAL4005", "a text that grows", """
            class Store { public System.Data.Common.DbConnectionStringBuilder Build(string given) { var text = "Server=db.contoso.com;User=Admin;"; text += "Password="; text += given; return new() { ConnectionString = text }; } }
            """) { Source = "sonar-dotnet#4494" },
        new("FAL4005", "a question about a password", """
            using System.Net.Http.Json;
            class Accounts(HttpClient http) { const string PasswordQuestion = "What is your favourite colour 42"; public Task<HttpResponseMessage> Ask(Uri url, CancellationToken token) => http.PostAsJsonAsync(url, new { PasswordQuestion, PasswordFormat = "Clear1234567890" }, token); }
            """) { Source = "sonar-dotnet#7914" },
        new("FAL4005", "a sentence instead of a key", """
            class Prices(HttpClient http) { public void Prepare(HttpRequestMessage request) { request.Headers.Add("X-Api-Key", "ask the operator of stage 2 for one"); } public Task Send(HttpRequestMessage request, CancellationToken token) => http.SendAsync(request, token); }
            """) { Source = "sonar-dotnet NET-642" },
        new("FAL4005", "a password that begins like the name of a parameter", Connect("Server=db.contoso.com;User=shop;Password=@dm1nXk29")) { Source = "sonar-dotnet NET-3932", IsReported = true },
        new("FAL4005", "a written password of a credential", """class Mail { public System.Net.NetworkCredential Sign() => new("shop", "Xk29Lm44q"); }""") { Source = "sonar-dotnet#2754", IsReported = true },
        new("FAL4005", "a connection text given as an argument", """class Store { public Npgsql.NpgsqlDataSource Open() => Npgsql.NpgsqlDataSource.Create("Host=db.contoso.com;Username=sa;Password=Xk29Lm44q"); }""") { Source = "sonar-dotnet#3175", Packages = ["Npgsql.EntityFrameworkCore.PostgreSQL"], IsReported = true },
        new("FAL4005", "a part of a connection text before what is appended", """
            class Store { public System.Data.Common.DbConnectionStringBuilder Build(string user) => new() { ConnectionString = "Server=db.contoso.com;Password=Xk29Lm44q;User='" + user + "'" }; }
            """) { Source = "sonar-dotnet#3175", IsReported = true },
    ];

    private static string Connect(string text) => $$"""class Store { public System.Data.Common.DbConnectionStringBuilder Build() => new() { ConnectionString = "{{text}}" }; }""";
}
