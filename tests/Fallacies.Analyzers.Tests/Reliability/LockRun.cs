using System.Reflection;
using Microsoft.CodeAnalysis;
using StackExchange.Redis;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs a class <c>Job(IDatabase redis)</c> with a method <c>RunAsync(string token, Func&lt;Task&gt; work)</c> on a database in memory.</summary>
internal sealed class LockRun
{
    private readonly IDatabase _client;
    private readonly Type _job;

    public LockRun(string source)
    {
        using var image = new MemoryStream();
        var emitted = Analysis.Compile("using System;\nusing System.Threading.Tasks;\n" + source).WithAssemblyName("Job" + Guid.NewGuid().ToString("N")).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        _job = Assembly.Load(image.ToArray()).GetType("Job")!;
        (_client, Redis) = InMemoryRedis.Create();
    }

    public InMemoryRedis Redis { get; }

    public Task StartAsync(string token, Func<Task> work) => (Task)_job.GetMethod("RunAsync")!.Invoke(Activator.CreateInstance(_job, _client), [token, work])!;
}
