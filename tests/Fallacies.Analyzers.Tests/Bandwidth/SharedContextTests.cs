using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnboundedFanOutAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

/// <summary>FAL3001 where all items share one context of EF Core, which allows one call at a time.</summary>
public sealed class SharedContextTests
{
    private static readonly MetadataReference[] Packages = References.With("Microsoft.EntityFrameworkCore.SqlServer");

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(id => db.Orders.Where(order => order.Id == id).ToListAsync()));", 0)]
    [InlineData("await Task.WhenAll(ids.Select(async id => await db.Orders.FindAsync(id)));", 0)]
    [InlineData("await Task.WhenAll(ids.Select(id => given.Orders.Where(order => order.Id == id).ToListAsync()));", 0)]
    [InlineData("await Task.WhenAll(ids.Select(id => LoadAsync(id)));", 0)]
    [InlineData("using var own = new Shop(options); await Task.WhenAll(ids.Select(id => own.Orders.Where(order => order.Id == id).ToListAsync()));", 0)]
    [InlineData("await Task.WhenAll(ids.Select(id => contract.Orders.Where(order => order.Id == id).ToListAsync()));", 0)]
    // Each item has its own.
    [InlineData("var tasks = new List<Task>(); foreach (var id in ids) { var own = new Shop(options); tasks.Add(own.Orders.Where(order => order.Id == id).ToListAsync()); } await Task.WhenAll(tasks);", 1)]
    [InlineData("await Task.WhenAll(ids.Select(id => Fresh.Orders.Where(order => order.Id == id).ToListAsync()));", 1)]
    [InlineData("await Task.WhenAll(ids.Select(async id => { using var own = new Shop(options); return await own.Orders.Where(order => order.Id == id).ToListAsync(); }));", 1)]
    [InlineData("await Task.WhenAll(ids.Select(id => LoadAloneAsync(id)));", 1)]
    [InlineData("await Task.WhenAll(ids.Select(id => new Page(new Shop(options), contract, options).LoadAsync(id)));", 1)]
    [InlineData("await Task.WhenAll(ids.Select(id => http.GetAsync(id.ToString())));", 1)]
    public async Task Has_one_call_at_a_time(string body, int findings)
    {
        var source =
            $$"""
            using Microsoft.EntityFrameworkCore;
            public class Order { public int Id { get; set; } }
            public class Shop(DbContextOptions<Shop> options) : DbContext(options) { public DbSet<Order> Orders => Set<Order>(); }
            public interface IShop { DbSet<Order> Orders { get; } }
            public class Page(Shop db, IShop contract, DbContextOptions<Shop> options)
            {
                private Shop Fresh => new(options);
                public async Task Run(IReadOnlyList<int> ids, Shop given, HttpClient http) { {{body}} }
                public async Task<List<Order>> LoadAsync(int id) => await db.Orders.Where(order => order.Id == id).ToListAsync();
                private async Task<List<Order>> LoadAloneAsync(int id) { using var own = new Shop(options); return await own.Orders.Where(order => order.Id == id).ToListAsync(); }
            }
            """;
        var compilation = Analysis.Compile(Verify.Test.ImplicitUsings + source).AddReferences(Packages);

        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Equal(findings, (await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service"))).Count(finding => finding.Id == "FAL3001"));
    }
}
