using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>A local source that cancels after a time and for no other reason, and the calls that get its token.</summary>
internal sealed class TimedSource
{
    private readonly HashSet<ISymbol> _tokens = new(SymbolEqualityComparer.Default);

    private TimedSource(ILocalSymbol local, IOperation? time) => (Local, Time) = (local, time);

    public ILocalSymbol Local { get; }

    /// <summary>The time after which it cancels, where it is given at the creation.</summary>
    public IOperation? Time { get; }

    /// <summary>The calls that get the token as an argument.</summary>
    public List<IInvocationOperation> Calls { get; } = new();

    /// <summary>How long a call with this token goes on at most.</summary>
    public string HowLong => SecondsOf(Time) is { } seconds ? $"for up to {seconds.ToString("0.###", CultureInfo.InvariantCulture)} s" : "until the time is over";

    /// <summary>The source that a creation puts into a local; <see langword="null"/> where it has no time, or others may cancel it or link it.</summary>
    public static TimedSource? Of(IObjectCreationOperation creation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        if (value.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            return null;

        var later = TokenValues.Calls(local, creation, "CancelAfter").ToList();
        var source = new TimedSource(local, creation.Arguments.FirstOrDefault()?.Value ?? (later.Count == 1 ? later[0].Arguments.FirstOrDefault()?.Value : null));
        return (creation.Arguments.Length > 0 || later.Count > 0) && SecondsOf(source.Time) is not <= 0 && Operations.Uses(local, creation).All(source.Visit) ? source : null;
    }

    /// <summary>Whether a symbol is the source or a local that holds its token.</summary>
    public bool Holds(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, Local) || _tokens.Contains(symbol);

    // A number means milliseconds; below zero there is no limit.
    private static double? SecondsOf(IOperation? time) => time is null ? null : ConstantTime.Of(time)?.TotalSeconds ?? ConstantTime.Number(time) / 1000;

    private bool Visit(ILocalReferenceOperation use) => use.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "Token" } token => Follow(token),
        IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } => true,
        IInvocationOperation { TargetMethod.Name: "CancelAfter" or "Dispose" or "TryReset" } => true,
        _ => false,
    };

    private bool Follow(IOperation token)
    {
        switch (token.Parent)
        {
            case IArgumentOperation { Parent: IInvocationOperation call }:
                Calls.Add(call);
                return call.TargetMethod.Name != "CreateLinkedTokenSource";
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                _tokens.Add(local);
                return Operations.Uses(local, token).All(Follow);
            case IPropertyReferenceOperation:
                return true;
            case IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" }:
                return true;
            default:
                return false;
        }
    }
}
