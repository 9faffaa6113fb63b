using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Types that carry the token of the work they stand for.</summary>
internal static class TokenCarriers
{
    // By simple name, so that a package is asked for only where its type may be meant.
    private static readonly Dictionary<string, (string Type, string Path)> Types = new[]
    {
        ("Microsoft.AspNetCore.Http.HttpContext", "RequestAborted"),
        ("Microsoft.AspNetCore.Http.HttpRequest", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.Http.HttpResponse", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.Http.EndpointFilterInvocationContext", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.Mvc.ActionContext", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.SignalR.HubCallerContext", "ConnectionAborted"),
        ("Microsoft.Azure.Functions.Worker.FunctionContext", "CancellationToken"),
        ("Azure.Messaging.EventHubs.Processor.ProcessEventArgs", "CancellationToken"),
        ("Azure.Messaging.ServiceBus.ProcessMessageEventArgs", "CancellationToken"),
        ("Azure.Messaging.ServiceBus.ProcessSessionMessageEventArgs", "CancellationToken"),
        ("Grpc.Core.ServerCallContext", "CancellationToken"),
        ("MassTransit.PipeContext", "CancellationToken"),
        ("NServiceBus.ICancellableContext", "CancellationToken"),
        ("Polly.ResilienceContext", "CancellationToken"),
        ("Quartz.IJobExecutionContext", "CancellationToken"),
    }.ToDictionary(row => row.Item1.Substring(row.Item1.LastIndexOf('.') + 1));

    private static readonly Dictionary<string, (string Type, string Path)> Bases = new[]
    {
        ("Microsoft.AspNetCore.Mvc.ControllerBase", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.Mvc.ViewComponent", "HttpContext.RequestAborted"),
        ("Microsoft.AspNetCore.SignalR.Hub", "Context.ConnectionAborted"),
    }.ToDictionary(row => row.Item1.Substring(row.Item1.LastIndexOf('.') + 1));

    /// <summary>The properties that lead from a value of a type to its token, as in <c>HttpContext.RequestAborted</c>.</summary>
    public static string? PathOf(ITypeSymbol type, KnownTypes types) =>
        type.SelfAndBases().Concat(type.AllInterfaces).Select(above => Path(above, Types, types)).FirstOrDefault(path => path is not null);

    /// <summary>The token that an instance method has by what its class derives from: a controller's request.</summary>
    public static TokenInScope? Inherited(IMethodSymbol method, KnownTypes types)
    {
        if (method.IsStatic || method.MethodKind is MethodKind.Constructor)
            return null;

        foreach (var type in method.ContainingType.Bases())
        {
            if (Path(type, Bases, types) is { } path)
                return new TokenInScope(path, TokenOrigin.Context, type, 0, true);
        }

        return null;
    }

    /// <summary>Whether a call is made on what carries a token, or gets it whole, and so can take the token from there.</summary>
    public static bool AreGivenTo(IInvocationOperation call, ISymbol carrier) =>
        call.Arguments.Select(argument => argument.Value).Append(call.Instance).Any(value => value is not null && IsOrHolds(Operations.Unwrap(value), carrier));

    private static bool IsOrHolds(IOperation value, ISymbol carrier) => value switch
    {
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, carrier),
        IInstanceReferenceOperation => carrier is ITypeSymbol && value.Parent is IArgumentOperation,
        IPropertyReferenceOperation { Instance: { } instance, Property.Name: "HttpContext" or "Request" or "Response" or "Context" } => IsOrHolds(Operations.Unwrap(instance), carrier) || (carrier is ITypeSymbol && instance is IInstanceReferenceOperation),
        _ => false,
    };

    private static string? Path(ITypeSymbol type, Dictionary<string, (string Type, string Path)> table, KnownTypes types) =>
        table.TryGetValue(type.Name, out var row) && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.Type(row.Type)) ? row.Path : null;
}
