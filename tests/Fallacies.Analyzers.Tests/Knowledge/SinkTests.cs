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

    // Their packages could not be had when this was written; the rows follow the published sources.
    private static readonly string[] Unseen = ["NServiceBus.", "Amazon.SimpleNotificationService."];

    public static TheoryData<string> Rows => [.. RemoteCalls.Table.Select(sink => sink.Type).Where(type => !IsUnseen(type))];

    [Fact]
    public void No_type_stands_in_two_rows() => Assert.Equal(RemoteCalls.Table.Length, RemoteCalls.Table.Select(sink => sink.Type).Distinct().Count());

    [Fact]
    public void What_was_not_seen_is_still_not_there() => Assert.All(RemoteCalls.Table.Where(sink => IsUnseen(sink.Type)), sink => Assert.Empty(Types(sink.Type)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_type_exists(string type)
    {
        Assert.NotEmpty(Types(type));
        Assert.Equal(Row(type).OnAttribute, Types(type).First().BaseType is { } parent && DerivesFromAttribute(parent));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_name_of_its_assembly_tells_the_package(string type) =>
        Assert.All(Types(type), symbol => Assert.True(SinkRows.PackageOf(type) == "System" || symbol.ContainingAssembly.Name.StartsWith(SinkRows.PackageOf(type), StringComparison.Ordinal), symbol.ContainingAssembly.Name));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_name_is_a_method_of_the_type_and_stands_once(string type)
    {
        var sink = Row(type);
        var names = NamePatterns<string>.Split($"{sink.Safe} {sink.Idempotent} {sink.Unsafe} {sink.Unknown} {sink.Local}");

        Assert.NotEmpty(names);
        Assert.Equal(names.Length, names.Distinct().Count());

        // What every method is a call of is written by the users of the package.
        if (!names.Contains("*"))
            Assert.All(names.Concat(NamePatterns<string>.Split(sink.Unbounded)), name => Assert.Contains(Methods(type), method => new NamePatterns<bool>().Add(name, true).TryFind(method.Name, out _)));
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
        foreach (var one in NamePatterns<string>.Split(Row(type).Batches).Select(batch => batch.Split('=')[0]))
        {
            var siblings = Methods(type).Where(method => NamePatterns<string>.WithoutAsync(method.Name) == NamePatterns<string>.WithoutAsync(one)).Select(Row(type).BatchOf).OfType<string>().ToList();
            Assert.NotEmpty(siblings);
            Assert.All(siblings, sibling => Assert.Contains(Methods(type), method => IsSibling(method, sibling)));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_method_that_can_be_awaited_is_remote_or_named_as_local(string type)
    {
        var sink = Row(type);
        var known = new NamePatterns<bool>().Add($"{sink.Safe} {sink.Idempotent} {sink.Unsafe} {sink.Unknown} {sink.Local}", true);

        // To close is never a call that a rule speaks of.
        var waited = Types(type).SelectMany(symbol => symbol.GetMembers()).OfType<IMethodSymbol>()
            .Where(method => method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsOverride: false } && (method.Name.EndsWith("Async", StringComparison.Ordinal) ? IsAsynchronous(method.ReturnType) : IsAwaitable(method.ReturnType)))
            .Where(method => method.Name is not ("CloseAsync" or "DisposeAsync"));
        Assert.All(waited, method => Assert.True(known.TryFind(method.Name, out _), method.ToDisplayString(Short)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void No_pattern_takes_what_merely_makes_another_client(string type)
    {
        var named = NamePatterns<string>.Split($"{Row(type).Safe} {Row(type).Idempotent} {Row(type).Unsafe} {Row(type).Unknown}");
        var byPattern = Methods(type).Where(method => Row(type).Find(method.Name) is not null && !named.Contains(method.Name) && !named.Contains(NamePatterns<string>.WithoutAsync(method.Name)));

        Assert.All(byPattern, method => Assert.DoesNotContain(RemoteCalls.Table, sink => sink.Type.EndsWith("." + method.ReturnType.MetadataName, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_types_of_its_exceptions_exist(string type) => Assert.All(NamePatterns<string>.Split(Row(type).Except), name => Assert.NotEmpty(Types(name)));

    private static bool IsUnseen(string type) => Unseen.Any(name => type.StartsWith(name, StringComparison.Ordinal));

    private static Sink Row(string type) => RemoteCalls.Table.First(sink => sink.Type == type);

    private static INamedTypeSymbol[] Types(string name) => [.. Worlds.Value.Select(world => world.GetTypeByMetadataName(name)).OfType<INamedTypeSymbol>()];

    private static IMethodSymbol[] Methods(string type) =>
        [.. Types(type).SelectMany(symbol => symbol.GetMembers().Concat(symbol.AllInterfaces.SelectMany(i => i.GetMembers()))).OfType<IMethodSymbol>()
            .Where(method => method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal })
            .Where(method => method is not { IsStatic: true, ContainingType.TypeKind: TypeKind.Interface })];

    private static bool IsSibling(IMethodSymbol method, string sibling)
    {
        var match = Regex.Match(sibling, @"^(\w+)(?:\((.*)\))?$");
        return method.Name == match.Groups[1].Value
            && string.Join(",", method.Parameters.Select(parameter => parameter.Type.ToDisplayString(Short))).Replace(" ", "", StringComparison.Ordinal).StartsWith(match.Groups[2].Value, StringComparison.Ordinal);
    }

    private static bool IsAsynchronous(ITypeSymbol type) =>
        IsAwaitable(type) || Bases(type).Any(t => t.GetMembers("GetAsyncEnumerator").Length > 0) || type.AllInterfaces.Any(i => i.Name == "IAsyncEnumerable");

    private static bool IsAwaitable(ITypeSymbol type) => Bases(type).Any(t => t.GetMembers("GetAwaiter").Length > 0);

    private static bool DerivesFromAttribute(ITypeSymbol type) => Bases(type).Any(t => t.Name == "Attribute");

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            yield return t;
    }
}
