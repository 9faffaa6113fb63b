using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The key of a lock, as it is written.</summary>
internal sealed class LockKey
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "lock", "locks", "mutex", "lease", "leases", "leader", "semaphore" };

    private readonly ISymbol? _variable;
    private readonly IOperation _value;

    public LockKey(IOperation key)
    {
        key = Operations.Unwrap(key);
        _variable = Source.Variable(key);
        _value = key is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } value ? Operations.Unwrap(value) : key;
        Text = key.Syntax.ToString();
    }

    /// <summary>The key as it stands in the call.</summary>
    public string Text { get; }

    /// <summary>Whether users declared the key to be a lock.</summary>
    public bool IsDeclared(AnalyzerConfigOptions options, KnownTypes types) => LockKeys.Contain(_value, options, types);

    /// <summary>Whether the key is whatever a caller says.</summary>
    public bool IsParameter => _variable is IParameterSymbol;

    /// <summary>Whether the key is named as locks are.</summary>
    public bool IsNamedLock => HasLockWord(Text) || HasLockWord(_value.Syntax.ToString()) || _value.DescendantsAndSelf().Any(part => part.ConstantValue is { HasValue: true, Value: string text } && HasLockWord(text));

    /// <summary>Whether a name is one that locks have.</summary>
    // "LeaderBoard" is about players.
    public static bool HasLockWord(string name) => NameWords.Of(name) is var words && words.Where((word, i) => Words.Contains(word) && !(i + 1 < words.Count && words[i + 1].Equals("board", StringComparison.OrdinalIgnoreCase))).Any();

    /// <summary>Whether both are the same key: one variable, or written in the same words.</summary>
    public bool Equals(LockKey other)
    {
        if (_variable is ILocalSymbol or IParameterSymbol or IFieldSymbol && SymbolEqualityComparer.Default.Equals(_variable, other._variable))
            return true;

        return !MakesNew(_value) && Written(_value) == Written(other._value);
    }

    private static string Written(IOperation value) => string.Concat(value.Syntax.DescendantTokens().Select(token => token.Text + " "));

    // Two calls of a method that takes nothing may be two keys.
    private static bool MakesNew(IOperation value) => value.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => call.Arguments.IsEmpty && call.TargetMethod.Name != "ToString")
        || value is ILocalReferenceOperation;
}
