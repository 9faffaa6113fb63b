using System.Text.RegularExpressions;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Holds each row of the table against the package it speaks of.</summary>
public sealed class SinkTests
{
    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat;

    // Two compilations, because two versions of a package cannot stand in one.
    private static readonly Lazy<Compilation[]> Worlds = new(() =>
    [
        Analysis.Compile("", References.With(References.Packages.Named)),
        Analysis.Compile("", References.WithPrevious(References.PreviousPackages.Named)),
    ]);

    public static TheoryData<string> Rows => [.. RemoteCalls.Table.Select(sink => sink.Type)];

    [Fact]
    public void No_type_stands_in_two_rows() => Assert.Equal(RemoteCalls.Table.Length, RemoteCalls.Table.Select(sink => sink.Type).Distinct().Count());

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_type_exists(string type)
    {
        Assert.NotEmpty(Types(type));
        Assert.Equal(Row(type).OnAttribute, Types(type).First().BaseType is { } parent && DerivesFromAttribute(parent));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_name_is_a_method_of_the_type_and_stands_once(string type)
    {
        var sink = Row(type);
        var names = NamePatterns<string>.Split($"{sink.Safe} {sink.Idempotent} {sink.Unsafe} {sink.Unknown} {sink.Local}");

        Assert.NotEmpty(names);
        Assert.Equal(names.Length, names.Distinct().Count());
        if (!sink.OnAttribute)
            Assert.All(names.Where(name => name != "*" || !sink.Derived), name => Assert.Contains(Methods(type), method => new NamePatterns<bool>().Add(name, true).TryFind(method.Name, out _)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_remote_method_that_says_it_is_asynchronous_can_be_awaited_or_enumerated(string type)
    {
        // Methods older than tasks tell of their end by an event.
        var remote = Methods(type).Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && Row(type).Find(method.Name) is not null)
            .Where(method => !method.ReturnsVoid && method.Parameters.LastOrDefault()?.Type.Name != "SocketAsyncEventArgs");

        Assert.All(remote, method => Assert.True(IsAsynchronous(method.ReturnType), method.ToDisplayString(Short)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_batch_sibling_exists(string type)
    {
        foreach (var batch in NamePatterns<string>.Split(Row(type).Batches).Select(batch => batch.Split('=')))
        {
            var (one, many) = (batch[0], batch[1]);
            Assert.Contains(Methods(type), method => Row(type).BatchOf(method) is not null && NamePatterns<string>.WithoutAsync(method.Name) == NamePatterns<string>.WithoutAsync(one));
            foreach (var sibling in Methods(type).Select(Row(type).BatchOf).OfType<string>().Where(sibling => sibling.StartsWith(many.Split('(')[0], StringComparison.Ordinal)))
                Assert.Contains(Methods(type), method => IsSibling(method, sibling));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_types_of_its_exceptions_exist(string type) =>
        Assert.All(NamePatterns<string>.Split($"{Row(type).Except} {Row(type).Unless}"), name => Assert.NotEmpty(Types(name)));

    private static Sink Row(string type) => RemoteCalls.Table.First(sink => sink.Type == type);

    private static INamedTypeSymbol[] Types(string name) => [.. Worlds.Value.Select(world => world.GetTypeByMetadataName(name)).OfType<INamedTypeSymbol>()];

    private static IMethodSymbol[] Methods(string type) =>
        [.. Types(type).SelectMany(symbol => symbol.GetMembers().Concat(symbol.AllInterfaces.SelectMany(i => i.GetMembers()))).OfType<IMethodSymbol>()
            .Where(method => method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal })];

    private static bool IsSibling(IMethodSymbol method, string sibling)
    {
        var match = Regex.Match(sibling, @"^(\w+)(?:\((.*)\))?$");
        return method.Name == match.Groups[1].Value
            && string.Join(",", method.Parameters.Select(parameter => parameter.Type.ToDisplayString(Short))).StartsWith(match.Groups[2].Value, StringComparison.Ordinal);
    }

    private static bool IsAsynchronous(ITypeSymbol type) =>
        Bases(type).Any(t => t.GetMembers("GetAwaiter").Length > 0 || t.GetMembers("GetAsyncEnumerator").Length > 0)
        || type.AllInterfaces.Any(i => i.Name == "IAsyncEnumerable");

    private static bool DerivesFromAttribute(ITypeSymbol type) => Bases(type).Any(t => t.Name == "Attribute");

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            yield return t;
    }
}
