using System.Collections.Immutable;
using System.Text;
using Fallacies.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Benchmarks;

/// <summary>
/// A service of twenty files with a thousand lines each. Crowded, every fifty lines are a typed client behind an interface, with a retry, a loop
/// over remote calls, a fan-out and its registration, 400 clients in all; ordinary, one in ten of these parts is, and the others are code that calls nobody.
/// </summary>
internal static class LargeProject
{
    public const int Files = 20;
    public const int Lines = 1000;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = ImmutableArray.Create<DiagnosticAnalyzer>(new FallacyRouter());

    public static CSharpCompilation Compile(bool crowded)
    {
        var trees = Enumerable.Range(0, Files).Select(file => CSharpSyntaxTree.ParseText(Source(file, crowded), path: $"/File{file}.cs"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Distinct().Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Large", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static CompilationWithAnalyzers WithRules(Compilation compilation) => With(compilation, Rules[0]);

    public static CompilationWithAnalyzers With(Compilation compilation, DiagnosticAnalyzer analyzer) =>
        compilation.WithAnalyzers([analyzer], new CompilationWithAnalyzersOptions(new AnalyzerOptions([], new ServiceOptions()), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));

    public static async Task<TimeSpan> TimeInRulesAsync(CompilationWithAnalyzers analysis) => (await analysis.GetAnalyzerTelemetryInfoAsync(Rules[0], default)).ExecutionTime;

    private static string Source(int file, bool crowded)
    {
        var text = new StringBuilder(
            """
            using System; using System.Collections.Generic; using System.Linq; using System.Net.Http; using System.Net.Http.Json; using System.Threading; using System.Threading.Tasks;
            using Microsoft.Extensions.DependencyInjection; using Polly;

            """);
        text.Append($"namespace Large.Part{file};\n");
        for (var (i, lines) = (0, 3); lines < Lines; i++, lines += 50)
            text.Append((crowded || i % 10 == 5 ? RemotePart : LocalPart).Replace("NUMBER", $"{file}_{i}", StringComparison.Ordinal));
        return text.ToString();
    }

    // Fifty lines.
    private const string RemotePart =
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

    // Fifty lines.
    private const string LocalPart =
        """
        public sealed record LineNUMBER(string Sku, int Quantity, decimal Price)
        {
            public decimal Total => Quantity * Price;
        }

        public sealed class CartNUMBER(Random chance)
        {
            private readonly Dictionary<string, LineNUMBER> _lines = new();

            public IReadOnlyCollection<LineNUMBER> Lines => _lines.Values;

            public void Put(string sku, int quantity, decimal price)
            {
                if (quantity <= 0)
                    throw new ArgumentOutOfRangeException(nameof(quantity), quantity, "At least one.");

                if (_lines.TryGetValue(sku, out var line))
                    _lines[sku] = line with { Quantity = line.Quantity + quantity };
                else
                    _lines.Add(sku, new LineNUMBER(sku, quantity, price));
            }

            public decimal Sum(Func<LineNUMBER, decimal> discount)
            {
                var sum = 0m;
                foreach (var line in _lines.Values.OrderBy(line => line.Sku))
                {
                    sum += line.Total - discount(line);
                    if (sum < 0)
                        sum = 0;
                }

                return decimal.Round(sum, 2);
            }

            public IEnumerable<string> Labels()
            {
                for (var i = 0; i < _lines.Count; i++)
                {
                    var line = _lines.Values.ElementAt(i);
                    yield return $"{line.Sku}: {line.Quantity} x {line.Price}" + (chance.Next(2) == 0 ? "" : " *");
                }
            }

            public bool Has(string sku) => _lines.ContainsKey(sku) && _lines[sku].Quantity > 0;
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
