using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Shows a rule each text that is written in the program and becomes the address that a client takes.</summary>
internal sealed class ReachedTexts
{
    private readonly AddressSinks _sinks;
    private readonly WrittenTexts _texts;
    private readonly Action<OperationAnalysisContext, ReachedText> _look;

    private ReachedTexts(KnownTypes types, Action<OperationAnalysisContext, ReachedText> look)
    {
        _sinks = new AddressSinks(types);
        _texts = new WrittenTexts(types);
        _look = look;
    }

    public static void Register(Registration registration, Action<OperationAnalysisContext, ReachedText> look)
    {
        var reached = new ReachedTexts(registration.Types, look);
        registration.OnCall((context, call) => reached.Show(context, reached._sinks.Of(call)), AddressTable.MethodNames);
        registration.OnCreation((context, creation) => reached.Show(context, reached._sinks.Of(creation)), AddressTable.TypeNames);
        registration.OnAssignment((context, assignment, target) => reached.Show(context, reached._sinks.Of(assignment, target)), AddressTable.PropertyNames);
    }

    private void Show(OperationAnalysisContext context, (AddressSink Sink, string Words, IOperation Address)? reached)
    {
        if (reached is not { } sink)
            return;

        foreach (var text in _texts.Of(sink.Address))
            _look(context, new ReachedText(context.Operation, text, sink.Sink, sink.Words, _sinks));
    }
}

/// <summary>A text, and the sink that it reaches.</summary>
internal sealed record ReachedText(IOperation Operation, WrittenText Text, AddressSink Sink, string Words, AddressSinks Sinks)
{
    /// <summary>The property that proposes a configuration key to the fix.</summary>
    internal const string KeyProperty = "Key";

    /// <summary>The property that tells the fix when the address is taken: a name of <see cref="Taken"/>.</summary>
    internal const string TakenProperty = "Taken";

    /// <summary>The property of a finding at a variable whose text is the additional location.</summary>
    internal const string ElsewhereProperty = "Elsewhere";

    /// <summary>Whether production gets here, and no sink before this one has shown the same text already.</summary>
    public bool IsWorthSaying =>
        !Text.Through.Any(IsReachedBefore) && !DevelopmentOnly.Contains(Operation) && !DevelopmentOnly.Contains(Text.Place);

    /// <summary>The finding at the text; the message gets the hosts, the sink, what moves, and the harm.</summary>
    public Diagnostic Finding(DiagnosticDescriptor descriptor, DiagnosticSeverity severity, IReadOnlyList<HostName> hosts, string harm) =>
        Finding(descriptor, severity, string.Join(", ", hosts), Words, Sink.Moves, harm);

    /// <summary>The finding at the text, with the words of its message.</summary>
    public Diagnostic Finding(DiagnosticDescriptor descriptor, DiagnosticSeverity severity, params string[] words)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(TakenProperty, Text.Taken.ToString());

        // The sink's key is for a whole address.
        if (!Text.IsHostAlone)
            properties = properties.Add(KeyProperty, Sink.Key);
        var (place, declaration) = (Text.Place.Syntax, Text.Declaration);

        // A finding outside the operation that is looked at gets no fix in an editor.
        if (Text.Through.LastOrDefault() is { } local && !Operation.Syntax.Span.Contains(place.Span))
        {
            (place, declaration) = (local.Syntax, place);
            properties = properties.Add(ElsewhereProperty, "");
        }

        var additional = declaration is null ? ImmutableArray<Location>.Empty : ImmutableArray.Create(declaration.GetLocation());
        return Diagnostic.Create(descriptor, place.GetLocation(), severity, additional, properties, words);
    }

    // One literal is one finding, however many sinks its variable reaches: the first one names it.
    private bool IsReachedBefore(IOperation local) =>
        local is ILocalReferenceOperation { SemanticModel: { } model } reference
        && Locals.MentionsBefore(reference).Any(name => model.GetOperation(name) is ILocalReferenceOperation earlier && Sinks.Reaches(earlier));
}
