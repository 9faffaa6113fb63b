using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers;

/// <summary>The one analyzer that the compiler sees: it holds all rules and shows each only the operations that concern it.</summary>
// One callback per rule and operation costs several times what the rules themselves do; one callback per operation with a
// look-up by member name keeps the whole catalogue below 1 % of compile time (docs/measurements/performance.md).
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FallacyRouter : DiagnosticAnalyzer
{
    /// <summary>Every rule of this assembly, in the order of their identifiers.</summary>
    internal static readonly ImmutableArray<FallacyAnalyzer> AllRules = typeof(FallacyRouter).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(FallacyAnalyzer).IsAssignableFrom(type))
        .Select(type => (FallacyAnalyzer)Activator.CreateInstance(type))
        .OrderBy(rule => rule.Descriptors[0].Id, StringComparer.Ordinal)
        .ToImmutableArray();

    private readonly ImmutableArray<FallacyAnalyzer> _rules;

    /// <summary>Creates the analyzer with every rule of the catalogue.</summary>
    public FallacyRouter()
        : this(AllRules)
    {
    }

    internal FallacyRouter(ImmutableArray<FallacyAnalyzer> rules)
    {
        _rules = rules;
        SupportedDiagnostics = rules.SelectMany(rule => rule.Descriptors).Distinct().ToImmutableArray();
    }

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private void Start(CompilationStartAnalysisContext start)
    {
        var types = KnownTypes.Of(start.Compilation);
        if (!types.CanReachNetwork)
            return;

        var registration = new Registration(start, types);
        foreach (var rule in _rules)
        {
            if (rule.Descriptors.Any(registration.IsOn))
                rule.Register(registration);
        }

        registration.Route();
    }
}
