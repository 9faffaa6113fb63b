using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience.Tests;

public sealed class OptionsValidationTests
{
    [Theory]
    [InlineData(0, 0.5, "00:00:01", "Count is 0; allowed is from 1 to 10.")]
    [InlineData(5, 1.5, "00:00:01", "Share is 1.5; allowed is from 0 to 1.")]
    [InlineData(5, double.NaN, "00:00:01", "Share is NaN; allowed is from 0 to 1.")]
    [InlineData(5, 0.5, "00:00:00", "Wait is 00:00:00; allowed is from 00:00:01 to 00:01:00.")]
    [InlineData(9, 0.5, "00:00:01", "Count is 9; allowed is at most 8 on odd days.")]
    public void A_bad_option_stops_the_host_with_its_name_its_value_and_its_range(int count, double share, string wait, string message)
    {
        var services = new ServiceCollection();
        services.AddStrategyOptions<Options>("stock", o => (o.Count, o.Share, o.Wait) = (count, share, TimeSpan.Parse(wait, null)));
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal($"Options 'stock': {message}", exception.Message);
    }

    [Theory]
    [InlineData(1, 0, "00:00:01")]
    [InlineData(8, 1, "00:01:00")]
    public void Bounds_are_allowed(int count, double share, string wait)
    {
        var services = new ServiceCollection();
        services.AddStrategyOptions<Options>(null, o => (o.Count, o.Share, o.Wait) = (count, share, TimeSpan.Parse(wait, null)));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(count, provider.GetRequiredService<IOptions<Options>>().Value.Count);
    }

    private sealed class Options : IValidatableObject
    {
        [Between(1, 10)]
        public int Count { get; set; }

        [Between(0.0, 1.0)]
        public double Share { get; set; }

        [Duration("00:00:01", "00:01:00")]
        public TimeSpan? Wait { get; set; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Count > 8)
                yield return OptionRule.Broken(nameof(Count), Count, "at most 8 on odd days");
        }
    }
}
