using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Reads what a call of a generated gRPC client says about time, in arguments of its own or in <c>CallOptions</c>.</summary>
internal static class GrpcOptions
{
    // Options may come from a field that comes from a field; half-typed code may close the circle.
    private const int Hops = 4;

    /// <summary>Whether the call is seen to have no deadline; an explicit <c>null</c> is somebody's decision.</summary>
    public static bool LackDeadline(IInvocationOperation call, out IOperation? token)
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "CallOptions") is { } options)
            return LackDeadline(options.Value, out token, Hops);

        token = SendBounds.Token(call);
        return IsLeftOut(call.Arguments, "deadline");
    }

    private static bool LackDeadline(IOperation? options, out IOperation? token, int hops)
    {
        token = null;
        if (options is null || hops == 0)
            return false;

        switch (Operations.Unwrap(options))
        {
            case IDefaultValueOperation:
                return true;
            case IObjectCreationOperation creation:
                token = Given(creation.Arguments, "cancellationToken");
                return creation.Arguments.Length == 0 || (IsLeftOut(creation.Arguments, "deadline") && IsLeftOut(creation.Arguments, "propagationToken"));
            case IInvocationOperation { Instance: { } before, TargetMethod.Name: "WithHeaders" or "WithWaitForReady" or "WithWriteOptions" or "WithCredentials" }:
                return LackDeadline(before, out token, hops);
            case IInvocationOperation { Instance: { } before, TargetMethod.Name: "WithCancellationToken" } with:
                var lacks = LackDeadline(before, out _, hops);
                token = with.Arguments.FirstOrDefault()?.Value;
                return lacks;
            case ILocalReferenceOperation local:
                return LackDeadline(Locals.OnlyValue(local), out token, hops - 1);
            case IFieldReferenceOperation { Field.IsReadOnly: true } field:
                return LackDeadline(Members.OnlyValue(field.Field, field), out token, hops - 1);
            default:
                return false;
        }
    }

    private static bool IsLeftOut(IEnumerable<IArgumentOperation> arguments, string parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter) is { ArgumentKind: ArgumentKind.DefaultValue };

    private static IOperation? Given(IEnumerable<IArgumentOperation> arguments, string parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter && argument.ArgumentKind != ArgumentKind.DefaultValue)?.Value;
}
