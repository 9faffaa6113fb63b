using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience;

/// <summary>Holds options against their attributes and their <see cref="IValidatableObject"/> rules, at the start of the host and after each reload.</summary>
internal sealed class OptionsValidation<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions>(string? name) : IValidateOptions<TOptions>
    where TOptions : class
{
    // The validator's cache of attributes is not safe for two threads (dotnet/runtime#110917).
    private static readonly object Gate = new();

    public string? Name => name;

    public ValidateOptionsResult Validate(string? validated, TOptions options)
    {
        if (name is not null && name != validated)
            return ValidateOptionsResult.Skip;

        var where = string.IsNullOrEmpty(validated) ? typeof(TOptions).Name : $"{typeof(TOptions).Name} '{validated}'";
        var broken = Broken(options);
        return broken.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(broken.Select(rule => $"{where}: {rule.ErrorMessage}"));
    }

    /// <summary>For options that come neither from a container nor through Polly's builder.</summary>
    public static void ThrowIfBroken(TOptions options)
    {
        if (Broken(options) is { Count: > 0 } broken)
            throw new ValidationException($"{typeof(TOptions).Name}: {string.Join(" ", broken.Select(rule => rule.ErrorMessage))}");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    private static List<ValidationResult> Broken(TOptions options)
    {
        var broken = new List<ValidationResult>();
        lock (Gate)
            Validator.TryValidateObject(options, new ValidationContext(options), broken, validateAllProperties: true);
        return broken;
    }
}

/// <summary>How every strategy of the package registers its options.</summary>
internal static class OptionsValidationExtensions
{
    /// <summary>Options that are validated when the host starts, so that a bad number does not wait for the first call.</summary>
    public static OptionsBuilder<TOptions> AddStrategyOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions>(
        this IServiceCollection services, string? name, Action<TOptions>? configure)
        where TOptions : class
    {
        var builder = services.AddOptions<TOptions>(name);
        if (!services.Any(service => !service.IsKeyedService && service.ImplementationInstance is OptionsValidation<TOptions> known && known.Name == builder.Name))
            services.AddSingleton<IValidateOptions<TOptions>>(new OptionsValidation<TOptions>(builder.Name));
        if (configure is not null)
            builder.Configure(configure);
        return builder.ValidateOnStart();
    }
}
