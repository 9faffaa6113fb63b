using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>
/// Every false alarm that HttpClient.Resilience.Analyzers mended or guards against, and those of general packages that concern what our rules look at, told anew, are ones that we do not raise.
/// </summary>
public sealed class PeerStoriesTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly PeerStory[][] OfTheNearestPackage = [CallStories.All, ClientStories.All, PipelineStories.All, RegistrationStories.All, ResilienceStories.All, ResponseStories.All];

    private static readonly PeerStory[][] OfGeneralPackages =
        [AddressStories.All, BlockingStories.All, CallbackStories.All, CancellationStories.All, CatchStories.All, CertificateStories.All, CultureStories.All, DisposalStories.All, LifetimeStories.All, SecretStories.All];

    private static readonly Dictionary<string, PeerStory> All = OfTheNearestPackage.Concat(OfGeneralPackages).SelectMany(stories => stories).ToDictionary(story => story.ToString());

    public static TheoryData<string> Stories => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task The_rule_is_right_about(string story)
    {
        var (rule, _, program) = All[story];
        var references = All[story].Packages is { Length: > 0 } packages ? References.With(packages) : null;
        var compilation = Analysis.Compile(program, references).AddSyntaxTrees(CSharpSyntaxTree.ParseText(ImplicitUsings, new CSharpParseOptions(LanguageVersion.Preview)));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));

        var found = (await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service"))).Select(d => d.Id).ToHashSet();
        Assert.DoesNotContain("AD0001", found);
        Assert.Equal(All[story].IsReported, found.Contains(rule));
    }

    [Fact]
    public void Every_story_is_about_a_rule_that_exists() =>
        Assert.Empty(All.Values.Select(story => story.Rule).Except(new FallacyRouter().SupportedDiagnostics.Select(d => d.Id)));
}
