using Microsoft.EntityFrameworkCore;

namespace Shop.Payments;

internal sealed class RefundStore(DbContextOptions<RefundStore> options) : DbContext(options)
{
    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<Balance> Balances => Set<Balance>();

    /// <summary>What the rest of the company has yet to be told.</summary>
    public DbSet<RefundNews> Outbox => Set<RefundNews>();
}

internal sealed class Refund
{
    public int Id { get; set; }

    public required string OrderId { get; set; }

    public decimal Amount { get; set; }
}

internal sealed class Balance
{
    public required string Id { get; set; }

    public decimal Amount { get; set; }
}

internal sealed class RefundNews
{
    public int Id { get; set; }

    public required string OrderId { get; set; }

    public required string Text { get; set; }
}
