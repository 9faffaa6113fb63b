using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;

namespace Fallacies.Analyzers.Tests.Administration;

/// <summary>Shows what the rule is about: the context goes out with every request, recorded or not.</summary>
public sealed class BrokenTraceRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_next_service_hangs_below_a_span_that_is_exported_only_where_somebody_listens(bool isListenedTo)
    {
        var exported = new List<string>();
        using var source = new ActivitySource("Run" + Guid.NewGuid().ToString("N"));
        using var ofRun = Listener(heard => heard == source, _ => true, exported);
        using var activity = source.StartActivity("place")!;
        using var ofClient = isListenedTo ? Listener(heard => heard.Name == "System.Net.Http", trace => trace == activity.TraceId, exported) : null;

        var wire = new Wire();
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(wire) };
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://prices.test/");
        using var response = await http.SendAsync(request, CancellationToken.None);

        var parent = ActivityContext.Parse(wire.Header("traceparent"), null);
        Assert.Equal(activity.TraceId, parent.TraceId);
        Assert.NotEqual(activity.SpanId, parent.SpanId);
        Assert.Equal(isListenedTo, exported.Contains(parent.SpanId.ToHexString()));
    }

    // Other tests may send at the same time: only one trace is recorded.
    private static ActivityListener Listener(Func<ActivitySource, bool> hears, Func<ActivityTraceId, bool> isMeant, List<string> exported)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = hears,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => isMeant(options.TraceId) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = stopped => exported.Add(stopped.SpanId.ToHexString()),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>A connection in memory, whose other end answers every request with an empty reply.</summary>
    private sealed class Wire : Stream
    {
        private readonly Pipe _reply = new();
        private readonly StringBuilder _sent = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public string Header(string name) => _sent.ToString().Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reply.Reader.AsStream().ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _sent.Append(Encoding.ASCII.GetString(buffer.Span));
            if (_sent.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                await _reply.Writer.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
