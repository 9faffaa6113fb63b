using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells code whose only calls that may run out of time are those of <c>HttpClient</c>.</summary>
internal static class TimedCalls
{
    // Of the framework, and with a time-out of their own.
    private static readonly HashSet<string> Timed = ["Wait", "WaitAsync", "WaitOne", "Open", "Connect", "ConnectAsync", "IsMatch", "Match", "Replace", "Matches", "Split", "Read", "ReadAsync", "ReadLine", "Write"];

    private static readonly HashSet<string> Quick = ["System", "System.Text", "System.Text.Json", "System.Text.Json.Nodes", "System.Linq", "System.Collections.Generic", "System.Globalization", "System.Net.Http.Headers", "System.Net.Http.Json", "System.Net.Http", "System.Xml.Linq", "System.Threading.Tasks", "Microsoft.Extensions.Logging", "System.Diagnostics"];

    /// <summary>The first send of an <c>HttpClient</c>, or <see langword="null"/> where there is none, or where another call may throw a <see cref="TimeoutException"/>.</summary>
    public static IInvocationOperation? Of(IOperation body, Registration registration)
    {
        IInvocationOperation? send = null;
        foreach (var part in body.Descendants())
        {
            switch (part)
            {
                case IInvocationOperation call when IsSend(call, registration):
                    send ??= call;
                    break;
                case IInvocationOperation call when !IsQuick(call):
                case IThrowOperation or IDynamicInvocationOperation or IAnonymousFunctionOperation:
                    return null;
                case IObjectCreationOperation { Constructor: { } constructor } when !constructor.IsImplicitlyDeclared && Source.Holds(registration.Compilation, constructor) && constructor.ContainingType is { IsRecord: false }:
                    return null;
                case IAwaitOperation { Operation: ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation }:
                    return null;
            }
        }

        return send;
    }

    /// <summary>Whether a call sends a request through an <c>HttpClient</c>.</summary>
    public static bool IsSend(IInvocationOperation call, Registration registration) =>
        registration.RemoteCalls.Find(call) is { Sink.Kind: RemoteKind.Http }
        && call.TargetMethod.ContainingType is var owner
        && (SymbolEqualityComparer.Default.Equals(owner, registration.Types.HttpClient) || SymbolEqualityComparer.Default.Equals(owner, registration.Types.HttpClientJsonExtensions));

    private static bool IsQuick(IInvocationOperation call) =>
        call.TargetMethod.ContainingNamespace is { } space && Quick.Contains(space.ToString()) && (!Timed.Contains(call.TargetMethod.Name) || call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String);
}
