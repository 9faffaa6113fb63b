namespace Fallacies.Analyzers.Tests.Configuration;

public sealed class UnknownOptionTests
{
    [Theory]
    [InlineData("fallacies.project_kinds", "service", "did you mean 'fallacies.project_kind'?")]
    [InlineData("fallacies.nonsense", "1", "there is no such option")]
    [InlineData("fal2001.seconds", "1", "there is no such option")]
    [InlineData("fallacies.project_kind", "microservice", "allowed is library, service, tool, test")]
    [InlineData("fallacies.project_kind", "1", "allowed is library, service, tool, test")]
    [InlineData("fallacies.remote_methods", "Load", "allowed is methods as 'Namespace.Type.Method'")]
    [InlineData("fallacies.remote_methods", "Own.Prices.Load,", "allowed is methods as 'Namespace.Type.Method'")]
    [InlineData("fallacies.idempotent_methods", "Own.Prices.Load()", "allowed is methods as 'Namespace.Type.Method'")]
    [InlineData("fallacies.remote_methods", "System.Net.Http.HttpClient.Load", "'System.Net.Http.HttpClient' has no method 'Load'")]
    [InlineData("fallacies.lock_key_patterns", "*", "allowed is texts of keys such as 'claim:*'")]
    [InlineData("fallacies.lock_key_patterns", "claim:*,,", "allowed is texts of keys such as 'claim:*'")]
    [InlineData("fallacies.lock_key_pattern", "claim:*", "did you mean 'fallacies.lock_key_patterns'?")]
    [InlineData("fal1016.kafka", "error", "allowed is suggestion, warning")]
    public async Task Reports_once(string key, string value, string reason)
    {
        var findings = await Analysis.RunAsync(Analysis.Compile("class A; class B;"), (key, value));

        var finding = Assert.Single(findings);
        Assert.Equal("FAL0001", finding.Id);
        Assert.Contains($"'{key} = {value}'", finding.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains(reason, finding.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fallacies.project_kind", "service")]
    [InlineData("FALLACIES.PROJECT_KIND", " Tool ")]
    [InlineData("fallacies.remote_methods", "Of.Another.Project, System.Net.Http.HttpClient.*, System.Net.Http.HttpClient.Send")]
    [InlineData("fallacies.lock_key_patterns", "claim:*, *:busy")]
    [InlineData("fal1016.kafka", "warning")]
    [InlineData("fallback.setting", "1")]
    [InlineData("dotnet_diagnostic.fal2001.severity", "error")]
    public async Task Says_nothing_about(string key, string value) =>
        Assert.Empty(await Analysis.RunAsync(Analysis.Compile("class A;"), (key, value)));
}
