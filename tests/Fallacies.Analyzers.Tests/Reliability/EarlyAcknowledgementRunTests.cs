using System.Reflection;
using RabbitMQ.Client;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs both forms of the rule's page against a channel that writes down what it is asked for.</summary>
public sealed class EarlyAcknowledgementRunTests
{
    private const string Program = """
        using System;
        using System.Threading.Tasks;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public static class Listener
        {
            public static void Start(IModel channel, Func<Task> work)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.Received += async (_, message) =>
                {
                    await work();
                    ACKNOWLEDGE
                };
                channel.BasicConsume("orders", AUTO, consumer);
            }
        }
        """;

    [Theory]
    [InlineData("true", "", false, "forget at once, work, fail")]
    [InlineData("false", "channel.BasicAck(message.DeliveryTag, false);", false, "keep, work, fail")]
    [InlineData("true", "", true, "forget at once, work")]
    [InlineData("false", "channel.BasicAck(message.DeliveryTag, false);", true, "keep, work, forget 7")]
    public async Task A_message_is_kept_until_its_work_is_done(string auto, string acknowledge, bool succeeds, string expected)
    {
        var channel = DispatchProxy.Create<IModel, Recorder>();
        var recorder = (Recorder)(object)channel;
        Load(Program.Replace("ACKNOWLEDGE", acknowledge, StringComparison.Ordinal).Replace("AUTO", auto, StringComparison.Ordinal)).Invoke(null, [channel, (Func<Task>)WorkAsync]);

        try
        {
            await recorder.Consumer!.HandleBasicDeliver("tag", 7, false, "", "orders", null!, new byte[1]);
        }
        catch (TimeoutException)
        {
            recorder.Story.Add("fail");
        }

        Assert.Equal(expected, string.Join(", ", recorder.Story));

        Task WorkAsync()
        {
            recorder.Story.Add("work");
            return succeeds ? Task.CompletedTask : throw new TimeoutException();
        }
    }

    private static MethodInfo Load(string source)
    {
        using var image = new MemoryStream();
        var emitted = Analysis.Compile(source).WithAssemblyName("Listener" + Guid.NewGuid().ToString("N")).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return Assembly.Load(image.ToArray()).GetType("Listener")!.GetMethod("Start")!;
    }

#pragma warning disable CA1852 // A proxy derives from it.
    public class Recorder : DispatchProxy
#pragma warning restore CA1852
    {
        public List<string> Story { get; } = [];

        public IAsyncBasicConsumer? Consumer { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == "BasicAck")
                Story.Add($"forget {args![0]}");
            if (targetMethod.Name != "BasicConsume")
                return null;

            Story.Add(args![1] is true ? "forget at once" : "keep");
            Consumer = (IAsyncBasicConsumer)args[6]!;
            return "tag";
        }
    }
}
