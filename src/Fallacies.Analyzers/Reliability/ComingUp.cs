using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells by its name what waits for something to come up: <c>WaitUntilAvailable</c> does, <c>GetAvailableProducts</c> does not.</summary>
internal static class ComingUp
{
    private static readonly HashSet<string> States = Words("Available", "Ready", "Healthy", "Alive", "Online", "Reachable", "Responsive");

    private static readonly HashSet<string> Questions = Words("Is", "Are", "Be", "Becomes", "Until", "When", "Ensure", "Check", "Verify");

    // "MakePackageAvailable" brings it about, and "ListAvailable" tells what there is.
    private static readonly HashSet<string> Acts = Words(
        "Get", "List", "Find", "Load", "Fetch", "Read", "Query", "Search", "Count", "Select", "Take", "Download", "Make", "Mark", "Set", "Put", "Save", "Update", "Create", "Add",
        "Send", "Publish", "Notify", "Report", "Announce", "Signal", "Handle", "On");

    private static readonly HashSet<string> Prepositions = Words("For", "To", "At", "In", "On", "By", "Or", "And", "With", "Before", "After", "Within");

    private static readonly HashSet<string> Roles = Words("Tool", "Check", "Checker", "Probe", "Waiter", "Task", "Command", "Step", "Condition", "Hook");

    /// <summary>Whether the name of a member, or of its type, says so.</summary>
    public static bool IsAwaitedBy(ISymbol member) =>
        Says(Of(member)) || (member.ContainingType is { } type && WithoutRole(Of(type)) is { Length: > 1 } words && Says(words));

    private static bool Says(string[] words)
    {
        if (words.Length == 0)
            return false;

        return Is(words[0], "Ping") || Is(words[0], "Probe")
            || Enumerable.Range(0, words.Length - 1).Any(i => Is(words[i], "Wait") && (Is(words[i + 1], "For") || Is(words[i + 1], "Until") || Is(words[i + 1], "Till")))
            || Enumerable.Range(0, words.Length).Any(i => States.Contains(words[i]) && IsPredicate(words, i));
    }

    // Before a noun it tells which things are meant: "EnsureAvailable" against "CheckAvailableStock".
    private static bool IsPredicate(string[] words, int state) =>
        (state == words.Length - 1 || Prepositions.Contains(words[state + 1]))
        && (Take(words, state).Any(Questions.Contains) || !Acts.Contains(words[0]));

    private static string[] Of(ISymbol symbol)
    {
        // An explicit implementation is called after its interface as well.
        var words = NameWords.Of(symbol.Name.Substring(symbol.Name.LastIndexOf('.') + 1)).ToArray();
        return words.Length > 1 && Is(words[words.Length - 1], "Async") ? Take(words, words.Length - 1) : words;
    }

    private static string[] WithoutRole(string[] words) => words.Length > 0 && Roles.Contains(words[words.Length - 1]) ? Take(words, words.Length - 1) : words;

    private static string[] Take(string[] words, int count) => words.Take(count).ToArray();

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Words(params string[] words) => new(words, StringComparer.OrdinalIgnoreCase);
}
