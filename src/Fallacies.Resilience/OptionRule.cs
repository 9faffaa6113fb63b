using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>The one form in which an option that is out of range is reported: its name, its value, what is allowed.</summary>
internal static class OptionRule
{
    public static ValidationResult Broken(string option, object? value, string allowed) =>
        new(FormattableString.Invariant($"{option} is {value ?? "null"}; allowed is {allowed}."), [option]);
}
