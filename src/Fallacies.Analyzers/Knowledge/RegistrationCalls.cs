using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// The calls of a compilation that may register a client, by what their text says of the client's name. A file is read once,
/// however many compilations it is part of; what a name means is asked only of the calls that may be for the same client.
/// </summary>
internal sealed class RegistrationCalls
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileCalls> Files = new();
    private static readonly ConditionalWeakTable<Compilation, RegistrationCalls> Cache = new();

    private readonly List<Found> _all = new();
    private readonly ILookup<string, int> _byName;
    private readonly ILookup<string, int> _byService;

    private RegistrationCalls(Compilation compilation)
    {
        var files = compilation.SyntaxTrees.Select(tree => Files.GetValue(tree, static t => new FileCalls(t))).Where(file => !file.IsEmpty).ToArray();
        var aliases = Aliases.Of(compilation);
        for (var registrar = 0; registrar < ClientIdentities.Registrars.Length; registrar++)
            _all.AddRange(files.SelectMany(file => file.Of(registrar)));
        // A call whose text does not say is filed under "*", where every question looks as well.
        _byName = Enumerable.Range(0, _all.Count).ToLookup(index => Sure(_all[index].Name ?? Value(_all[index].Constant)));
        _byService = Enumerable.Range(0, _all.Count).ToLookup(index => Sure(_all[index].Service));

        string Sure(string? text) => text is null || aliases.Contains(text) ? "*" : text;

        string? Value(ConstantName? constant) => constant is null || aliases.Contains(constant.Type) ? null : constant.ValueIn(compilation);
    }

    public static RegistrationCalls Of(Compilation compilation) => Cache.GetValue(compilation, static c => new RegistrationCalls(c));

    /// <summary>Every call, in the order of the registering methods and then of the source.</summary>
    public IEnumerable<InvocationExpressionSyntax> All() => _all.Select((_, index) => Syntax(index));

    /// <summary>The calls that may register a client of this name.</summary>
    public IEnumerable<InvocationExpressionSyntax> ForName(string name) => Ordered(_byName, name.StartsWith("Refit ", StringComparison.Ordinal) ? name.Substring(name.LastIndexOfAny(['.', ':']) + 1) : name);

    /// <summary>Whether more than one call may register a client of this name.</summary>
    public bool MayRepeat(string name) => _byName[name].Concat(_byName["*"]).Skip(1).Any();

    /// <summary>The calls that may register a client for a service of this name.</summary>
    public IEnumerable<InvocationExpressionSyntax> ForService(string name) => Ordered(_byService, name);

    /// <summary>The calls of whose client the text does not give the name.</summary>
    public IEnumerable<InvocationExpressionSyntax> OfUnsureName() => _byName["*"].Select(Syntax);

    /// <summary>The call at the start of a chain that configures a client; <see langword="null"/> where the chain starts elsewhere.</summary>
    public static InvocationExpressionSyntax? StartOf(SyntaxNode step)
    {
        for (var next = step as ExpressionSyntax; next is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call; next = access.Expression)
        {
            if (ClientIdentities.Registrars.Contains(access.Name.Identifier.ValueText))
                return call;
        }

        return null;
    }

    private IEnumerable<InvocationExpressionSyntax> Ordered(ILookup<string, int> lookup, string key) => lookup[key].Concat(key == "*" ? [] : lookup["*"]).OrderBy(index => index).Select(Syntax);

    private InvocationExpressionSyntax Syntax(int index) =>
        _all[index].Tree.GetRoot().FindNode(_all[index].Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>(call => call.Span == _all[index].Span)!;

    /// <summary>One call: where it stands, the client's name as its text gives it or the constant that holds it, and the type it is for.</summary>
    private sealed record Found(SyntaxTree Tree, TextSpan Span, string? Name, ConstantName? Constant, string? Service);

    /// <summary>A constant by its name and that of its type: "Clients.Search".</summary>
    private sealed record ConstantName(string Type, string Member)
    {
        public static ConstantName? Of(ExpressionSyntax expression) => expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax member } access && NameOf(access.Expression) is { } type
            ? new ConstantName(type, member.Identifier.ValueText)
            : null;

        /// <summary>The text, where one type of the compilation has such a constant and nothing else of the names is there.</summary>
        public string? ValueIn(Compilation compilation)
        {
            var members = compilation.GetSymbolsWithName(Member, SymbolFilter.Member).Where(member => member.ContainingType?.Name == Type).Take(2).ToArray();
            return members.Length == 1 && members[0] is IFieldSymbol { ConstantValue: string value } ? value : null;
        }

        private static string? NameOf(ExpressionSyntax type) => type switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
            _ => null,
        };
    }

    /// <summary>The calls of one file. Positions, not nodes: nodes would keep the file's tree in memory.</summary>
    private sealed class FileCalls
    {
        private readonly Found[][] _calls;

        // What all registrars have in common: most files hold none of it.
        private static readonly string[] Starts = ["AddHttpClient", "AddGrpcClient", "AddRefit", "AddKeyedRefit"];

        public FileCalls(SyntaxTree tree)
        {
            var registrars = Starts.Any(Source.Text(tree, CancellationToken.None).Contains) ? ClientIdentities.Registrars : [];
            _calls = registrars.Select(name => Source.Mentions(name, tree)
                .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
                .OfType<InvocationExpressionSyntax>().Where(MayRegister).Select(Read).ToArray()).ToArray();
        }

        public bool IsEmpty => _calls.All(calls => calls.Length == 0);

        public Found[] Of(int registrar) => _calls[registrar];

        // AddHttpClient() alone registers the factory.
        private static bool MayRegister(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count > 0 || MethodOf(call) is GenericNameSyntax;

        private static Found Read(InvocationExpressionSyntax call)
        {
            var method = MethodOf(call);
            var service = method is GenericNameSyntax { TypeArgumentList.Arguments: var types } && types.Any() ? Service(types[0], call) : null;
            var others = call.ArgumentList.Arguments.Where(argument => argument.Expression is not AnonymousFunctionExpressionSyntax).ToArray();
            var text = others.Length == 1 && method?.Identifier.ValueText is "AddHttpClient" or "AddGrpcClient" ? others[0].Expression : null;
            var name = others.Length == 0 ? service : (text as LiteralExpressionSyntax)?.Token.Value as string;
            return new Found(call.SyntaxTree, call.Span, name, text is null ? null : ConstantName.Of(text), service);
        }

        private static SimpleNameSyntax? MethodOf(InvocationExpressionSyntax call) => call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            SimpleNameSyntax name => name,
            _ => null,
        };

        // A type parameter may stand for any type.
        private static string? Service(TypeSyntax type, SyntaxNode call) => type switch
        {
            QualifiedNameSyntax { Right: IdentifierNameSyntax right } => right.Identifier.ValueText,
            IdentifierNameSyntax { Identifier.ValueText: var name } when !call.Ancestors().SelectMany(Parameters).Any(parameter => parameter.Identifier.ValueText == name) => name,
            _ => null,
        };

        private static IEnumerable<TypeParameterSyntax> Parameters(SyntaxNode node) => node switch
        {
            MethodDeclarationSyntax method => method.TypeParameterList?.Parameters ?? [],
            LocalFunctionStatementSyntax function => function.TypeParameterList?.Parameters ?? [],
            TypeDeclarationSyntax type => type.TypeParameterList?.Parameters ?? [],
            _ => [],
        };
    }
}
