using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The code that sets the options of a standard handler: the lambdas of its registration, and the methods of this compilation that they hand the options to.</summary>
internal sealed class HandlerSettings
{
    private const int MostBodies = 8;

    private const string TotalName = "TotalRequestTimeout";

    private static readonly string[] OptionTypes = ["HttpStandardResilienceOptions", "HttpStandardHedgingResilienceOptions"];

    private readonly List<IOperation> _bodies = [];

    private HandlerSettings()
    {
    }

    /// <summary>Whether all code that sets the options has been read.</summary>
    public bool IsRead { get; private set; } = true;

    /// <summary>Whether configuration may set numbers and times too.</summary>
    public bool IsBound { get; private set; }

    /// <summary>What the handler allows a call in all; <see langword="null"/> where that is not constant.</summary>
    public TimeSpan? Total => Time(TotalName, TimeSpan.FromSeconds(30));

    /// <summary>Whether the code says what the handler allows a call in all.</summary>
    public bool SetsTotal => Values(TotalName).Any() || TotalValues.Any();

    /// <summary>What the handler allows one try; <see langword="null"/> where that is not constant.</summary>
    public TimeSpan? Attempt => Time(AttemptName, TimeSpan.FromSeconds(10));

    /// <summary>How long the breaker looks back; <see langword="null"/> where that is not constant.</summary>
    public TimeSpan? Sampling => Only(Values("SamplingDuration"), TimeSpan.FromSeconds(30));

    /// <summary>The first wait of the retry; <see langword="null"/> where that is not constant.</summary>
    public TimeSpan? RetryDelay => Only(Values("Delay"), TimeSpan.FromSeconds(2));

    /// <summary>How long a hedged try waits for the one before it; <see langword="null"/> where that is not constant.</summary>
    public TimeSpan? HedgingDelay => Only(Values("Delay"), TimeSpan.FromSeconds(2));

    /// <summary>The values of <see cref="Attempt"/> in the source.</summary>
    public IEnumerable<IOperation> AttemptValues => Assignments("Timeout").Where(assignment => IsOf(assignment, AttemptName)).Select(assignment => assignment.Value);

    /// <summary>The values of <see cref="Total"/> in the source.</summary>
    public IEnumerable<IOperation> TotalValues => Assignments("Timeout").Where(assignment => IsOf(assignment, TotalName)).Select(assignment => assignment.Value);

    /// <summary>Whether the handler hedges instead of retrying.</summary>
    public bool Hedges { get; private set; }

    // The hedging handler has a timeout for each endpoint.
    private string AttemptName => Hedges ? "Timeout" : "AttemptTimeout";

    public static HandlerSettings Of(ClientStep step, ClientCode code, SemanticModel near, CancellationToken cancellation)
    {
        var settings = new HandlerSettings { Hedges = step.Kind == StepKind.StandardHedgingHandler };
        foreach (var call in step.Options.Append(step.Call))
        {
            settings.IsBound |= call.Arguments.Any(argument => argument.Parameter?.Type.Name is "IConfigurationSection" or "IConfiguration");
            foreach (var body in code.Bodies(call))
                settings.Read(body, near);
        }

        settings.IsRead &= !AreSetByType(near.Compilation, cancellation);
        return settings;
    }

    /// <summary>Whether options of standard handlers are also set by their type: they may be those of any client.</summary>
    public static bool AreSetByType(Compilation compilation, CancellationToken cancellation) =>
        OptionTypes.SelectMany(name => Source.Mentions(name, compilation, cancellation)).Any(IsConfigured);

    private static bool IsConfigured(SimpleNameSyntax mention) =>
        mention.Parent is TypeArgumentListSyntax { Parent: GenericNameSyntax { Identifier.ValueText: var name } } && (name.Contains("Configure") || name.StartsWith("AddOptions", StringComparison.Ordinal));

    /// <summary>The values that a property gets, wherever in the options it stands.</summary>
    public IEnumerable<IOperation> Values(string property) => Assignments(property).Select(assignment => assignment.Value);

    /// <summary>Whether the code calls a method with one of these names.</summary>
    public bool Calls(params string[] names) => Operations<IInvocationOperation>().Any(call => names.Contains(call.TargetMethod.Name));

    /// <summary>The one number that a property is set to; <see langword="null"/> where there are several, or it may come from configuration.</summary>
    public double? Number(string property, double standard)
    {
        var values = Values(property).Select(ConstantTime.Number).Distinct().ToArray();
        return values.Length switch { 0 => IsBound ? null : standard, 1 => values[0], _ => null };
    }

    private TimeSpan? Time(string strategy, TimeSpan standard) =>
        Only(Assignments("Timeout").Where(assignment => IsOf(assignment, strategy)).Select(assignment => assignment.Value), standard);

    private TimeSpan? Only(IEnumerable<IOperation> given, TimeSpan standard)
    {
        var values = given.Select(ConstantTime.Of).Distinct().ToArray();
        return !IsRead || values.Length > 1 || (values.Length == 0 && IsBound) ? null : values.Length == 1 ? values[0] : standard;
    }

    // options.TotalRequestTimeout.Timeout = …, and the same inside an initializer.
    private static bool IsOf(ISimpleAssignmentOperation assignment, string strategy) =>
        assignment.Target is IPropertyReferenceOperation { Instance: { } instance } && Part(instance) is { Property.Name: var name } ? name == strategy
        : assignment.Parent?.Parent is IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation { Property.Name: var member } } ? member == strategy
        : assignment.Parent?.Parent is IObjectCreationOperation { Parent: ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var target } } } && target == strategy;

    // "var total = options.TotalRequestTimeout; total.Timeout = …"
    private static IPropertyReferenceOperation? Part(IOperation owner) =>
        (owner is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } value ? Fallacies.Analyzers.Knowledge.Operations.Unwrap(value) : owner) as IPropertyReferenceOperation;

    private IEnumerable<ISimpleAssignmentOperation> Assignments(string property) =>
        Operations<ISimpleAssignmentOperation>().Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: var name } && name == property);

    private IEnumerable<T> Operations<T>() => _bodies.SelectMany(body => body.DescendantsAndSelf()).OfType<T>();

    private void Read(IOperation? body, SemanticModel near)
    {
        if (body is null || _bodies.Count == MostBodies)
        {
            IsRead = false;
            return;
        }

        if (_bodies.Any(known => known.Syntax == body.Syntax))
            return;
        _bodies.Add(body);
        foreach (var call in body.Descendants().OfType<IInvocationOperation>().Where(TakesOptions))
        {
            if (call.TargetMethod.Name is "DisableFor" or "DisableForUnsafeHttpMethods")
                continue;
            if (call.TargetMethod.ContainingType.Name == "ConfigurationBinder")
                IsBound = true;
            else
                Read(Source.Holds(near.Compilation, call.TargetMethod) ? Source.Body(call.TargetMethod, near) : null, near);
        }
    }

    private static bool TakesOptions(IInvocationOperation call) =>
        call.Arguments.Select(argument => Fallacies.Analyzers.Knowledge.Operations.Unwrap(argument.Value))
            .Any(value => value is IParameterReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation && value.Type?.Name.EndsWith("Options", StringComparison.Ordinal) == true);
}
