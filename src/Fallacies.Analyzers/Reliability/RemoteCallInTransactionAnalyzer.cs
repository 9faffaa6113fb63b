using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1018: a transaction of a database stays open while another machine is asked.</summary>
internal sealed class RemoteCallInTransactionAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1018",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Remote call inside a database transaction",
        messageFormat: "'{0}' crosses the network while '{1}' is open: its locks are held as long as the other side takes, at 100 ms a call no more than 10 a second get at the same rows, and a rollback does not take the call back",
        description: "A transaction holds locks and a connection until it ends. A remote call inside it makes every other user of the rows wait for a machine that has nothing to do with them, and what the call did stays done when the transaction is rolled back.");

    // Clients that can take part in a transaction, or write into it.
    private static readonly string[] Enlisted = ["MassTransit.", "NServiceBus.", "Wolverine.", "DotNetCore.CAP."];

    private static readonly string[] LocalDatabases = ["Sqlite", "SQLite", "DuckDB"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        registration.OnCall((context, call) => AnalyzeBegin(context, call, registration), "BeginTransaction", "BeginTransactionAsync");
        registration.OnCreation((context, creation) => AnalyzeScope(context, creation, registration), "TransactionScope");
    }

    private static void AnalyzeBegin(OperationAnalysisContext context, IInvocationOperation begin, Registration registration)
    {
        if (IsOfDatabase(begin, registration))
            Analyze(context, begin, begin.TargetMethod.Name, registration, isAmbient: false);
    }

    private static void AnalyzeScope(OperationAnalysisContext context, IObjectCreationOperation scope, Registration registration)
    {
        var suppresses = scope.Arguments.Any(argument => argument.Value is IFieldReferenceOperation { Field.Name: "Suppress" });
        if (scope.Type is { ContainingNamespace.Name: "Transactions" } && !suppresses)
            Analyze(context, scope, "TransactionScope", registration, isAmbient: true);
    }

    private static void Analyze(OperationAnalysisContext context, IOperation begin, string name, Registration registration, bool isAmbient)
    {
        if (TransactionBody.Of(begin) is not { Commit: not null } body || IsOutbox(context.ContainingSymbol))
            return;

        foreach (var call in body.Calls)
        {
            if (!IsWaitedFor(call) || registration.RemoteCalls.Reach(call, context.CancellationToken) is not { } way || !IsElsewhere(way, isAmbient))
                continue;

            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), way.Places.Insert(0, begin.Syntax.GetLocation()), way, name));
            return;
        }
    }

    private static bool IsWaitedFor(IInvocationOperation call) => TaskUse.Of(call) switch
    {
        TaskFate.Awaited or TaskFate.Blocked => true,
        TaskFate.Dropped => !TaskUse.IsTask(call.TargetMethod.ReturnType),
        _ => false,
    };

    private static bool IsOfDatabase(IInvocationOperation begin, Registration registration)
    {
        var (type, types) = (begin.TargetMethod.ContainingType, registration.Types);
        if (SymbolEqualityComparer.Default.Equals(type, types.DatabaseFacade) || SymbolEqualityComparer.Default.Equals(type, types.RelationalDatabaseFacade))
            return types.DbContext?.GetMembers("SaveChanges").OfType<IMethodSymbol>().Any(save => registration.RemoteCalls.Find(save) is not null) == true;

        // A database in the process is asked at once.
        return begin.Instance?.Type is { } connection && IsConnection(connection) && !LocalDatabases.Any(local => connection.Name.StartsWith(local, StringComparison.Ordinal));
    }

    private static bool IsConnection(ITypeSymbol type) =>
        type is { Name: "IDbConnection", ContainingNamespace: { Name: "Data", ContainingNamespace.Name: "System" } }
        || type.SelfAndBases().Any(above => above is { Name: "DbConnection", ContainingNamespace: { Name: "Common", ContainingNamespace.Name: "Data" } });

    private static bool IsElsewhere(RemoteWay way, bool isAmbient) => way.Sink.Kind switch
    {
        RemoteKind.Http or RemoteKind.Rpc => true,
        RemoteKind.Broker => !isAmbient && !Enlisted.Any(name => way.Sink.Type.StartsWith(name, StringComparison.Ordinal)),
        _ => false,
    };

    private static bool IsOutbox(ISymbol member) => (member.ContainingType?.Name ?? "").IndexOf("outbox", StringComparison.OrdinalIgnoreCase) >= 0 || member.Name.IndexOf("outbox", StringComparison.OrdinalIgnoreCase) >= 0;
}
