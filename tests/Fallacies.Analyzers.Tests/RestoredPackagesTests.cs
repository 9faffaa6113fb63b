using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests;

public sealed class RestoredPackagesTests
{
    [Fact]
    public void A_named_package_comes_with_what_it_needs()
    {
        var compilation = Compile("class Orders : Microsoft.EntityFrameworkCore.DbContext { Npgsql.NpgsqlConnection? Connection { get; } }", References.With("Npgsql.EntityFrameworkCore.PostgreSQL"));

        Assert.Empty(compilation.GetDiagnostics());
    }

    [Fact]
    public void A_named_package_replaces_another_version_of_it()
    {
        Assert.NotNull(Compile("", References.All).GetTypeByMetadataName("RabbitMQ.Client.IModel"));

        var compilation = Compile("", References.With("RabbitMQ.Client"));
        Assert.Null(compilation.GetTypeByMetadataName("RabbitMQ.Client.IModel"));
        Assert.NotNull(compilation.GetTypeByMetadataName("RabbitMQ.Client.IChannel"));
    }

    [Fact]
    public void An_older_version_is_there_as_well() =>
        Assert.NotNull(Compile("", References.WithPrevious("Polly")).GetTypeByMetadataName("Polly.AsyncPolicy"));

    [Fact]
    public void Nothing_else_is_added() => Assert.Null(Compile("", References.With("Dapper")).GetTypeByMetadataName("Npgsql.NpgsqlConnection"));

    [Fact]
    public void An_unknown_name_is_refused() => Assert.Throws<ArgumentException>(() => References.With("Dapr.Clients"));

    private static CSharpCompilation Compile(string source, MetadataReference[] references) => Analysis.Compile(source, references);
}
