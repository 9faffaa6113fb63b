using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells which named clients of a program nobody asks for, so that nothing of their registration ever runs. In doubt somebody does.</summary>
internal sealed class UnaskedClients(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] Factories = ["IHttpClientFactory", "HttpClientFactoryExtensions", "IHttpMessageHandlerFactory", "HttpMessageHandlerFactoryExtensions"];

    /// <summary>Whether code stands in the registration of such a client.</summary>
    public bool Configure(IOperation code)
    {
        for (var around = code.Parent; around is not null; around = around.Parent)
        {
            if (around is IInvocationOperation step && RegistrationCalls.StartOf(step.Syntax) is { } start)
                return Source.Operation(start, near) is IInvocationOperation registration && new ClientRegistrations(types, near, cancellation).Of(registration).ToList() is { Count: 1 } clients && IsUnasked(clients[0]);
        }

        return false;
    }

    // Whoever gets the plain HttpClient has the client without a name. The exporters of OpenTelemetry ask for clients of their names, "OtlpTraceExporter", without a reference to the factory.
    private bool IsUnasked(RegisteredClient client) => client.Name.Length > 0 && !client.Name.EndsWith("Exporter", StringComparison.Ordinal) &&
        client.Registrations.All(registration => registration is { Kind: ClientKind.Named, IsNamed: true } && registration.Call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: string }))
        && !client.Classes.Any()
        && Mentions("AddAsKeyed").IsEmpty
        && !OthersHaveFactories()
        && Mentions("CreateClient").Concat(Mentions("CreateHandler")).All(mention => AsksForAnother(mention, client.Name))
        && !Literals(client.Name).Any(IsGivenAway);

    // Another project that knows the factory may ask with a name of ours; packages are told it, or leave it alone.
    private bool OthersHaveFactories() => near.Compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly => !ForeignDefaults.IsHarmless(assembly.Name) && KnowsFactory(assembly));

    private static bool KnowsFactory(IAssemblySymbol assembly) => assembly.Modules.SelectMany(module => module.ReferencedAssemblies).Any(reference => reference.Name == "Microsoft.Extensions.Http");

    private ImmutableArray<SimpleNameSyntax> Mentions(string name) => Source.Mentions(name, near.Compilation, cancellation);

    // A method that is only named may be called with anything.
    private bool AsksForAnother(SimpleNameSyntax mention, string name) =>
        mention.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } syntax && syntax.Expression.Span.Contains(mention.Span) && Source.Operation(syntax, near) is IInvocationOperation call
        && (!Factories.Contains(call.TargetMethod.ContainingType.Name)
            || call.Arguments.Where(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String).All(argument => ClientIdentities.Text(argument.Value) is { } asked && asked != name));

    private IEnumerable<ExpressionSyntax> Literals(string name) => near.Compilation.SyntaxTrees
        .Where(tree => Source.Text(tree, cancellation).Contains(name))
        .SelectMany(tree => tree.GetRoot(cancellation).DescendantTokens().Where(token => token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText == name))
        .Select(token => token.Parent).OfType<ExpressionSyntax>();

    // To code of others, which may ask for the client; a constant goes wherever it is mentioned.
    private bool IsGivenAway(ExpressionSyntax name) => name.Parent switch
    {
        ArgumentSyntax { Parent.Parent: { } call } => Source.Operation(call, near) switch
        {
            IInvocationOperation { TargetMethod: var method } => !ClientIdentities.Registrars.Contains(method.Name) && IsForeign(method),
            IObjectCreationOperation { Constructor: { } constructor } => IsForeign(constructor),
            _ => false,
        },
        AttributeArgumentSyntax => true,
        AssignmentExpressionSyntax { Left: var target } => Source.Model(name.SyntaxTree, near).GetSymbolInfo(target, cancellation).Symbol is { } member && IsForeign(member),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } constant } =>
            Mentions(constant.Identifier.ValueText).Select(mention => mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? (ExpressionSyntax)access : mention).Any(IsGivenAway),
        _ => false,
    };

    private bool IsForeign(ISymbol member) => member.ContainingAssembly is { } assembly && !SymbolEqualityComparer.Default.Equals(assembly, near.Compilation.Assembly)
        && (assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal) || KnowsFactory(assembly));
}
