using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests.Bandwidth;

/// <summary>Compiles a source in memory and runs its <c>Client.Load</c> against a handler that counts the requests under way.</summary>
internal sealed class FanOutRun : HttpMessageHandler
{
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _underWay;

    /// <summary>How many requests must be under way before the first is answered; a program that starts fewer never ends.</summary>
    public int Together { get; init; } = 1;

    /// <summary>The greatest number of requests that were under way at once.</summary>
    public int Most { get; private set; }

    /// <summary>The paths of all requests, in the order in which they arrived.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>The path whose request fails, if one does.</summary>
    public string? Failing { get; init; }

    /// <summary>Runs the source and returns what <c>Load</c> gave back.</summary>
    public async Task<object?> LoadAsync(string source, IReadOnlyList<string> urls, CancellationToken cancellation = default)
    {
        using var image = new MemoryStream();
        var compilation = CSharpCompilation.Create(
            "Run", [CSharpSyntaxTree.ParseText(source, cancellationToken: CancellationToken.None)], References.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var emitted = compilation.Emit(image, cancellationToken: CancellationToken.None);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        image.Position = 0;

        var context = new AssemblyLoadContext("run", isCollectible: true);
        try
        {
            using var http = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://localhost") };
            var load = context.LoadFromStream(image).GetType("Client")!.GetMethod("Load", BindingFlags.Static | BindingFlags.Public)!;
            var task = (Task)load.Invoke(null, [http, urls, cancellation])!;
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task);
        }
        finally
        {
            context.Unload();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        lock (Paths)
        {
            Paths.Add(path);
            Most = Math.Max(Most, ++_underWay);
            if (_underWay == Together)
                _enough.TrySetResult();
        }

        try
        {
            if (path == Failing)
                throw new HttpRequestException("refused");

            await _enough.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            await Task.Delay(10, cancellationToken);
            return new HttpResponseMessage { Content = new StringContent("reply to " + path) };
        }
        finally
        {
            lock (Paths)
                _underWay--;
        }
    }
}
