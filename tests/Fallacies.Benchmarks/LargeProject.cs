using System.Collections.Immutable;
using System.Text;
using Fallacies.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Benchmarks;

/// <summary>A service of twenty files with a thousand lines each: typed clients behind interfaces, loops over remote calls, retries, registrations.</summary>
internal static class LargeProject
{
    public const int Files = 20;
    public const int Lines = 1000;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = ImmutableArray.Create<DiagnosticAnalyzer>(new FallacyRouter());

    public static CSharpCompilation Compile()
    {
        var trees = Enumerable.Range(0, Files).Select(file => CSharpSyntaxTree.ParseText(Source(file), path: $"/File{file}.cs"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Distinct().Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Large", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static CompilationWithAnalyzers WithRules(Compilation compilation) =>
        compilation.WithAnalyzers(Rules, new CompilationWithAnalyzersOptions(new AnalyzerOptions([], new ServiceOptions()), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));

    public static async Task<TimeSpan> TimeInRulesAsync(CompilationWithAnalyzers analysis) => (await analysis.GetAnalyzerTelemetryInfoAsync(Rules[0], default)).ExecutionTime;

    private static string Source(int file)
    {
        var text = new StringBuilder(
            """
            using System; using System.Collections.Generic; using System.Linq; using System.Net.Http; using System.Net.Http.Json; using System.Threading; using System.Threading.Tasks;
            using Microsoft.Extensions.DependencyInjection; using Polly;

            """);
        text.Append($"namespace Large.Part{file};\n");
        for (var (i, lines) = (0, 3); lines < Lines; i++, lines += 50)
            text.Append(Part.Replace("NUMBER", $"{file}_{i}", StringComparison.Ordinal));
        return text.ToString();
    }

    // Fifty lines.
    private const string Part =
        """
        public sealed record ItemNUMBER(int Id, string Name, decimal Price);

        public interface IClientNUMBER
        {
            Task<ItemNUMBER?> FindAsync(int id, CancellationToken cancellation = default);
            Task SaveAsync(ItemNUMBER item, CancellationToken cancellation = default);
        }

        internal sealed class ClientNUMBER(HttpClient http) : IClientNUMBER
        {
            public async Task<ItemNUMBER?> FindAsync(int id, CancellationToken cancellation = default)
            {
                for (var attempt = 0; ; attempt++)
                {
                    try
                    {
                        return await http.GetFromJsonAsync<ItemNUMBER>($"items/{id}", cancellation);
                    }
                    catch (HttpRequestException) when (attempt < 3)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(attempt + Random.Shared.NextDouble()), cancellation);
                    }
                }
            }

            public async Task SaveAsync(ItemNUMBER item, CancellationToken cancellation = default)
            {
                using var reply = await http.PutAsJsonAsync($"items/{item.Id}", item, cancellation);
                reply.EnsureSuccessStatusCode();
            }
        }

        public sealed class ServiceNUMBER(IClientNUMBER client, Func<int, string> name)
        {
            private readonly List<ItemNUMBER> _items = new();

            public async Task<decimal> SumAsync(IEnumerable<int> ids, CancellationToken cancellation)
            {
                foreach (var id in ids.Where(id => id > 0).Distinct())
                    _items.Add(await client.FindAsync(id, cancellation) ?? new ItemNUMBER(id, name(id), 0));
                await Task.WhenAll(_items.Select(item => client.SaveAsync(item, cancellation)));
                return _items.Sum(item => item.Price);
            }

            public static IServiceCollection Add(IServiceCollection services) =>
                services.AddSingleton(new Random(3)).AddHttpClient<IClientNUMBER, ClientNUMBER>(client => client.BaseAddress = new Uri("http://items-NUMBER")).Services;
        }

        """;

    private sealed class ServiceOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values : AnalyzerConfigOptions
        {
            public override IEnumerable<string> Keys => ["fallacies.project_kind"];

            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                (value = key == "fallacies.project_kind" ? "service" : null) is not null;
        }
    }
}
