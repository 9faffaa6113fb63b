using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>FAL8005: what is sent holds the names of .NET types, so that nobody else can read it.</summary>
internal sealed class TypeNamesOnWireAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL8005",
        Fallacy.Homogeneity,
        DiagnosticSeverity.Info,
        title: "Serializer that only .NET can read",
        messageFormat: "'{0}' sends what '{1}' writes {2}: only a .NET program that has the same types under the same names can read it, and a renamed class breaks both sides",
        description: "A message, a cache entry or a body outlives the program that wrote it, and is read by programs in other versions and languages. Names of types and assemblies in it bind all of them to one code base.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;
        if (registration.Types.JsonConvert is { } json)
            registration.OnCall((context, call) => AnalyzeJson(context, call, json, registration.RemoteCalls), "SerializeObject");
        registration.OnCall((context, call) => AnalyzeFormatter(context, call, registration.RemoteCalls), "Serialize", "WriteObject");
    }

    private static void AnalyzeJson(OperationAnalysisContext context, IInvocationOperation call, INamedTypeSymbol json, RemoteCalls calls)
    {
        if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, json) && HandlingOf(call) is { } handling && new WireTrail(calls).From(call) is { } sent)
            Report(context, call, sent, $"with TypeNameHandling.{handling}");
    }

    // Both write into a stream: onto the wire, or into memory that is sent.
    private static void AnalyzeFormatter(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls calls)
    {
        if (call.Instance?.Type is not { Name: "BinaryFormatter" or "NetDataContractSerializer", ContainingNamespace: { } space } || !space.ToString().StartsWith("System.Runtime.Serialization", StringComparison.Ordinal) || call.Arguments.Length < 2)
            return;

        var stream = Operations.Unwrap(call.Arguments[0].Value);
        if (stream.Type is { Name: "NetworkStream" or "SslStream" })
            Report(context, call, call, "onto the wire");
        else if (stream is ILocalReferenceOperation && new WireTrail(calls).From(stream, call) is { } sent)
            Report(context, call, sent, $"by {call.Instance.Type.Name}");
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, IInvocationOperation sent, string how) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), [sent.Syntax.GetLocation()], sent.TargetMethod.Name, call.TargetMethod.Name, how));

    private static string? HandlingOf(IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "JsonSerializerSettings") is not { } settings || Creation(Operations.Unwrap(settings.Value), call) is not { } creation)
            return null;

        var members = creation.Initializer?.Initializers.ToList() ?? [];
        if (Operations.Unwrap(settings.Value) is ILocalReferenceOperation local)
            members.AddRange(Later(local));

        return members.Exists(NamesContracts) ? null : members.OfType<ISimpleAssignmentOperation>().Where(IsHandling).Select(assignment => NameOf(assignment.Value)).LastOrDefault();
    }

    // "settings.TypeNameHandling = TypeNameHandling.All;"
    private static IEnumerable<IOperation> Later(ILocalReferenceOperation settings) =>
        Operations.Uses(settings.Local, settings).Where(use => use.Syntax.SpanStart < settings.Syntax.SpanStart).Select(use => use.Parent?.Parent).OfType<ISimpleAssignmentOperation>();

    // A binder of one's own may write names of the contract.
    private static bool NamesContracts(IOperation member) => member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "SerializationBinder" or "Binder" } };

    private static bool IsHandling(ISimpleAssignmentOperation assignment) => assignment.Target is IPropertyReferenceOperation { Property.Name: "TypeNameHandling" };

    private static string? NameOf(IOperation handling) =>
        Operations.Unwrap(handling) is IFieldReferenceOperation { Field: { Name: "All" or "Auto" or "Objects" or "Arrays", ContainingType.Name: "TypeNameHandling" } field } ? field.Name : null;

    private static IObjectCreationOperation? Creation(IOperation settings, IInvocationOperation call) => settings switch
    {
        IObjectCreationOperation creation => creation,
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } value => Operations.Unwrap(value) as IObjectCreationOperation,
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } when Members.OnlyValue(field, call) is { } value => Operations.Unwrap(value) as IObjectCreationOperation,
        IPropertyReferenceOperation { Property: { SetMethod: null } property } when Members.OnlyValue(property, call) is { } value => Operations.Unwrap(value) as IObjectCreationOperation,
        _ => null,
    };
}
