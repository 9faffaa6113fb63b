using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.DroppedTokenAnalyzer, Fallacies.CodeFixes.Latency.DroppedTokenFixer>;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Contexts of a project that references providers of both kinds, as FAL2004 sees them.</summary>
public sealed class LocalContextsTests
{
    private static readonly MetadataReference[] Both = References.With("Microsoft.EntityFrameworkCore.Sqlite.Core", "Npgsql.EntityFrameworkCore.PostgreSQL");

    private const string Sqlite = """services.AddDbContext<IShop, Shop>((provider, o) => { o.UseSqlite("Data Source=shop.db").EnableDetailedErrors(); o.EnableSensitiveDataLogging(); })""";

    [Theory]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\"));")]
    [InlineData("services.AddDbContextPool<Shop>(o => o.UseSqlite(\"a\")).AddDbContext<Archive>(o => o.UseNpgsql(\"b\"));")]
    [InlineData("services.AddDbContext<Archive>(o => o.UseNpgsql(\"b\")).AddDbContextFactory<Shop>(o => { if (args.Length > 0) o.EnableDetailedErrors(); o.UseSqlite(\"a\"); });")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseInMemoryDatabase(\"a\"));")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); services.ConfigureDbContext<Shop>(o => o.EnableDetailedErrors());")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); services.AddScoped<IShop, Shop>(); services.AddScoped<Shop>();")]
    [InlineData("services.AddSqlite<Shop>(\"a\");")]
    [InlineData("_ = new Shop(new DbContextOptionsBuilder<Shop>().UseSqlite(\"a\").Options);")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); } class Design : Microsoft.EntityFrameworkCore.Design.IDesignTimeDbContextFactory<Shop> { public Shop CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<Shop>().UseNpgsql(\"b\").Options);")]
    public Task Leaves_a_context_alone_whose_database_is_in_the_process(string registration) => Verify.AnalyzeAsync(Program(registration, "shop.Orders.FirstAsync()"), references: Both);

    [Theory]
    [InlineData("")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseNpgsql(\"b\"));")]
    [InlineData("services.AddDbContext<Archive>(o => o.UseSqlite(\"a\"));")]
    [InlineData("services.AddDbContext<Shop>(o => { if (args.Length > 0) o.UseSqlite(\"a\"); else o.UseNpgsql(\"b\"); });")]
    [InlineData("services.AddDbContext<Shop>(o => { if (args.Length > 0) o.UseSqlite(\"a\"); else Other.Configure(o); });")]
    [InlineData("services.AddDbContext<Shop>(o => { if (args.Length > 0) { Other.Configure(o); return; } o.UseSqlite(\"a\"); });")]
    [InlineData("if (args.Length > 0) services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); else services.AddDbContext<Shop>(o => o.UseNpgsql(\"b\"));")]
    [InlineData("if (args.Length > 0) services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); else services.AddDbContext<Shop>(Other.Configure);")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); services.AddDbContext<Shop>(); services.AddNpgsqlDbContext<Shop>();")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); _ = new Shop(new DbContextOptionsBuilder<Shop>().UseNpgsql(\"b\").Options);")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")); services.AddDbContext<BigShop>(o => o.UseNpgsql(\"b\")); } class BigShop(DbContextOptions<BigShop> options) : Shop(options) {")]
    [InlineData("services.AddDbContext<Shop>(/* o => o.UseSqlite() */);")]
    [InlineData("services.AddDbContext<Shop>(o => Other.Configure(o)); services.AddSingleton(\"UseSqlite\");")]
    public Task Reports_a_context_whose_database_may_be_elsewhere(string registration) => Verify.AnalyzeAsync(Program(registration, "shop.Orders.[|FirstAsync|]()"), references: Both);

    [Theory]
    [InlineData("shop.SaveChangesAsync()")]
    [InlineData("shop.Orders.Where(o => o.Id > 0).Select(o => o.Id).OrderBy(id => id).FirstOrDefaultAsync()")]
    [InlineData("shop.Set<Order>().AsNoTracking().ToListAsync()")]
    [InlineData("(from o in shop.Orders where o.Id > 0 select o).ToListAsync()")]
    [InlineData("shop.Database.ExecuteSqlRawAsync(\"delete\")")]
    [InlineData("_shop!.Orders.CountAsync()")]
    [InlineData("Task.Yield(); var all = shop.Orders.AsQueryable(); if (shop.Orders is null) all = all.Where(o => o.Id > 1); await all.ToListAsync()")]
    [InlineData("shop.LoadAsync()")]
    public Task Follows_a_query_to_its_context(string call) => Verify.AnalyzeAsync(Program("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")).AddDbContext<Archive>(o => o.UseNpgsql(\"b\"));", call), references: Both);

    [Theory]
    [InlineData("archive.Orders.[|FirstAsync|]()")]
    [InlineData("archive.[|SaveChangesAsync|]()")]
    [InlineData("Query(shop.Orders).[|ToListAsync|]()")]
    [InlineData("anything.[|SaveChangesAsync|]()")]
    [InlineData("shop.Orders.CountAsync(token); var all = shop.Orders.AsQueryable(); all = archive.Orders; await all.[|ToListAsync|]()")]
    public Task Another_context_of_the_project_counts(string call) => Verify.AnalyzeAsync(Program("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")).AddDbContext<Archive>(o => o.UseNpgsql(\"b\"));", call), references: Both);

    [Theory]
    [InlineData(Sqlite + ";", "FirstAsync")]
    [InlineData(Sqlite + ".AddDbContext<Archive>(o => o.UseNpgsql(\"b\"));", "FirstAsync")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")).AddScoped<IShop>(provider => provider.GetRequiredService<Shop>());", "FirstAsync")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")).AddScoped<IShop, Shop>();", "FirstAsync")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseNpgsql(\"a\")).AddScoped<IShop, Shop>();", "[|FirstAsync|]")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\")).AddScoped<IShop>(provider => Other.Make());", "[|FirstAsync|]")]
    [InlineData(Sqlite + ".AddDbContext<IShop, Archive>(o => o.UseNpgsql(\"b\"));", "[|FirstAsync|]")]
    [InlineData("services.AddDbContext<Shop>(o => o.UseSqlite(\"a\"));", "[|FirstAsync|]")]
    public Task A_contract_stands_for_the_context_behind_it(string registration, string call) => Verify.AnalyzeAsync(Program(registration, $"contract.Orders.Where(o => o.Id > 0).{call}()"), references: Both);

    [Theory]
    [InlineData("o.UseSqlite(\"a\");", "FirstAsync")]
    [InlineData("if (!o.IsConfigured) o.UseSqlite(\"a\");", "FirstAsync")]
    [InlineData("if (Path.Exists(\"a\")) o.UseSqlite(\"a\"); else Other.Configure(o);", "[|FirstAsync|]")]
    [InlineData("o.UseNpgsql(\"b\");", "[|FirstAsync|]")]
    public Task A_context_may_configure_itself(string configure, string call) => Verify.AnalyzeAsync(
        Program("services.AddDbContext<Own>();", $"own.Orders.{call}()").Replace("/* own */", configure, StringComparison.Ordinal), references: Both);

    private static string Program(string registration, string call) =>
        $$"""
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.DependencyInjection;

        static class Setup { public static void Add(IServiceCollection services, string[] args) { {{registration}} } }

        static class Other
        {
            public static void Configure(DbContextOptionsBuilder options) => options.EnableDetailedErrors();
            public static IShop Make() => null!;
            public static DbContextOptionsBuilder UseInMemoryDatabase(this DbContextOptionsBuilder options, string name) => options;
            public static void AddNpgsqlDbContext<T>(this IServiceCollection services) { }
        }

        class Order { public int Id { get; set; } }

        interface IShop { DbSet<Order> Orders { get; } }

        class Shop(DbContextOptions options) : DbContext(options), IShop
        {
            public DbSet<Order> Orders => Set<Order>();
            public Task<int> LoadAsync(CancellationToken token = default) => base.SaveChangesAsync(token);
        }

        class Archive(DbContextOptions<Archive> options) : DbContext(options), IShop { public DbSet<Order> Orders => Set<Order>(); }

        class Own : DbContext
        {
            public DbSet<Order> Orders => Set<Order>();
            protected override void OnConfiguring(DbContextOptionsBuilder o) { /* own */ }
        }

        class Page(Shop shop, Archive archive, IShop contract, Own own, DbContext anything)
        {
            private readonly Shop? _shop = shop;
            public object All => (shop, archive, contract, own, anything, _shop!);
            public async Task Show(CancellationToken token)
            {
                await {{call}};
            }
            private static IQueryable<Order> Query(IQueryable<Order> orders) => orders;
        }
        """;
}
