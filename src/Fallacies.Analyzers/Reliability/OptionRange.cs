using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What a library accepts for one of its options, by the attribute that it checks the option with.</summary>
/// <param name="Least">The least number, or the ticks of the shortest time.</param>
/// <param name="Most">The greatest number, or the ticks of the longest time.</param>
/// <param name="IsTime">Whether the option is a time.</param>
internal sealed record OptionRange(double Least, double Most, bool IsTime)
{
    // Options of Polly 8 that have a range in one version or another; what the range is says the referenced one.
    private static readonly string[] OptionTypes =
        ["Polly.Retry.RetryStrategyOptions`1", "Polly.Timeout.TimeoutStrategyOptions", "Polly.CircuitBreaker.CircuitBreakerStrategyOptions`1", "Polly.Hedging.HedgingStrategyOptions`1"];

    /// <summary>The names of all options that have a range in the referenced version.</summary>
    public static string[] NamesIn(KnownTypes types) => OptionTypes.Select(types.Type).OfType<INamedTypeSymbol>()
        .SelectMany(type => type.GetMembers()).OfType<IPropertySymbol>().Where(property => Of(property) is not null).Select(property => property.Name).Distinct().ToArray();

    /// <summary>The range of an option of a resilience library; <see langword="null"/> for other properties, and for those that take any value.</summary>
    public static OptionRange? Of(IPropertySymbol property) =>
        property.ContainingAssembly?.Name is "Polly.Core" or "Polly" or "Microsoft.Extensions.Http.Resilience"
            ? property.GetAttributes().Where(IsRange).Select(attribute => Read(attribute.ConstructorArguments)).OfType<OptionRange>().FirstOrDefault()
            : null;

    /// <summary>The range of the timeout that <c>AddTimeout</c> takes without options.</summary>
    public static OptionRange? OfTimeout(KnownTypes types) =>
        types.Type("Polly.Timeout.TimeoutStrategyOptions")?.GetMembers("Timeout").OfType<IPropertySymbol>().Select(Of).FirstOrDefault();

    /// <summary>The value of an expression in the unit of the range; <see langword="null"/> where it is not constant.</summary>
    public double? Value(IOperation value) => IsTime ? ConstantTime.Of(value)?.Ticks : ConstantTime.Number(value);

    public bool Holds(double value) => value >= Least && value <= Most;

    /// <summary>The nearest value that is accepted.</summary>
    public double Nearest(double value) => Math.Max(Least, Math.Min(Most, value));

    /// <summary>A value for a message.</summary>
    public string Text(double value) => !IsTime ? value.ToString(CultureInfo.InvariantCulture)
        : (long)value == Timeout.InfiniteTimeSpan.Ticks ? "infinite" : AttemptDelays.Seconds(TimeSpan.FromTicks((long)value));

    public override string ToString() => !IsTime && Most >= int.MaxValue ? $"{Text(Least)} or more" : $"{Text(Least)} to {Text(Most)}";

    private static bool IsRange(AttributeData attribute) =>
        attribute.AttributeClass is { Name: "RangeAttribute" or "TimeSpanAttribute" } && attribute.ConstructorArguments.Length >= 2;

    // [Range(1, 10)], [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")], [TimeSpan("00:00:01", "1.00:00:00")].
    private static OptionRange? Read(System.Collections.Immutable.ImmutableArray<TypedConstant> arguments)
    {
        var (least, most) = (arguments[arguments.Length - 2].Value, arguments[arguments.Length - 1].Value);
        if (least is string from && most is string to)
            return Time(from) is { } shortest && Time(to) is { } longest ? new OptionRange(shortest.Ticks, longest.Ticks, IsTime: true) : null;
        return least is int or double && most is int or double
            ? new OptionRange(Convert.ToDouble(least, CultureInfo.InvariantCulture), Convert.ToDouble(most, CultureInfo.InvariantCulture), IsTime: false)
            : null;
    }

    private static TimeSpan? Time(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
}
