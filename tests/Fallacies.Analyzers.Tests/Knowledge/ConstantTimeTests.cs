using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Tests.Knowledge;

public sealed class ConstantTimeTests
{
    [Theory]
    [InlineData("TimeSpan.FromSeconds(30)", 30)]
    [InlineData("TimeSpan.FromSeconds(Seconds)", 7)]
    [InlineData("TimeSpan.FromSeconds(Field)", 3)]
    [InlineData("TimeSpan.FromMinutes(1, 30)", 90)]
    [InlineData("TimeSpan.FromHours(1, seconds: 5)", 3605)]
    [InlineData("TimeSpan.FromMilliseconds(1500)", 1.5)]
    [InlineData("TimeSpan.FromTicks(10_000_000)", 1)]
    [InlineData("new TimeSpan(0, 1, 5)", 65)]
    [InlineData("new TimeSpan(10_000_000)", 1)]
    [InlineData("new(1, 0, 0, 1)", 86401)]
    [InlineData("TimeSpan.Zero", 0)]
    [InlineData("default", 0)]
    [InlineData("Timeout.InfiniteTimeSpan", -0.001)]
    [InlineData("-TimeSpan.FromSeconds(2)", -2)]
    [InlineData("(TimeSpan.FromSeconds(2) + TimeSpan.FromSeconds(3)) * 2", 10)]
    [InlineData("TimeSpan.FromSeconds(9) / 3", 3)]
    [InlineData("Limit", 12)]
    public void Knows(string expression, double seconds) => Assert.Equal(seconds, Of(expression)!.Value.TotalSeconds, precision: 6);

    [Theory]
    [InlineData("TimeSpan.FromSeconds(variable)")]
    [InlineData("TimeSpan.FromDays(double.MaxValue)")]
    [InlineData("TimeSpan.MaxValue + TimeSpan.MaxValue")]
    [InlineData("Changing")]
    [InlineData("TimeSpan.Parse(\"00:00:01\")")]
    [InlineData("TimeSpan.FromSeconds(9) / 0")]
    [InlineData("Itself")]
    [InlineData("TimeSpan.FromSeconds(Number)")]
    [InlineData("TimeSpan.FromSeconds(Circle)")]
    [InlineData("missing")]
    public void Does_not_guess(string expression) => Assert.Null(Of(expression));

    private static TimeSpan? Of(string expression)
    {
        var compilation = Analysis.Compile(
            $$"""
            using System;
            using System.Threading;
            class Times
            {
                const int Seconds = 7;
                static readonly int Field = 3;
                static readonly int Circle = Circle;
                static int Number = 3;
                static readonly TimeSpan Limit = TimeSpan.FromSeconds(Seconds + 5);
                static readonly TimeSpan Itself = Itself + TimeSpan.FromSeconds(1);
                static TimeSpan Changing = TimeSpan.FromSeconds(1);
                void Test(double variable) { TimeSpan value = {{expression}}; }
            }
            """);
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var value = tree.GetRoot().DescendantNodes().OfType<LocalDeclarationStatementSyntax>().Single().Declaration.Variables[0].Initializer!.Value;
        return ConstantTime.Of(model.GetOperation(value));
    }
}
