using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.RemoteCallInTransactionAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class RemoteCallInTransactionTests
{
    private static readonly MetadataReference[] Packages = References.With("Microsoft.EntityFrameworkCore.SqlServer", "Azure.Messaging.ServiceBus", "MassTransit");

    [Theory]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); db.Add(order); await http.[|PostAsync|](\"bills\", null); await db.SaveChangesAsync(); await t.CommitAsync();")]
    [InlineData("using (var t = db.Database.BeginTransaction()) { http.[|PostAsync|](\"bills\", null).Wait(); db.SaveChanges(); t.Commit(); }")]
    [InlineData("using var t = db.Database.BeginTransaction(); try { db.SaveChanges(); await http.[|GetStringAsync|](\"rate\"); t.Commit(); } catch { t.Rollback(); throw; }")]
    [InlineData("await using var t = await connection.BeginTransactionAsync(); await http.[|PostAsync|](\"bills\", null); await t.CommitAsync();")]
    [InlineData("using var t = old.BeginTransaction(); await http.[|PostAsync|](\"bills\", null); t.Commit();")]
    [InlineData("using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled); await db.SaveChangesAsync(); await http.[|PostAsync|](\"bills\", null); scope.Complete();")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await sender.[|SendMessageAsync|](new(\"placed\")); await t.CommitAsync();")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await [|TellAsync|](); await t.CommitAsync();")]
    [InlineData("await db.Database.BeginTransactionAsync(); await http.[|PostAsync|](\"bills\", null); await http.PostAsync(\"b\", null); await db.Database.CommitTransactionAsync();")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Around(statements), references: Packages);

    [Theory]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await t.CommitAsync(); await http.PostAsync(\"bills\", null);")]
    [InlineData("await http.PostAsync(\"bills\", null); await using var t = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await t.CommitAsync();")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await http.PostAsync(\"bills\", null);")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); var later = async () => await http.PostAsync(\"bills\", null); await t.CommitAsync(); await later();")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await publisher.Publish(order); await db.SaveChangesAsync(); await t.CommitAsync();")]
    [InlineData("using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled); await sender.SendMessageAsync(new(\"placed\")); scope.Complete();")]
    [InlineData("using var scope = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled); await http.PostAsync(\"bills\", null); scope.Complete();")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); var task = http.PostAsync(\"bills\", null); await t.CommitAsync(); await task;")]
    [InlineData("await using var t = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await t.CommitAsync(); async Task Inner() => await http.PostAsync(\"bills\", null); await Inner();")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(Around(statements), references: Packages);

    [Fact]
    public Task A_database_in_the_process_and_an_outbox_are_left_alone() => Verify.AnalyzeAsync(
        """
        using Microsoft.Data.Sqlite;

        class Local(SqliteConnection connection, HttpClient http)
        {
            public async Task PlaceAsync()
            {
                using var t = connection.BeginTransaction();
                await http.PostAsync("bills", null);
                t.Commit();
            }
        }

        class OutboxRelay(System.Data.Common.DbConnection connection, HttpClient http)
        {
            public async Task SendAsync()
            {
                using var t = connection.BeginTransaction();
                await http.PostAsync("bills", null);
                t.Commit();
            }
        }

        class Session { public void BeginTransaction() { } public void Commit() { } async Task UseAsync(HttpClient http) { BeginTransaction(); await http.GetStringAsync("a"); Commit(); } }
        """,
        references: References.With("Microsoft.EntityFrameworkCore.Sqlite.Core"));

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Around("using var t = db.Database.BeginTransaction(); await http.{|CS1501:PostAsync|}(); t.{|CS1061:Comm|}(); using var scope = new TransactionScope({|CS0103:x|});"), references: Packages);

    private static string Around(string statements) => $$"""
        using System.Transactions;
        using Microsoft.EntityFrameworkCore;
        using Azure.Messaging.ServiceBus;

        record Order(int Id);

        class Orders(DbContext db, System.Data.Common.DbConnection connection, System.Data.IDbConnection old, HttpClient http, ServiceBusSender sender, MassTransit.IPublishEndpoint publisher)
        {
            public async Task PlaceAsync(Order order)
            {
                {{statements}}
                Console.WriteLine((connection, old, http, sender, publisher, db, order));
            }

            private Task TellAsync() => http.PostAsync("bills", null);
        }
        """;
}
