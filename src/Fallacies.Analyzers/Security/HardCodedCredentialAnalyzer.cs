using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>FAL4005: a password, key or token is written in the program and reaches what signs in with it.</summary>
internal sealed class HardCodedCredentialAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL4005",
        Fallacy.Security,
        DiagnosticSeverity.Info,
        title: "Credentials in code",
        messageFormat: "The credential for {0} is written in the program: whoever reads the source or the binary can use it, and to change it takes a new build",
        description: "What is written in a program is known to everybody who has it, in every copy and every old version. A credential belongs where the installation keeps its secrets.");

    public override void Register(Registration registration)
    {
        if (Trials.Are(registration))
            return;

        var types = registration.Types;
        ReachedTexts.Register(registration, AnalyzeText);
        registration.OnCreation((context, creation) => Analyze(context, types, Row(CredentialSinks.Creations, creation.Type as INamedTypeSymbol, "", types), creation.Arguments), CredentialSinks.Creations.Select(row => row.TypeName).ToArray());
        registration.OnCreation((context, creation) => AnalyzeConnection(context, creation, types), CredentialSinks.Connections.Select(row => row.TypeName).ToArray());
        registration.OnCall((context, call) => Analyze(context, types, Row(CredentialSinks.Calls, call.TargetMethod.ContainingType, call.TargetMethod.Name, types), call.Arguments), Names(CredentialSinks.Calls));
        registration.OnCall((context, call) => AnalyzeHeader(context, call, types), "Add", "TryAddWithoutValidation");
        registration.OnAssignment((context, assignment, target) => AnalyzeProperty(context, assignment, target, types), Names(CredentialSinks.Properties));
    }

    private static void AnalyzeText(OperationAnalysisContext context, ReachedText reached)
    {
        var text = reached.Text.Text;
        if (!HoldsCredential(text) || HostName.In(text) is var hosts && hosts.Length > 0 && hosts.All(host => host.Kind is HostKind.Loopback or HostKind.Documentation))
            return;
        if (reached.IsWorthSaying)
            context.ReportDiagnostic(reached.Finding(Descriptor, DiagnosticSeverity.Info, reached.Words));
    }

    private static bool HoldsCredential(string text)
    {
        if (text.IndexOf('=') < 0 && text.IndexOf('@') < 0)
            return false;
        if (ConnectionSettings.UserOf(text) is { } user && Credential.IsPassword(user.Password, user.User))
            return true;

        var pairs = ConnectionSettings.Of(text).ToList();
        var name = pairs.FirstOrDefault(pair => pair.Key is "userid" or "uid" or "user" or "username").Value;
        return pairs.Any(pair => (CredentialSinks.PasswordKeys.Contains(pair.Key) && Credential.IsPassword(pair.Value, name)) || (CredentialSinks.KeyKeys.Contains(pair.Key) && Credential.IsKey(pair.Value)));
    }

    private static void AnalyzeConnection(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types)
    {
        if (Row(CredentialSinks.Connections, creation.Type as INamedTypeSymbol, "", types) is { } row && creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == row.Parameter) is { } text)
            Report(context, text.Value, types, HoldsKey, row.TypeName);
    }

    // "UseDevelopmentStorage=true" and "…;BlobEndpoint=http://127.0.0.1:10000/…" are this machine.
    private static bool HoldsKey(string text) => HoldsCredential(text) && !(HostName.In(text) is { Length: > 0 } hosts && hosts.All(host => host.Kind is HostKind.Loopback or HostKind.Documentation));

    private static void Analyze(OperationAnalysisContext context, KnownTypes types, CredentialSinks.Row? row, ImmutableArray<IArgumentOperation> arguments)
    {
        if (row is null || arguments.FirstOrDefault(argument => argument.Parameter?.Name == row.Parameter) is not { } credential)
            return;
        if (Encoded(credential.Value) is { } encoded)
        {
            Report(context, encoded, types, text => text.IndexOf(':') is var colon and > 0 && Credential.IsPassword(text.Substring(colon + 1), text.Substring(0, colon)), row.TypeName);
            return;
        }

        var user = arguments.FirstOrDefault(argument => argument.Parameter?.Name is "userName" or "username")?.Value.ConstantValue.Value as string;
        if (!string.Equals(user, "anonymous", StringComparison.OrdinalIgnoreCase))
            Report(context, credential.Value, types, row.IsPassword, user, row.Member.Length > 0 ? "the mail server" : row.TypeName);
    }

    // Convert.ToBase64String(Encoding.ASCII.GetBytes("user:password"))
    private static IOperation? Encoded(IOperation value)
    {
        var text = Operations.Unwrap(value) is ILocalReferenceOperation local ? Locals.OnlyValue(local) : Operations.Unwrap(value);
        return text is IInvocationOperation { TargetMethod: { Name: "ToBase64String", ContainingType.Name: "Convert" } } encoding && Operations.Unwrap(encoding.Arguments[0].Value) is var bytes
            && (bytes is ILocalReferenceOperation kept ? Locals.OnlyValue(kept) : bytes) is IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: "Encoding" } } taken
            ? taken.Arguments[0].Value
            : null;
    }

    private static void AnalyzeHeader(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.TargetMethod.ContainingType.Name is "HttpHeaders" or "HttpRequestHeaders" && call.Arguments.Length == 2
            && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name } && CredentialSinks.Headers.Contains(name))
            Report(context, call.Arguments[1].Value, types, isPassword: false, user: null, $"the header '{name}'");
    }

    private static void AnalyzeProperty(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types)
    {
        if (Row(CredentialSinks.Properties, target.Property.ContainingType, target.Property.Name, types) is not { } row)
            return;
        if (StoreHosts.Of(target, types) is var hosts && hosts.Count > 0 && hosts.All(host => host.Kind is HostKind.Loopback or HostKind.Documentation))
            return;

        Report(context, assignment.Value, types, row.IsPassword, user: null, $"{target.Property.ContainingType.Name}.{target.Property.Name}");
    }

    private static void Report(OperationAnalysisContext context, IOperation value, KnownTypes types, bool isPassword, string? user, string words) =>
        Report(context, value, types, text => isPassword ? Credential.IsPassword(text, user) : Credential.IsKey(text), words);

    private static void Report(OperationAnalysisContext context, IOperation value, KnownTypes types, Func<string, bool> isCredential, string words)
    {
        if (!new WrittenTexts(types).Of(value).Any(text => isCredential(text.Text) && !DevelopmentOnly.Contains(text.Place)))
            return;
        if (!DevelopmentOnly.Contains(context.Operation) && !Loopback.IsTarget(context.Operation.Syntax))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, value.Syntax.GetLocation(), words));
    }

    private static string[] Names(CredentialSinks.Row[] rows) => rows.SelectMany(row => row.Member.Split(' ')).Distinct().ToArray();

    // The name is compared first: it costs nothing, and almost every member ends here.
    private static CredentialSinks.Row? Row(CredentialSinks.Row[] rows, INamedTypeSymbol? type, string member, KnownTypes types)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var row in rows)
            {
                if (type.Name == row.TypeName && row.Member.Split(' ').Contains(member) && SymbolEqualityComparer.Default.Equals(type, types.Type(row.Type)))
                    return row;
            }
        }

        return null;
    }
}
