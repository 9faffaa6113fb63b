using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Transport;

/// <summary>FAL7002: a request looks at every key of a Redis database, or deletes them all.</summary>
internal sealed class KeySpaceScanAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL7002",
        Fallacy.Transport,
        DiagnosticSeverity.Warning,
        title: "Key-space scan in a request path",
        messageFormat: "'{0}' {1}",
        description: "A database holds the keys of all who use it. To look at each of them costs time and memory that grow with everybody's data, and KEYS lets no other command through until it is done.");

    // What the client asks for at a time, if nothing else is said.
    private const int DefaultPage = 250;
    private const int Million = 1_000_000;

    private static readonly HashSet<string> Operators = ["Admin", "Administration", "Maintenance", "Debug", "Diagnostic", "Diagnostics", "Migration", "Console"];

    private static readonly HashSet<string> Collecting =
        ["ToList", "ToArray", "ToHashSet", "ToDictionary", "ToLookup", "Count", "LongCount", "OrderBy", "OrderByDescending", "Order", "Reverse", "Last", "LastOrDefault", "ToListAsync", "ToArrayAsync", "ToHashSetAsync", "CountAsync"];

    private static readonly HashSet<string> Passing = ["Select", "Where", "Cast", "OfType", "Distinct", "Concat", "Append", "Prepend", "AsEnumerable", "ToAsyncEnumerable"];

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Test or ProjectKind.Tool || registration.Types.RedisServer is null)
            return;

        registration.OnCall((context, call) => Analyze(context, call, IsKeys(call, registration.Types) ? "sends KEYS, which stops the server until it has looked at every key: 40 ms for a million, in which nobody else gets an answer" : null, registration, DiagnosticSeverity.Warning), "Execute", "ExecuteAsync");
        registration.OnCall((context, call) => Analyze(context, call, IsOfServer(call, registration.Types) && IsCollected(call, followLocal: true) ? Rounds(call) : null, registration, DiagnosticSeverity.Info), "Keys", "KeysAsync");
        registration.OnCall((context, call) => Analyze(context, call, IsOfServer(call, registration.Types) ? "deletes every key there is, those of other services too" : null, registration, DiagnosticSeverity.Info), "FlushDatabase", "FlushDatabaseAsync", "FlushAllDatabases", "FlushAllDatabasesAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, string? harm, Registration registration, DiagnosticSeverity severity)
    {
        if (harm is null || call.SemanticModel is not { } model || IsForOperators(context.ContainingSymbol) || !new Repetition(registration.Types, model, context.CancellationToken).Repeats(call))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), severity, additionalLocations: null, properties: null, call.TargetMethod.Name, harm));
    }

    private static bool IsForOperators(ISymbol member) => NameWords.Of(member.Name).Any(Operators.Contains) || (member.ContainingType is { } type && NameWords.Of(type.Name).Any(Operators.Contains));

    private static bool IsOfServer(IInvocationOperation call, KnownTypes types) => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.RedisServer);

    private static bool IsKeys(IInvocationOperation call, KnownTypes types) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "command")?.Value.ConstantValue is { HasValue: true, Value: string command } && command.Equals("KEYS", StringComparison.OrdinalIgnoreCase)
        && (IsOfServer(call, types) || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.RedisDatabase) || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.RedisBlockingDatabase));

    // Who walks through the keys one by one holds a page of them at a time.
    private static bool IsCollected(IOperation keys, bool followLocal)
    {
        var value = Operations.Outermost(keys);
        return value.Syntax.Parent is SpreadElementSyntax || value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: "Enumerable" or "AsyncEnumerable" } } next } => Collecting.Contains(name) || (Passing.Contains(name) && IsCollected(next, followLocal)),
            IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "List" or "HashSet" or "Queue" or "Stack" } } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when followLocal => Operations.Uses(local, keys).Any(use => IsCollected(use, followLocal: false)),
            _ => false,
        };
    }

    private static string Rounds(IInvocationOperation call)
    {
        var page = ConstantTime.Number(call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "pageSize")?.Value) is { } size and >= 1 ? (int)size : DefaultPage;
        var rounds = (Million + page - 1) / page;
        return $"asks for every key of the database and keeps what it finds: a million keys are {rounds.ToString("N0", CultureInfo.InvariantCulture)} round trips for each call";
    }
}
