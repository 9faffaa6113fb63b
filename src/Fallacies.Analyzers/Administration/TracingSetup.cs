using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>What the lambda of <c>WithTracing</c> listens to, as far as all of it is seen.</summary>
internal sealed class TracingSetup
{
    // Libraries that set instrumentation up by themselves, by the calls that ask them to.
    private static readonly string[] Distributions =
    [
        "UseAzureMonitor", "AddElasticOpenTelemetry", "WithElasticDefaults", "UseGrafana", "AddHoneycomb", "AddSentry", "AddServiceDefaults", "AddSplunk", "AddNewRelic", "AddAutoInstrumentations",
    ];

    private readonly IReadOnlyList<string> _sources;

    private TracingSetup(IReadOnlyList<string> sources) => _sources = sources;

    /// <summary>The setup of a call; <see langword="null"/> where the builder goes to code of another library, or a source has no constant name.</summary>
    public static TracingSetup? Of(IInvocationOperation call)
    {
        if (call.Arguments.LastOrDefault()?.Value is not { } configure || Operations.Unwrap(configure) is not IAnonymousFunctionOperation lambda)
            return null;

        var sources = new List<string>();
        foreach (var step in lambda.Body.Descendants().OfType<IInvocationOperation>().Where(TakesBuilder))
        {
            if (!IsOfOpenTelemetry(step.TargetMethod) || step.TargetMethod.Name is "AddInstrumentation")
                return null;
            if (step.TargetMethod.Name == "AddSource" && !ReadNames(step, sources))
                return null;
        }

        return new TracingSetup(sources);
    }

    /// <summary>Whether activities of a source are listened to: since .NET 9, ASP.NET Core and HttpClient make good ones by themselves.</summary>
    public bool Hears(string source) => _sources.Any(pattern =>
        pattern.EndsWith("*", StringComparison.Ordinal) ? source.StartsWith(pattern.TrimEnd('*'), StringComparison.OrdinalIgnoreCase) : string.Equals(pattern, source, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a library or an agent sets the instrumentation up.</summary>
    public static bool IsDistribution(Compilation compilation, CancellationToken cancellation) =>
        Distributions.Any(name => !Source.Mentions(name, compilation, cancellation).IsEmpty)
        || ReferenceNames.Of(compilation).BeginWithAny(["OpenTelemetry.AutoInstrumentation", "Datadog.Trace"]);

    private static bool TakesBuilder(IInvocationOperation call) =>
        (call.Instance?.Type ?? call.Arguments.FirstOrDefault()?.Parameter?.Type)?.Name == "TracerProviderBuilder";

    private static bool IsOfOpenTelemetry(IMethodSymbol method) => method.ContainingAssembly?.Name.StartsWith("OpenTelemetry", StringComparison.Ordinal) == true;

    private static bool ReadNames(IInvocationOperation step, List<string> sources)
    {
        foreach (var value in step.Arguments.Where(argument => argument.Parameter?.Type is IArrayTypeSymbol).SelectMany(argument => Elements(argument.Value)))
        {
            if (value.ConstantValue is not { HasValue: true, Value: string name })
            {
                // A name that this program has somewhere is its own, not the framework's.
                if (value.Type?.SpecialType == SpecialType.System_String && Operations.Unwrap(value) is IMemberReferenceOperation)
                    continue;
                return false;
            }

            sources.Add(name);
        }

        return true;
    }

    private static IEnumerable<IOperation> Elements(IOperation value) => value is IArrayCreationOperation { Initializer: { } names } ? names.ElementValues : new[] { value };
}
