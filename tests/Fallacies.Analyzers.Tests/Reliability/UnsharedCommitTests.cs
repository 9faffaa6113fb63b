using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UnsharedCommitAnalyzer, Fallacies.CodeFixes.Reliability.UnsharedCommitFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class UnsharedCommitTests
{
    private static readonly MetadataReference[] Packages = References.With("Microsoft.EntityFrameworkCore.SqlServer", "Azure.Messaging.ServiceBus", "MassTransit");

    [Theory]
    [InlineData("await db.SaveChangesAsync(); await sender.[|SendMessageAsync|](new(\"placed\"));")]
    [InlineData("await sender.[|SendMessageAsync|](new(\"placed\")); await db.SaveChangesAsync();")]
    [InlineData("db.SaveChanges(); await endpoint.[|Publish|](order);")]
    [InlineData("await db.SaveChangesAsync(); if (order.Id > 3) await endpoint.[|Publish|](order);")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await t.CommitAsync(); await endpoint.[|Publish|](order);")]
    [InlineData("await StoreAsync(); await producer.[|ProduceAsync|](\"orders\", message);")]
    [InlineData("await db.SaveChangesAsync(); await [|PublishAsync|](order);")]
    [InlineData("db.SaveChanges(); producer.[|Produce|](\"orders\", message);")]
    [InlineData("db.SaveChanges(); [|PublishEvent|](message);")]
    [InlineData("try { await db.SaveChangesAsync(); await endpoint.[|Publish|](order); } catch (Exception e) { Console.WriteLine(e); throw; }")]
    [InlineData("foreach (var id in new[] { 1 }) { await db.SaveChangesAsync(); await endpoint.[|Publish|](order); }")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Around(statements), references: Packages);

    [Theory]
    [InlineData("if (order.Id > 3) await db.SaveChangesAsync(); else await endpoint.Publish(order);")]
    [InlineData("if (order.Id > 3) { await db.SaveChangesAsync(); } await endpoint.Publish(order);")]
    [InlineData("await endpoint.Publish(order);")]
    [InlineData("foreach (var id in new[] { 1 }) { await endpoint.Publish(order); db.Remove(order); } await db.SaveChangesAsync();")]
    [InlineData("await db.SaveChangesAsync(); await mediator.Publish(order);")]
    [InlineData("await db.SaveChangesAsync(); var later = async () => await endpoint.Publish(order); await later();")]
    [InlineData("await db.SaveChangesAsync(); await producer.ProduceAsync(\"request-logs\", message);")]
    [InlineData("await db.SaveChangesAsync(); try { await endpoint.Publish(order); } catch { db.Remove(order); await db.SaveChangesAsync(); throw; }")]
    [InlineData("await db.SaveChangesAsync(); await bell.PublishAsync(order);")]
    [InlineData("db.SaveChanges(); bell.Publish(order);")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(Around(statements), references: Packages);

    [Fact]
    public Task An_event_that_Dapr_publishes_is_a_message_and_a_call_of_a_service_is_none() => Verify.AnalyzeAsync(
        """
        using Dapr.Client;
        using Microsoft.EntityFrameworkCore;

        class Orders(DbContext db, DaprClient dapr)
        {
            public async Task PlaceAsync(string order)
            {
                await db.SaveChangesAsync();
                await dapr.[|PublishEventAsync|]("broker", "orders", order);
            }

            public async Task SendAsync(string order)
            {
                await db.SaveChangesAsync();
                await dapr.InvokeMethodAsync("stock", "reserve", order);
            }
        }
        """,
        references: [.. References.With("Microsoft.EntityFrameworkCore.SqlServer", "Dapr.Client")]);

    [Theory]
    [InlineData("AddEntityFrameworkOutbox")]
    [InlineData("EnableOutbox")]
    public Task Says_nothing_where_an_outbox_is_set_up(string method) => Verify.AnalyzeAsync(
        Around("await db.SaveChangesAsync(); await endpoint.Publish(order);") + $$"""
        static class Setup
        {
            public static void Run(object bus) => bus.{{method}}();

            private static void {{method}}(this object bus) => Console.WriteLine(bus);
        }
        """,
        references: Packages);

    [Fact]
    public Task What_calls_itself_an_outbox_is_one() => Verify.AnalyzeAsync(
        Around("await db.SaveChangesAsync(); await endpoint.Publish(order);").Replace("class Orders(", "class OrderOutbox(", StringComparison.Ordinal), references: Packages);

    [Fact]
    public Task Behind_the_save_the_outbox_of_MassTransit_never_sends() => Verify.FixAsync(
        Around("""
                db.Add(order);
                await db.SaveChangesAsync();

                // Tell the others.
                await endpoint.{|FAL1017:Publish|}(order);
                Console.WriteLine("placed");
            """) + Outbox,
        Around("""
                db.Add(order);

                // Tell the others.
                await endpoint.Publish(order);
                await db.SaveChangesAsync();
                Console.WriteLine("placed");
            """) + Outbox,
        references: Packages);

    [Theory]
    [InlineData("await endpoint.Publish(order); await db.SaveChangesAsync();")]
    [InlineData("await db.SaveChangesAsync(); await endpoint.Publish(order); await db.SaveChangesAsync();")]
    [InlineData("await db.SaveChangesAsync(); await PublishAsync(order);")]
    [InlineData("await db.SaveChangesAsync(); await bus.Publish(order);")]
    public Task The_outbox_of_MassTransit_sends(string statements) => Verify.AnalyzeAsync(Around(statements) + Outbox, references: Packages);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Around("await db.SaveChangesAsync(); await endpoint.{|CS1061:Publis|}(order); await {|CS0103:x|}.Publish(order);"), references: Packages);

    private const string Outbox = """
        static class Setup
        {
            public static void Run(object bus) => bus.AddEntityFrameworkOutbox().UseBusOutbox();

            private static object AddEntityFrameworkOutbox(this object bus) => bus;

            private static object UseBusOutbox(this object bus) => bus;
        }
        """;

    private static string Around(string statements) => $$"""
        using Confluent.Kafka;
        using MassTransit;
        using Microsoft.EntityFrameworkCore;
        using Azure.Messaging.ServiceBus;

        record Order(int Id);

        class Bell { public void Publish(Order order) => Console.WriteLine(order); public Task PublishAsync(Order order) { Console.WriteLine(order); return Task.CompletedTask; } }

        class Orders(DbContext db, IProducer<string, string> producer, ServiceBusSender sender, IPublishEndpoint endpoint, IBus bus, MassTransit.Mediator.IMediator mediator, Bell bell)
        {
            public async Task PlaceAsync(Order order, Message<string, string> message)
            {
            {{statements}}
            }

            private Task<int> StoreAsync() => db.SaveChangesAsync();

            private void PublishEvent(Message<string, string> message) => producer.Produce("orders", message);

            private Task PublishAsync(Order order) => endpoint.Publish(order);

            public override string ToString() => "" + producer + sender + bus + mediator + bell;
        }


        """;
}
