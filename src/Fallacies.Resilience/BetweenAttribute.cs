using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>The range of a number. Unlike its base it says the value that is out of range.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BetweenAttribute : RangeAttribute
{
    public BetweenAttribute(int minimum, int maximum)
        : base(minimum, maximum)
    {
    }

    public BetweenAttribute(double minimum, double maximum)
        : base(minimum, maximum)
    {
    }

    // A number that is not a number compares as too small with any bound of its base, but only just: say it outright.
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not double.NaN && IsValid(value) ? ValidationResult.Success : OptionRule.Broken(validationContext.MemberName!, value, FormattableString.Invariant($"from {Minimum} to {Maximum}"));
}
