namespace Fallacies.Resilience.Tests;

public sealed class DependencyKeyTests
{
    [Fact]
    public void Keys_with_equal_parts_are_equal()
    {
        Assert.Equal(new DependencyKey("stock", "eu:443"), new DependencyKey("stock", "eu:443"));
        Assert.True(new DependencyKey("stock") == new DependencyKey("stock", ""));
        Assert.True(new DependencyKey("stock", "eu:443") != new DependencyKey("stock", "us:443"));
        Assert.NotEqual(new DependencyKey("stock"), new DependencyKey("Stock"));
        Assert.Equal(new DependencyKey("stock").GetHashCode(), new DependencyKey("stock").GetHashCode());
    }

    [Fact]
    public void A_key_reads_as_its_tag()
    {
        Assert.Equal("stock", new DependencyKey("stock").ToString());
        Assert.Equal("stock/eu:443", new DependencyKey("stock", "eu:443").ToString());
        Assert.Equal("", default(DependencyKey).ToString());
    }

    [Fact]
    public void A_name_is_required() => Assert.Throws<ArgumentException>(() => new DependencyKey(""));
}
