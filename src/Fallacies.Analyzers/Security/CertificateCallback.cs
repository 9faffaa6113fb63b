using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Reads functions that decide about certificates: which faults do they surely accept?</summary>
internal static class CertificateCallback
{
    private static readonly string[] Writers = ["Log", "Write", "Trace", "Debug", "Info", "Warn", "Error", "Verbose", "Print"];

    /// <summary>Whether a delegate decides about a certificate, whatever library declares it.</summary>
    // This is asked of every delegate: most are a Func or an Action, whose parameters are its type arguments.
    public static bool IsOne(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } callback
        && (callback.Name is not ("Func" or "Action" or "Predicate") || callback.TypeArguments.Any(argument => IsJudged(argument.Name)))
        && callback.DelegateInvokeMethod is { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters: { Length: > 0 } parameters }
        && (IsJudged(parameters[parameters.Length - 1].Type.Name) || type.Name == "VerifyServerCertificateCallback");

    private static bool IsJudged(string type) => type is PolicyErrors.TypeName or "MqttClientCertificateValidationEventArgs";

    /// <summary>The faults that a callback accepts, as flags of <c>SslPolicyErrors</c>; 0 where it checks, or where nobody can tell.</summary>
    public static int Accepted(IOperation callback, SemanticModel near)
    {
        var target = Operations.Unwrap(callback);
        if (target is IPropertyReferenceOperation { Property.Name: "DangerousAcceptAnyServerCertificateValidator" })
            return PolicyErrors.NameMismatch | PolicyErrors.ChainErrors;

        var body = target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Body,
            IMethodReferenceOperation method when Source.Holds(near.Compilation, method.Method) => Source.Body(method.Method, near),
            _ => null,
        };
        if (body is null || LooksAtCertificate(body))
            return 0;

        return new[] { PolicyErrors.NameMismatch, PolicyErrors.ChainErrors }.Where(fault => CertificateAnswer.Of(body, fault) == true).Sum();
    }

    // Who keeps the certificate, or hands it on, looks at it elsewhere: a program that reads expiry dates, a check that throws.
    private static bool LooksAtCertificate(IOperation body) => body.Descendants().Any(operation => operation switch
    {
        IAssignmentOperation assignment => IsWritten(assignment.Target) || TakesCertificate(assignment.Value),
        IInvocationOperation { Parent: IExpressionStatementOperation } call => !IsLog(call.TargetMethod) && (call.Arguments.Any(argument => TakesCertificate(argument.Value)) || (call.Instance is { } instance && TakesCertificate(instance))),
        _ => false,
    });

    private static bool IsWritten(IOperation target) => target is IParameterReferenceOperation;

    private static bool TakesCertificate(IOperation value) =>
        value.DescendantsAndSelf().Any(operation => operation is IParameterReferenceOperation { Type: { } type } && type.Name is "X509Certificate" or "X509Certificate2" or "X509Chain" or PolicyErrors.TypeName);

    private static bool IsLog(IMethodSymbol method) =>
        method.ContainingType.Name is "Console" or "Debug" or "Trace" || Writers.Any(word => method.Name.StartsWith(word, StringComparison.Ordinal));
}
