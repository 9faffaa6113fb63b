using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Administration;

/// <summary>What FAL6005 claims, on the real container.</summary>
public sealed class SharedClientNameRunTests
{
    [Fact]
    public void One_client_gets_what_is_set_for_the_other()
    {
        Assert.Equal([("of Stripe", true), ("of Stripe", true)], Settings("Bad"));
        Assert.Equal([("of Stripe", false), (null, true)], Settings("Good"));
    }

    [Theory]
    [InlineData("A.Client", "B.Client")]
    [InlineData("A.Box<A.Client>", "A.Box<B.Client>")]
    [InlineData("A.Outer.Client", "A.Client")]
    public void Two_types_of_one_name_throw(string first, string second)
    {
        var source =
            $$"""
            using Microsoft.Extensions.DependencyInjection;
            public static class Clients { public static void Add(IServiceCollection services) { services.AddHttpClient<{{first}}>(); services.AddHttpClient<{{second}}>(); } }
            namespace A { public class Client; public class Box<T>; public class Outer { public class Client; } }
            namespace B { public class Client; }
            """;

        Assert.Contains("already has a registered client", Assert.Throws<InvalidOperationException>(() => RegistrationRun.Of(source)).Message, StringComparison.Ordinal);
        RegistrationRun.Of(source.Replace($"<{second}>()", $"<{second}>(\"{second}\")", StringComparison.Ordinal));
    }

    private static (string? Key, bool HasAddress)[] Settings(string section)
    {
        var (container, example) = RegistrationRun.Of("FAL6005", section);
        return [.. container.GetServices(example.GetType("IPay")!).Select(client => RegistrationRun.ClientOf(client!))
            .Select(client => (client.DefaultRequestHeaders.TryGetValues("X-Key", out var keys) ? keys.Single() : null, client.BaseAddress is not null))];
    }
}
