using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience;

/// <summary>Validation of options that no builder and no host validates: those of objects made by hand, and options inside options.</summary>
internal static class OptionsCheck
{
    /// <summary>Throws like Polly's own builder does: one message with all rules that are broken.</summary>
    /// <exception cref="ValidationException">A rule is broken.</exception>
    public static void Ensure<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions>(TOptions options)
        where TOptions : class
    {
        var result = new OptionsValidation<TOptions>(null).Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new ValidationException(string.Join(Environment.NewLine, result.Failures));
    }

    /// <summary>The broken rules of options that are a part of others.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    public static IEnumerable<ValidationResult> Broken<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions>(TOptions options, string path)
        where TOptions : class
    {
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), broken, validateAllProperties: true);
        return broken.Select(rule => new ValidationResult($"{path}.{rule.ErrorMessage}", rule.MemberNames));
    }
}
