using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.TransactionUnderRetryAnalyzer, Fallacies.CodeFixes.Reliability.TransactionUnderRetryFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what the fix writes beside what stood there before, on a database in memory.</summary>
public sealed class TransactionUnderRetryRunTests
{
    private const string Context = """
        using System;
        using System.Data.Common;
        using System.Linq;
        using System.Threading.Tasks;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Storage;

        public sealed class Entry
        {
            public int Id { get; set; }

            public int Amount { get; set; }
        }

        public sealed class Ledger(DbConnection connection) : DbContext
        {
            public static int Tries;

            public DbSet<Entry> Entries => Set<Entry>();

            protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite(connection, sqlite => sqlite.ExecutionStrategy(d => new Retry(d)));
        }

        public sealed class Retry(ExecutionStrategyDependencies d) : ExecutionStrategy(d, 3, TimeSpan.FromMilliseconds(1))
        {
            protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;

            protected override TimeSpan? GetNextDelay(Exception last) => Ledger.Tries < 4 ? TimeSpan.Zero : null;
        }


        """;

    private const string Before = Context + """
        public static class Transfers
        {
            public static async Task Run(DbConnection connection)
            {
                await using var db = new Ledger(connection);
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.Entries.ExecuteUpdateAsync(change => change.SetProperty(entry => entry.Amount, entry => entry.Amount + 1));
                if (++Ledger.Tries < 3)
                    throw new TimeoutException();
                await transaction.CommitAsync();
            }
        }
        """;

    private const string After = Context + """
        public static class Transfers
        {
            public static async Task Run(DbConnection connection)
            {
                await using var db = new Ledger(connection);
                var strategy = db.Database.CreateExecutionStrategy();
                await strategy.ExecuteAsync(async () =>
                {
                    await using var transaction = await db.Database.BeginTransactionAsync();
                    await db.Entries.ExecuteUpdateAsync(change => change.SetProperty(entry => entry.Amount, entry => entry.Amount + 1));
                    if (++Ledger.Tries < 3)
                        throw new TimeoutException();
                    await transaction.CommitAsync();
                });
            }
        }
        """;

    private static readonly MetadataReference[] Packages = References.With("Microsoft.EntityFrameworkCore.Sqlite.Core");

    [Fact]
    public Task The_fix_writes_what_is_run_here() => Verify.FixAsync(
        Before.Replace("db.Database.BeginTransactionAsync", "db.Database.[|BeginTransactionAsync|]", StringComparison.Ordinal), After, references: Packages);

    [Fact]
    public async Task Before_the_first_change_throws()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Before));

        Assert.Contains("does not support user-initiated transactions", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_whole_transaction_is_tried_again_and_counts_once() => Assert.Equal((3, 11), await RunAsync(After));

    private static async Task<(int Tries, long Amount)> RunAsync(string source)
    {
        using var image = new MemoryStream();
        var emitted = Analysis.Compile(source, Packages).WithAssemblyName("Transfers" + Guid.NewGuid().ToString("N")).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        var program = Assembly.Load(image.ToArray());

        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "create table Entries (Id integer primary key, Amount integer); insert into Entries values (1, 10)";
        await command.ExecuteNonQueryAsync();

        await (Task)program.GetType("Transfers")!.GetMethod("Run")!.Invoke(null, [connection])!;

        command.CommandText = "select Amount from Entries";
        return ((int)program.GetType("Ledger")!.GetField("Tries")!.GetValue(null)!, (long)(await command.ExecuteScalarAsync())!);
    }
}
