using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Fallacies.Resilience;

/// <summary>The range of a duration. Unlike <see cref="RangeAttribute"/> it needs no type converter, which trimming could remove, and says the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute(string minimum, string maximum) : ValidationAttribute
{
    public string Minimum => minimum;

    public string Maximum => maximum;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || (value is TimeSpan span && span >= TimeSpan.Parse(minimum, CultureInfo.InvariantCulture) && span <= TimeSpan.Parse(maximum, CultureInfo.InvariantCulture))
            ? ValidationResult.Success
            : OptionRule.Broken(validationContext.MemberName!, value, $"from {minimum} to {maximum}");
}
