namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about exceptions that are caught, and what is done with them.</summary>
internal static class CatchStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL1027", "wrapped and thrown", Send("catch (Exception exception) { throw new InvalidOperationException(\"The order was not placed\", exception); }")) { Source = "roslyn-analyzers#2278" },
        new("FAL1027", "thrown again", Send("catch (Exception exception) { Console.WriteLine(exception); throw; }")) { Source = "roslyn-analyzers#2354" },
        new("FAL1027", "mapped and thrown", Send("catch (Exception exception) when (Map(exception, out var mapped)) { throw mapped; }", "static bool Map(Exception exception, out Exception mapped) { mapped = new IOException(\"network\", exception); return true; }")) { Source = "roslyn-analyzers#4280" },
        new("FAL1027", "a filter that picks one failure", Send("catch (HttpRequestException exception) when (exception.StatusCode == System.Net.HttpStatusCode.Conflict) { }")) { Source = "Roslynator#242" },
        new("FAL1027", "a filter that picks one failure of all", Send("catch (Exception exception) when (exception is HttpRequestException { StatusCode: System.Net.HttpStatusCode.Conflict }) { }")) { Source = "roslyn-analyzers#381" },
        new("FAL1027", "a cancellation without a variable", Send("catch (OperationCanceledException) { /* the caller has gone */ }")) { Source = "roslyn-analyzers#2518" },
        new("FAL1027", "an exception of one's own without a variable", Send("catch (AlreadyPlacedException) { }", "class AlreadyPlacedException : Exception;")) { Source = "roslyn-analyzers#2854" },
        new("FAL1027", "kept and thrown later", """
            using System.Runtime.ExceptionServices;
            class Orders(HttpClient http)
            {
                public async Task Place(HttpContent order, CancellationToken token)
                {
                    ExceptionDispatchInfo? failure = null;
                    try { (await http.PostAsync("orders", order, token)).EnsureSuccessStatusCode(); } catch (Exception exception) { failure = ExceptionDispatchInfo.Capture(exception); }
                    Console.WriteLine("over");
                    failure?.Throw();
                }
            }
            """) { Source = "dotnet/roslyn#16848" },
        new("FAL1027", "one special exception of a call that stays here", """
            class Names { public string? Host(string name) { try { var uri = new Uri(name); if (uri.Host.Contains("foo")) return uri.Host; } catch (InvalidOperationException) { } return null; } }
            """) { Source = "sonar-dotnet#1218" },
        new("FAL1027", "a handler that is there in other builds", """
            class Orders(HttpClient http)
            {
                public async Task Place(HttpContent order, CancellationToken token)
                {
                    try { (await http.PostAsync("orders", order, token)).EnsureSuccessStatusCode(); }
                    catch (HttpRequestException exception)
                    {
            #if TRACING
                        Console.WriteLine(exception);
            #endif
                    }
                }
            }
            """) { Source = "sonar-dotnet#4540" },
        new("FAL1027", "a read that may fail", """class Prices(HttpClient http) { public async Task Load(CancellationToken token) { try { Console.WriteLine(await http.GetStringAsync("prices", token)); } catch (Exception) { } } }"""),
        new("FAL1027", "only a comment", Send("catch (Exception) { /* ignore any errors */ }")) { Source = "Roslynator#386", IsReported = true },
        new("FAL1027", "nothing at all is done", Send("catch { }")) { Source = "sonaranalyzer-dotnet#775", IsReported = true },
        new("FAL1011", "a loop that lets a cancellation through", """
            class Orders(HttpClient http)
            {
                public async Task Place(HttpContent order, CancellationToken token)
                {
                    for (var attempt = 1; ; attempt++)
                    {
                        try { (await http.PutAsync("orders", order, token)).EnsureSuccessStatusCode(); return; }
                        catch (Exception exception) when (exception is not OperationCanceledException && attempt < 3) { await Task.Delay(attempt * 1000 + Random.Shared.Next(500), token); }
                    }
                }
            }
            """) { Source = "roslyn-analyzers#381" },
    ];

    private static string Send(string handler, string more = "") => $$"""
        class Orders(HttpClient http)
        {
            public async Task Place(HttpContent order, CancellationToken token) { try { (await http.PostAsync("orders", order, token)).EnsureSuccessStatusCode(); } {{handler}} }
            {{more}}
        }
        """;
}
