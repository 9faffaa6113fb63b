namespace Fallacies.Analyzers.Tests;

/// <summary>The projects that the package is tried on.</summary>
internal static class Consumers
{
    public const string UnknownMode = "Sometimes";

    // One finding that is a warning by default, and shapes that are suggestions.
    private const string Service = """
        using System;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;

        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var app = WebApplication.Create(args);
        app.MapGet("/prices", async (string[] ids) =>
            await Task.WhenAll(ids.Select(id => http.GetStringAsync("https://prices.internal/" + id))));
        app.MapGet("/price", async (string id) =>
        {
            while (true)
            {
                try
                {
                    return await http.GetStringAsync("https://prices.internal/" + id);
                }
                catch (Exception)
                {
                    await Task.Delay(500);
                }
            }
        });
        app.Run();
        """;

    // Two findings for one fix.
    private const string Client = """
        using System;
        using System.Linq;
        using System.Net;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        public class Client
        {
            private readonly HttpClient _http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };

            public Task<string> Load(string url) => _http.GetStringAsync(url);

            public void Reset()
            {
                // As long as it takes.
                _http.Timeout = Timeout.InfiniteTimeSpan;
            }
        }
        """;

    // Every call in parentheses and casts, as an older compiler understands them.
    private const string WrappedOldStyle = Client + """


        public static class Wrapped
        {
            private static readonly HttpClient Http = (HttpClient)(new HttpClient() { Timeout = (TimeSpan)((Timeout.InfiniteTimeSpan)) });

            public static async Task<string> Load(string[] ids)
            {
                (((HttpClient)(object)Http)).Timeout = ((TimeSpan)(TimeSpan.FromMilliseconds((double)(-1))));
                for (var attempt = (0); ((attempt) < (int)(3)); (attempt)++)
                {
                    try
                    {
                        return (string)(await ((Task<string>)((HttpClient)Http).GetStringAsync((string)("http://192.0.2.17/" + (ids)[(0)]))));
                    }
                    catch (Exception)
                    {
                        await ((Task)(Task.Delay((int)(500))));
                    }
                }

                var all = ((string[])(await ((Task<string[]>)(Task.WhenAll((ids).Select((id) => ((Task<string>)(((Http)).GetStringAsync((id))))))))));
                return ((string)((object)(all)[0])) ?? (((IPAddress)(IPAddress.Parse(("192.0.2.17")))).ToString());
            }
        }
        """;

    private static readonly string WrappedNewStyle = "#nullable enable\n" + WrappedOldStyle
        .Replace("((HttpClient)Http)", "((HttpClient)Http!)!", StringComparison.Ordinal)
        .Replace("(Timeout.InfiniteTimeSpan)", "(Timeout.InfiniteTimeSpan!)", StringComparison.Ordinal)
        .Replace("(500)", "(500)!", StringComparison.Ordinal)
        .Replace("(id)", "(id!)", StringComparison.Ordinal)
        .Replace("(ids)", "(ids!)", StringComparison.Ordinal)
        .Replace("(id!) =>", "(id) =>", StringComparison.Ordinal);

    private const string WithoutNetwork = """
          <Target Name="CutTheNetwork" AfterTargets="ResolveTargetingPackAssets">
            <ItemGroup>
              <Reference Remove="@(Reference)" Condition="$([System.String]::new('%(Filename)').StartsWith('System.Net')) or '%(Filename)' == 'System'" />
            </ItemGroup>
          </Target>
        """;

    private const string OlderCompiler = """
          <PropertyGroup><UseSharedCompilation>false</UseSharedCompilation></PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.Net.Compilers.Toolset" Version="4.14.0" PrivateAssets="all" />
          </ItemGroup>
        """;

    private const string IsService = "[*.cs]\nfallacies.project_kind = service\n";

    private const string UnknownOption = "[*.cs]\nfallacies.projectkind = service\n";

    private static readonly (string Variant, string Properties)[] Modes =
    [
        ("None", "FallaciesMode=None"),
        ("Certain", "FallaciesMode=Certain"),
        ("Recommended", "FallaciesMode=Recommended"),
        ("Strict", "FallaciesMode=strict"),
        ("All", "FallaciesMode=All"),
        ("StrictAsErrors", "FallaciesMode=Strict;TreatWarningsAsErrors=true"),
        (UnknownMode, $"FallaciesMode={UnknownMode}"),
    ];

    public static readonly ConsumerProject[] All =
    [
        new("Service", Service) { Sdk = "Microsoft.NET.Sdk.Web", Variants = Modes },
        new("Repaired", Client) { EditorConfig = IsService },
        new("Owner", Client)
        {
            EditorConfig = IsService + "dotnet_diagnostic.FAL2001.severity = error\n",
            Variants = [("None", "FallaciesMode=None"), ("Strict", "FallaciesMode=Strict")],
        },
        new("OwnerOfAFallacy", Client)
        {
            EditorConfig = IsService + "dotnet_analyzer_diagnostic.category-Fallacies.Latency.severity = error\n",
            Variants = [("None", "FallaciesMode=None"), ("Recommended", ""), ("Strict", "FallaciesMode=Strict")],
        },
        new("Misspelt", Client) { Body = """<ItemGroup><Compile Include="../WithoutNetwork/Program.cs" /></ItemGroup>""", EditorConfig = UnknownOption },
        new("WithoutNetwork", "public static class Clock { public static int Ticks() => System.Environment.TickCount; }\n") { Body = WithoutNetwork, EditorConfig = UnknownOption },
        new("OldLanguage", WrappedOldStyle) { EditorConfig = IsService, Body = "<PropertyGroup><LangVersion>7.3</LangVersion></PropertyGroup>" },
        new("Wrapped", WrappedNewStyle) { EditorConfig = IsService },
        new("Broken", WrappedNewStyle.Replace("catch (Exception)", "catch (Exception", StringComparison.Ordinal)),
        new("OldCompiler", Client) { EditorConfig = IsService, Body = OlderCompiler },
    ];
}
