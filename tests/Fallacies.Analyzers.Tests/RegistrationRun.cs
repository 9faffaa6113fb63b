using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests;

/// <summary>Runs what a rule page's example registers, on the real container.</summary>
internal static class RegistrationRun
{
    /// <summary>The container after <c>Clients.Add</c> of a section of a page ran, and the types of the example.</summary>
    public static (ServiceProvider Container, Assembly Example) Of(string rule, string section) => Of(RulePage.Read(rule).Code(section));

    /// <summary>The container after <c>Clients.Add</c> of a source ran, and its types.</summary>
    public static (ServiceProvider Container, Assembly Example) Of(string source, Action<IServiceCollection>? configure = null)
    {
        var example = Load(source);
        var services = new ServiceCollection();
        configure?.Invoke(services);
        try
        {
            example.GetType("Clients")!.GetMethod("Add")!.Invoke(null, [services]);
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } inner)
        {
            throw inner;
        }

        return (services.BuildServiceProvider(), example);
    }

    /// <summary>The assembly of a source.</summary>
    public static Assembly Load(string source)
    {
        using var image = new MemoryStream();
        var emitted = Analysis.Compile(source).WithAssemblyName("Example" + Guid.NewGuid().ToString("N")).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    /// <summary>The <c>HttpClient</c> that an object of an example holds.</summary>
    public static HttpClient ClientOf(object owner) => owner.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Select(field => field.GetValue(owner)).OfType<HttpClient>().Single();
}
