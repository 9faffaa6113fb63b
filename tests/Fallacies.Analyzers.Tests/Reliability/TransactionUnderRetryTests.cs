using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.TransactionUnderRetryAnalyzer, Fallacies.CodeFixes.Reliability.TransactionUnderRetryFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class TransactionUnderRetryTests
{
    private const string Entities = """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Storage;
        using Microsoft.Extensions.DependencyInjection;

        public sealed record Entry(int Id, string Name);

        public partial class Ledger(DbContextOptions<Ledger> options) : DbContext(options)
        {
            public DbSet<Entry> Entries => Set<Entry>();
        }


        """;

    private const string Registration = """
        static class Services
        {
            public static void Add(IServiceCollection services) => services.AddDbContext<Ledger>(options => options.UseSqlServer("Server=a", sql => sql.EnableRetryOnFailure()));
        }


        """;

    private const string Begin = "await using var t = await db.Database.BeginTransactionAsync();";

    private static readonly MetadataReference[] Packages = References.With("Microsoft.EntityFrameworkCore.SqlServer", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.Sqlite.Core");

    [Fact]
    public Task The_transaction_is_run_in_the_strategy() => Verify.FixAsync(
        Entities + Registration + """
        class Transfers(Ledger db)
        {
            public async Task MoveAsync(Entry from, Entry to, CancellationToken ct)
            {
                ArgumentNullException.ThrowIfNull(from);

                // Both or none.
                await using var transaction = await db.Database.[|BeginTransactionAsync|](ct);
                db.Add(from);
                await db.SaveChangesAsync(ct);

                // The other side.
                db.Add(to);
                await db.SaveChangesAsync(ct); // And now the end.
                await transaction.CommitAsync(ct);
            }

            public int Count(string name)
            {
                using (var transaction = db.Database.[|BeginTransaction|](System.Data.IsolationLevel.Serializable))
                {
                    var count = db.Entries.Where(entry => entry.Name == name).Count();
                    transaction.Commit();
                    return count;
                }
            }
        }
        """,
        Entities + Registration + """
        class Transfers(Ledger db)
        {
            public async Task MoveAsync(Entry from, Entry to, CancellationToken ct)
            {
                ArgumentNullException.ThrowIfNull(from);

                // Both or none.
                var strategy = db.Database.CreateExecutionStrategy();
                await strategy.ExecuteAsync(async () =>
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(ct);
                    db.Add(from);
                    await db.SaveChangesAsync(ct);

                    // The other side.
                    db.Add(to);
                    await db.SaveChangesAsync(ct); // And now the end.
                    await transaction.CommitAsync(ct);
                });
            }

            public int Count(string name)
            {
                var strategy = db.Database.CreateExecutionStrategy();
                return strategy.Execute(() =>
                {
                    using (var transaction = db.Database.BeginTransaction(System.Data.IsolationLevel.Serializable))
                    {
                        var count = db.Entries.Where(entry => entry.Name == name).Count();
                        transaction.Commit();
                        return count;
                    }
                });
            }
        }
        """,
        references: Packages);

    [Theory]
    [InlineData("await using var t = await BeginAsync(); await db.SaveChangesAsync(); await t.CommitAsync();", "Task<IDbContextTransaction> BeginAsync() => db.Database.[|BeginTransactionAsync|]();")]
    [InlineData("using var t = Start(); db.SaveChanges(); t.Commit();", "IDbContextTransaction Start() { return db.Database.[|BeginTransaction|](); }")]
    [InlineData("await using var t = await db.BeginAsync(); await db.SaveChangesAsync(); await t.CommitAsync();", "", "public async Task<IDbContextTransaction> BeginAsync() => await Database.[|BeginTransactionAsync|]();")]
    // Nothing that the strategy runs, another context, or the strategy around it.
    [InlineData("await using var t = await BeginAsync(); await db.Database.ExecuteSqlRawAsync(\"x\"); await t.CommitAsync();", "Task<IDbContextTransaction> BeginAsync() => db.Database.BeginTransactionAsync();")]
    [InlineData("await using var t = await BeginAsync(); await other.SaveChangesAsync(); await t.CommitAsync();", "Task<IDbContextTransaction> BeginAsync() => db.Database.BeginTransactionAsync();")]
    [InlineData("await using var t = await other.BeginAsync(); await db.SaveChangesAsync(); await t.CommitAsync();", "", "public async Task<IDbContextTransaction> BeginAsync() => await Database.BeginTransactionAsync();")]
    [InlineData("await using var t = await BeginAsync(); await t.CommitAsync(); await db.SaveChangesAsync();", "Task<IDbContextTransaction> BeginAsync() => db.Database.BeginTransactionAsync();")]
    [InlineData("await db.Database.CreateExecutionStrategy().ExecuteAsync(async () => { await using var t = await BeginAsync(); await db.SaveChangesAsync(); await t.CommitAsync(); });", "Task<IDbContextTransaction> BeginAsync() => db.Database.BeginTransactionAsync();")]
    public Task Knows_a_method_that_only_begins(string statements, string member, string ofContext = "") => Verify.NoFixAsync(
        Entities + Registration + $$"""
        class Transfers(Ledger db, Ledger other)
        {
            public async Task MoveAsync() { GC.KeepAlive(other); await Task.Yield(); {{statements}} }
            {{member}}
        }

        public partial class Ledger { {{ofContext}} }
        """,
        references: Packages);

    [Theory]
    [InlineData("await db.SaveChangesAsync();")]
    [InlineData("db.SaveChanges(true);")]
    [InlineData("var all = await db.Entries.Where(e => e.Id > 3).ToListAsync();")]
    [InlineData("var query = db.Set<Entry>().AsNoTracking().OrderBy(e => e.Id); var all = query.ToArray();")]
    [InlineData("var any = db.Entries.Any(e => e.Id > 3);")]
    [InlineData("await db.Entries.Where(e => e.Id > 3).ExecuteDeleteAsync();")]
    [InlineData("db.Entries.ExecuteUpdate(s => s.SetProperty(e => e.Name, \"a\"));")]
    [InlineData("try { await db.SaveChangesAsync(); await t.CommitAsync(); } catch { await t.RollbackAsync(); throw; }")]
    [InlineData("await SaveAsync();")]
    [InlineData("await this.SaveTwiceAsync();")]
    public Task Reports_what_the_strategy_refuses(string work) => Verify.AnalyzeAsync(Handler(Begin.Replace("BeginTransactionAsync", "[|BeginTransactionAsync|]", StringComparison.Ordinal) + work), references: Packages);

    [Theory]
    [InlineData("await db.Database.ExecuteSqlRawAsync(\"delete from x\"); await t.CommitAsync();")]
    [InlineData("db.Add(new Entry(1, \"a\")); await t.CommitAsync(); await db.SaveChangesAsync();")]
    [InlineData("await other.SaveChangesAsync(); await t.CommitAsync();")]
    [InlineData("var later = async () => await db.SaveChangesAsync(); await t.CommitAsync(); await later();")]
    [InlineData("var query = db.Entries.Where(e => e.Id > 3); await t.CommitAsync();")]
    public Task Says_nothing_about_a_transaction_that(string work) => Verify.AnalyzeAsync(Handler(Begin + work), references: Packages);

    [Theory]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseNpgsql(\"Host=a\", npgsql => npgsql.EnableRetryOnFailure(5)));")]
    [InlineData("services.AddDbContextPool<Ledger>((_, o) => { o.UseSqlServer(\"Server=a\", sql => { sql.CommandTimeout(9); sql.EnableRetryOnFailure(); }); });")]
    [InlineData("services.AddDbContextFactory<Ledger>(Configure);")]
    [InlineData("services.AddSqlServer<Ledger>(\"Server=a\", sql => sql.EnableRetryOnFailure());")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseAzureSql(\"Server=a\"));")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\", sql => sql.ExecutionStrategy(d => new SqlServerRetryingExecutionStrategy(d))));")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\", sql => sql.ExecutionStrategy(d => new Own(d)))); services.AddDbContext<Other>(o => o.UseSqlite(\"a\"));")]
    [InlineData("var options = new DbContextOptionsBuilder<Ledger>().UseSqlServer(\"Server=a\", sql => sql.EnableRetryOnFailure()).Options;")]
    public Task Knows_a_retry_from(string registration) => Verify.AnalyzeAsync(Registered(registration, "[|BeginTransaction|]"), references: Packages);

    [Theory]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\"));")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\", sql => { if (services.IsReadOnly) sql.EnableRetryOnFailure(); }));")]
    [InlineData("services.AddDbContext<Ledger>(o => { if (services.IsReadOnly) o.UseSqlite(\"a\"); else o.UseSqlServer(\"Server=a\", sql => sql.EnableRetryOnFailure()); });")]
    [InlineData("services.AddDbContext<Other>(o => o.UseSqlServer(\"Server=a\", sql => sql.EnableRetryOnFailure()));")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\", sql => sql.ExecutionStrategy(d => new Lenient(d))));")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\", sql => sql.ExecutionStrategy(d => new NonRetryingExecutionStrategy(d))));")]
    [InlineData("services.AddDbContext<Ledger>(o => o.UseSqlServer(\"Server=a\", sql => sql.EnableRetryOnFailure())); Action<DbContextOptionsBuilder> unknown = o => o.UseSqlite(\"a\");")]
    [InlineData("")]
    public Task Says_nothing_where_no_retry_is_sure(string registration) => Verify.AnalyzeAsync(Registered(registration, "BeginTransaction"), references: Packages);

    [Fact]
    public Task A_tool_at_design_time_is_not_the_program() => Verify.AnalyzeAsync(
        Handler(Begin.Replace("BeginTransactionAsync", "[|BeginTransactionAsync|]", StringComparison.Ordinal) + "await db.SaveChangesAsync();") + """
        class Design : Microsoft.EntityFrameworkCore.Design.IDesignTimeDbContextFactory<Ledger>
        {
            public Ledger CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<Ledger>().UseSqlServer("Server=a").Options);
        }
        """,
        references: Packages);

    [Fact]
    public Task A_context_is_known_by_its_own_configuration_and_behind_an_interface() => Verify.AnalyzeAsync(
        """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Infrastructure;

        interface IStore { DatabaseFacade Database { get; } Task<int> SaveChangesAsync(CancellationToken ct = default); }

        class Store : DbContext, IStore
        {
            protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlServer("Server=a", sql => sql.EnableRetryOnFailure());

            public async Task OwnAsync()
            {
                using var t = Database.[|BeginTransaction|]();
                await SaveChangesAsync();
                t.Commit();
            }
        }

        class Handler(IStore store)
        {
            public async Task HandleAsync()
            {
                var database = store.Database;
                using var t = await database.[|BeginTransactionAsync|]();
                await store.SaveChangesAsync();
                await t.CommitAsync();
            }
        }
        """,
        references: Packages);

    [Theory]
    [InlineData("", "Reports")]
    [InlineData("settings => settings.DisableRetry = true", "")]
    public Task Aspire_retries_unless_it_is_told_not_to(string settings, string expected) => Verify.AnalyzeAsync(
        Entities + $$"""
        static class Services
        {
            public static void Add(Microsoft.Extensions.Hosting.IHostApplicationBuilder builder) =>
                Microsoft.Extensions.Hosting.AspireEFPostgreSqlExtensions.AddNpgsqlDbContext<Ledger>(builder, "ledger"{{(settings.Length > 0 ? ", " + settings : "")}});
        }

        class Handler(Ledger db)
        {
            public void Handle() { using var t = db.Database.{{(expected.Length > 0 ? "[|BeginTransaction|]" : "BeginTransaction")}}(); db.SaveChanges(); t.Commit(); }
        }
        """,
        references: References.With("Aspire.Npgsql.EntityFrameworkCore.PostgreSQL"));

    [Theory]
    [InlineData("public Task RunAsync() => db.Database.CreateExecutionStrategy().ExecuteAsync(async () => { BODY });")]
    [InlineData("public Task RunAsync() => db.Database.CreateExecutionStrategy().ExecuteAsync(WorkAsync); async Task WorkAsync() { BODY }")]
    [InlineData("public Task RunAsync() => db.Database.CreateExecutionStrategy().ExecuteAsync(() => WorkAsync(3)); async Task WorkAsync(int id) { BODY }")]
    [InlineData("public async Task RunAsync() { var s = db.Database.CreateExecutionStrategy(); await s.ExecuteAsync(Work); async Task Work() { BODY } }")]
    [InlineData("public async Task RunAsync() { Func<Task> work = async () => { BODY }; await db.Database.CreateExecutionStrategy().ExecuteAsync(work); }")]
    [InlineData("public Task RunAsync() => Resilient.RunAsync(db, async () => { BODY });")]
    [InlineData("public Task RunAsync() => Resilient.RunAsync(db, () => new Inner(db).WorkAsync()); class Inner(Ledger db) { public async Task WorkAsync() { BODY } }")]
    [InlineData("public async Task RunAsync() { if (db.Database.CreateExecutionStrategy().RetriesOnFailure) return; BODY }")]
    [InlineData("public async Task WorkAsync() { BODY } class Step(Ledger db) { public Task Handle(Func<Task> next) => db.Database.CreateExecutionStrategy().ExecuteAsync(() => next()); }")]
    public Task Says_nothing_where_a_strategy_may_run_the_code(string members) => Verify.AnalyzeAsync(
        Entities + Registration + """
        static class Resilient { public static Task RunAsync(DbContext db, Func<Task> work) => db.Database.CreateExecutionStrategy().ExecuteAsync(work); }

        class Handler(Ledger db)
        {
            MEMBERS
        }
        """.Replace("MEMBERS", members, StringComparison.Ordinal).Replace("BODY", Begin + " await db.SaveChangesAsync(); await t.CommitAsync();", StringComparison.Ordinal),
        references: Packages);

    [Fact]
    public Task A_lambda_that_something_else_runs_is_no_strategy() => Verify.AnalyzeAsync(
        Entities + Registration + """
        class Handler(Ledger db)
        {
            public Task RunAsync() => Task.Run(async () =>
            {
                await using var t = await db.Database.[|BeginTransactionAsync|]();
                await db.SaveChangesAsync();
                await t.CommitAsync();
            });
        }
        """,
        references: Packages);

    [Theory]
    [InlineData("foreach (var id in new[] { 1 }) { using var t = db.Database.[|BeginTransaction|](); if (id == 1) continue; db.SaveChanges(); t.Commit(); }")]
    [InlineData("using (var t = db.Database.[|BeginTransaction|]()) { if (db.ChangeTracker.HasChanges()) return; db.SaveChanges(); t.Commit(); } Console.WriteLine();")]
    [InlineData("int count; using (var t = db.Database.[|BeginTransaction|]()) { count = db.SaveChanges(); t.Commit(); } Console.WriteLine(count);")]
    public Task Offers_no_fix_where_a_lambda_cannot_do_the_same(string statements) => Verify.NoFixAsync(
        Entities + Registration + "class Handler(Ledger db) { public void Handle() { " + statements + " } }", references: Packages);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Entities + Registration + """
        class Handler(Ledger db)
        {
            public void Handle()
            {
                using var t = db.Database.[|BeginTransaction|]();
                db.SaveChanges();
                t.{|CS1061:Comm|}();
                db.Database.{|CS1061:BeginTransact|}();
                {|CS0103:missing|}.Database.BeginTransaction();
            }
        }
        """,
        references: Packages);

    private static string Handler(string statements) => Entities + Registration + $$"""
        class Handler(Ledger db, Ledger other)
        {
            public async Task HandleAsync()
            {
                {{statements}}
                await other.SaveChangesAsync();
            }

            private Task SaveAsync() => db.SaveChangesAsync();

            private async Task SaveTwiceAsync()
            {
                await SaveAsync();
                await SaveAsync();
            }
        }


        """;

    private static string Registered(string registration, string begin) => Entities + $$"""
        static class Services
        {
            public static void Add(IServiceCollection services)
            {
                {{registration}}
            }

            private static void Configure(DbContextOptionsBuilder o) => o.UseSqlServer("Server=a", sql => sql.EnableRetryOnFailure());
        }

        class Other(DbContextOptions<Other> options) : DbContext(options);

        class Own(ExecutionStrategyDependencies d) : ExecutionStrategy(d, 3, TimeSpan.FromSeconds(1))
        {
            protected override bool ShouldRetryOn(Exception exception) => true;
        }

        class Lenient(ExecutionStrategyDependencies d) : Own(d)
        {
            public override bool RetriesOnFailure => false;
        }

        class Handler(Ledger db)
        {
            public void Handle()
            {
                using var t = db.Database.{{begin}}();
                db.SaveChanges();
                t.Commit();
            }
        }
        """;
}
