using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Topology;

/// <summary>What FAL5009 claims, on the real container.</summary>
public sealed class TypedClientTwiceRunTests
{
    [Fact]
    public void The_second_registration_loses_the_settings()
    {
        Assert.Null(AddressOf("Bad"));
        Assert.Equal(new Uri("https://pay.contoso.com"), AddressOf("Good"));
    }

    [Theory]
    [InlineData("services.AddScoped<PayClient>();", true)]
    [InlineData("services.AddScoped(typeof(PayClient));", true)]
    [InlineData("services.TryAddScoped<PayClient>();", false)]
    [InlineData("services.AddScoped<IPay, PayClient>();", false)]
    public void The_same_service_is_lost_only_to_what_comes_later_and_wins(string second, bool lost)
    {
        var source = "using Microsoft.Extensions.DependencyInjection.Extensions;\n" + RulePage.Read("FAL5009").Code("Bad").Replace("services.AddScoped<IPay, PayClient>();", second, StringComparison.Ordinal);
        var (container, example) = RegistrationRun.Of(source);

        var client = RegistrationRun.ClientOf(container.CreateScope().ServiceProvider.GetRequiredService(example.GetType("PayClient")!));
        Assert.Equal(lost, client.BaseAddress is null);
    }

    private static Uri? AddressOf(string section)
    {
        var (container, example) = RegistrationRun.Of("FAL5009", section);
        return RegistrationRun.ClientOf(container.CreateScope().ServiceProvider.GetRequiredService(example.GetType("IPay")!)).BaseAddress;
    }
}
