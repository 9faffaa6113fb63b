using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3001: one remote call is started for every item of a collection, all at once.</summary>
internal sealed class UnboundedFanOutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    /// <summary><c>fal3001.known_items</c>: how many items, if their number can be read from the code, may be called at once.</summary>
    internal static readonly Option<int> KnownItems = Option.Number("fal3001.known_items", fallback: 10, minimum: 1, maximum: 1000);

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL3001",
        Fallacy.Bandwidth,
        DiagnosticSeverity.Warning,
        title: "Unbounded fan-out of remote calls",
        messageFormat: "'{0}' is started for every item of '{1}' at once; 1,000 items are 1,000 calls in flight, which starve each other here and flood the other side",
        description: "A collection grows with the data. Starting a remote call for each item at once opens as many connections, makes the last calls wait until they time out, and hits the other side with a burst it never agreed to.");

    /// <inheritdoc/>
    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(KnownItems);

    // A number that somebody wrote down is large from here on, whatever a team allows.
    private const int Many = 100;

    private static readonly string[] Places = ["Urls", "Uris", "Hosts", "Endpoints", "Servers", "Nodes", "Mirrors"];

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Test or ProjectKind.Tool)
            return;

        var limited = new Lazy<bool>(() => CallLimits.In(registration.Compilation));
        registration.OnCall((context, call) => Analyze(context, call, registration, limited), FanOut.Gatherers);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation gather, Registration registration, Lazy<bool> limited)
    {
        if (!SymbolEqualityComparer.Default.Equals(gather.TargetMethod.ContainingType, registration.Types.Task) || FanOut.Find(gather, registration.RemoteCalls, context.CancellationToken) is not { } fanOut)
            return;

        var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(gather.Syntax.SyntaxTree);
        if (ItemCount.AtMost(fanOut.Collection) <= KnownItems.In(options) || ArePlaces(fanOut.Collection) || limited.Value)
            return;

        // Outside of the operation that is looked at, a finding has no fix in the editor.
        var culprit = gather.Syntax.Span.Contains(fanOut.Call.Syntax.Span) ? fanOut.Call.Syntax : gather.Syntax;
        var sure = registration.Kind == ProjectKind.Service && IsLong(fanOut, registration.RemoteCalls, gather.SemanticModel!, context.CancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            culprit.GetLocation(),
            sure ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            additionalLocations: [gather.Syntax.GetLocation(), fanOut.Call.Syntax.GetLocation(), .. fanOut.Call.Way.Places],
            properties: null,
            fanOut.Call.Way,
            ShortText.Of(fanOut.Collection.Syntax)));
    }

    private static bool IsLong(FanOut fanOut, RemoteCalls remote, SemanticModel model, CancellationToken cancellation) =>
        ItemCount.AtMost(fanOut.Collection) >= Many || fanOut.Collections.Any(new GrowingItems(remote, model, cancellation).Hold);

    // Servers, mirrors, subscribers that somebody listed: each of them is called once.
    private static bool ArePlaces(IOperation collection) => ItemCount.IsSettled(collection) && ItemCount.Behind(collection) is { Type: { } type } places
        && (((type as IArrayTypeSymbol)?.ElementType ?? (type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault())?.Name == "Uri"
            || places.Variable()?.Name is { } name && Places.Any(place => name.EndsWith(place, StringComparison.OrdinalIgnoreCase)));
}
