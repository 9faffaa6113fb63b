using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>FAL4001: a client takes any certificate, or one that is wrong, for the server's.</summary>
internal sealed class UncheckedCertificateAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL4001",
        Fallacy.Security,
        DiagnosticSeverity.Warning,
        title: "Certificate validation disabled",
        messageFormat: "'{0}' accepts {1}{2}: whoever sits on the way can answer in the server's place, and read and change all that is sent",
        description: "Encryption without a look at the certificate protects against nobody: the one on the way brings a certificate of his own. Trust a private authority by adding it, not by accepting everything.");

    private static readonly string[] Callbacks =
        ["ServerCertificateCustomValidationCallback", "ServerCertificateValidationCallback", "RemoteCertificateValidationCallback", "CertificateValidationCallback", "UserCertificateValidationCallback"];

    public override void Register(Registration registration)
    {
        if (Trials.Are(registration))
            return;

        var scope = new Scope(registration.Types, Trials.AreShown(registration));
        registration.OnOperation(OperationKind.DelegateCreation, context => AnalyzeDelegate(context, scope));
        registration.OnOperation(OperationKind.CompoundAssignment, context => AnalyzeAdded(context, scope));
        registration.OnAssignment((context, assignment, target) => AnalyzeStored(context, assignment, target, scope), Callbacks);
        registration.OnCreation((context, creation) => AnalyzeGiven(context, creation, scope), "SslStream");
        registration.OnAssignment((context, assignment, target) => Report(context, assignment, Name(target), TrustSettings.Accepted(target, assignment.Value, scope.Types), scope), TrustSettings.Names);
    }

    // The signature says what the function is for, whoever takes it: a property, an event, a constructor, a builder.
    private static void AnalyzeDelegate(OperationAnalysisContext context, Scope scope)
    {
        var callback = (IDelegateCreationOperation)context.Operation;
        if (!CertificateCallback.IsOne(callback.Type) || callback.SemanticModel is not { } model || IsOfServer(callback) || Taker(callback) is not { } taker)
            return;
        if (CertificateCallback.Accepted(callback, model) is var accepted and > 0 && !(taker == "SslStream" && IsServerOrProbe(callback.Syntax, context.CancellationToken)))
            Report(context, callback, taker, accepted, scope);
    }

    // A callback that was given a name, and the framework's own one that accepts everything.
    private static void AnalyzeStored(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, Scope scope)
    {
        if (!CertificateCallback.IsOne(target.Property.Type) || assignment.SemanticModel is not { } model || IsOfServer(target))
            return;

        foreach (var value in Leaves(assignment.Value))
        {
            if (Stored(value, model) is { } stored)
                Report(context, value, Name(target), CertificateCallback.Accepted(stored, model), scope);
        }
    }

    private static void AnalyzeGiven(OperationAnalysisContext context, IObjectCreationOperation creation, Scope scope)
    {
        if (creation.SemanticModel is not { } model || IsServerOrProbe(creation.Syntax, context.CancellationToken))
            return;

        foreach (var value in creation.Arguments.Where(argument => CertificateCallback.IsOne(argument.Parameter?.Type)).SelectMany(argument => Leaves(argument.Value)))
        {
            if (Stored(value, model) is { } stored)
                Report(context, value, "SslStream", CertificateCallback.Accepted(stored, model), scope);
        }
    }

    private static IOperation? Stored(IOperation value, SemanticModel model) => value switch
    {
        IDelegateCreationOperation or IAnonymousFunctionOperation or IMethodReferenceOperation => null,
        ILocalReferenceOperation local => Locals.OnlyValue(local),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => Members.OnlyValue(field, value),
        IPropertyReferenceOperation { Property: { IsReadOnly: true } property } when Source.Holds(model.Compilation, property) => Members.OnlyValue(property, value) ?? Source.Body(property, model),
        _ => value,
    };

    private static void AnalyzeAdded(OperationAnalysisContext context, Scope scope)
    {
        if (context.Operation is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Or, Target: IPropertyReferenceOperation { Property.Name: "AcceptablePolicyErrors" } target } added)
            Report(context, added, target.Property.Name, TrustSettings.Accepted(target, added.Value, scope.Types), scope);
    }

    private static void Report(OperationAnalysisContext context, IOperation culprit, string taker, int accepted, Scope scope)
    {
        var types = scope.Types;
        if (accepted == 0 || culprit.SemanticModel is not { } model || DevelopmentOnly.Contains(culprit) || Loopback.IsTarget(culprit.Syntax) || new HarmlessClient(types, model, context.CancellationToken).Gets(culprit))
            return;

        // An option for one client is its operator's choice; what changes the whole process is nobody's alone.
        var isProcess = taker.StartsWith("ServicePointManager", StringComparison.Ordinal);
        var isChosen = new TrustGuard(model, context.CancellationToken).Stands(culprit);
        if (isChosen && !isProcess)
            return;

        var isAsked = !isProcess || new ServicePoints(types, model, context.CancellationToken).AreAsked();
        var severity = isChosen || !isAsked || scope.IsShown || IsObsolete(context.ContainingSymbol) || new ToldByName(types, model, context.CancellationToken).IsFor(culprit) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        var whose = !isProcess ? "" : isAsked ? " in the whole process" : " for WebRequest and SmtpClient, though not for HttpClient";
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, culprit.Syntax.GetLocation(), severity, null, null, taker, PolicyErrors.Words(accepted), whose));
    }

    // Whoever uses it has been told to stop.
    private static bool IsObsolete(ISymbol member) => member is not INamespaceSymbol
        && (member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ObsoleteAttribute") || (((member as IMethodSymbol)?.AssociatedSymbol ?? member.ContainingSymbol) is { } around && IsObsolete(around)));

    // Whom a server lets in is another question than who answers in its place.
    private static bool IsOfServer(IOperation callback) => callback.Parent is IAssignmentOperation { Target: IPropertyReferenceOperation target } && IsOfServer(target);

    private static bool IsOfServer(IPropertyReferenceOperation target) =>
        target.Property.Name.StartsWith("ClientCertificate", StringComparison.Ordinal) || target.Property.ContainingType.Name is "SslServerAuthenticationOptions";

    private static string? Taker(IOperation callback)
    {
        var value = callback;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation)
            value = value.Parent;
        return value.Parent switch
        {
            IAssignmentOperation { Target: IMemberReferenceOperation target } => Name(target),
            IEventAssignmentOperation { EventReference: IMemberReferenceOperation target } => Name(target),
            IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.Name,
            IArgumentOperation { Parent: IObjectCreationOperation { Type: { } type } } => type.Name,
            _ => null,
        };
    }

    private static string Name(IMemberReferenceOperation target) => target switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } keys } => keys[0].Value.Syntax.ToString().Trim('"'),
        { Member.IsStatic: true } => target.Member.ContainingType.Name + "." + target.Member.Name,
        _ => target.Member.Name,
    };

    private static IEnumerable<IOperation> Leaves(IOperation value) => value switch
    {
        IConversionOperation conversion => Leaves(conversion.Operand),
        IParenthesizedOperation parenthesized => Leaves(parenthesized.Operand),
        IConditionalOperation { WhenFalse: { } other } choice => Leaves(choice.WhenTrue).Concat(Leaves(other)),
        ICoalesceOperation either => Leaves(either.Value).Concat(Leaves(either.WhenNull)),
        _ => [value],
    };

    // A server asks no client for a certificate by default; a probe connects to look at the certificate, whatever it is.
    private static bool IsServerOrProbe(SyntaxNode callback, CancellationToken cancellation)
    {
        var (member, type) = (Source.Member(callback), callback.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? callback.SyntaxTree.GetRoot(cancellation));
        return Says(member, "RemoteCertificate") || (Connects(member) ?? Connects(type)) == false;

        bool Says(SyntaxNode scope, string name) => Source.Mentions(name, scope, cancellation).Any();
        bool? Connects(SyntaxNode scope) =>
            Says(scope, "AuthenticateAsClient") || Says(scope, "AuthenticateAsClientAsync") ? true
            : Says(scope, "AuthenticateAsServer") || Says(scope, "AuthenticateAsServerAsync") ? false
            : null;
    }

    private sealed record Scope(KnownTypes Types, bool IsShown);
}
