using Microsoft.EntityFrameworkCore;

namespace Shop.Payments;

internal sealed class RefundStore(DbContextOptions<RefundStore> options) : DbContext(options)
{
    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<Balance> Balances => Set<Balance>();
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
