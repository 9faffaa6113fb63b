using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>Runs what FAL2004 relies on.</summary>
public sealed class DroppedTokenRunTests
{
    [Fact]
    public async Task Entity_Framework_takes_a_token_off_the_end_of_the_keys()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await using var orders = new Orders(new DbContextOptionsBuilder<Orders>().UseSqlite(connection).Options);
        await orders.Database.EnsureCreatedAsync();
        orders.Add(new Order { Id = 1 });
        await orders.SaveChangesAsync();
        orders.ChangeTracker.Clear();
        using var caller = new CancellationTokenSource();

        Assert.Equal(1, (await orders.Set<Order>().FindAsync(1, caller.Token))!.Id);

        orders.ChangeTracker.Clear();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await orders.Set<Order>().FindAsync(1, caller.Token));
    }

    private sealed class Order
    {
        public int Id { get; init; }
    }

    private sealed class Orders(DbContextOptions<Orders> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>();
    }
}
