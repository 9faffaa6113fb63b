using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds calls into other assemblies that may configure every client: <c>AddServiceDefaults</c> and its kin, whatever their names.</summary>
internal sealed class ForeignDefaults(SemanticModel near, CancellationToken cancellation)
{
    // Their registrations are known to leave other people's clients alone.
    private static readonly string[] Harmless =
    [
        "Microsoft.", "System.", "Aspire.", "OpenTelemetry", "Polly", "Refit", "Grpc.", "Serilog", "Swashbuckle.", "NSwag.", "MassTransit", "MediatR", "AutoMapper",
        "FluentValidation", "Scrutor", "Quartz", "Hangfire", "StackExchange.", "Npgsql", "Azure.", "AWSSDK.", "Asp.Versioning", "Yarp.",
    ];

    // One of their types is in the signature of each method that configures a container.
    private static readonly string[] OfContainers = ["Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.AspNetCore", "Microsoft.Azure.Functions"];

    private static readonly string[] Verbs = ["Add", "Use", "Configure", "Register"];

    private static readonly HashSet<string> Builders =
        ["IServiceCollection", "ServiceCollection", "IHostApplicationBuilder", "HostApplicationBuilder", "WebApplicationBuilder", "IHostBuilder", "IWebHostBuilder", "FunctionsApplicationBuilder"];

    // Only files that touch a container can make such a call.
    private static readonly string[] Containers = ["IServiceCollection", "ApplicationBuilder", "IHostBuilder", "CreateBuilder", "CreateDefaultBuilder", "AddHttpClient"];

    private static readonly ConditionalWeakTable<SyntaxTree, FileCalls> Files = new();
    private static readonly ConditionalWeakTable<IAssemblySymbol, ForeignMethods> Methods = new();

    public bool Exist()
    {
        var foreign = near.Compilation.SourceModule.ReferencedAssemblySymbols.Where(assembly => !IsHarmless(assembly.Name))
            .Select(assembly => Methods.GetValue(assembly, static a => new ForeignMethods(a))).Where(methods => methods.MayReachFactory).ToArray();
        return foreign.Length > 0 && near.Compilation.SyntaxTrees.Any(tree => Configures(tree, foreign));
    }

    // Names first: a call is bound only where a foreign method of its name takes a container.
    private bool Configures(SyntaxTree tree, ForeignMethods[] foreign) => Files.GetValue(tree, static t => new FileCalls(t)).ByName
        .Where(calls => foreign.Any(methods => methods.TakeBuilder(calls.Key)))
        .SelectMany(calls => calls)
        .Select(span => tree.GetRoot(cancellation).FindNode(span, getInnermostNodeForTie: true))
        .Any(call => Source.Model(tree, near).GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { ContainingAssembly: { } assembly } method
            && !SymbolEqualityComparer.Default.Equals(assembly, near.Compilation.Assembly) && !IsHarmless(assembly.Name)
            && Methods.GetValue(assembly, static a => new ForeignMethods(a)).MayReachFactory && TakesBuilder(method));

    /// <summary>Whether an assembly of this name leaves other people's clients alone.</summary>
    // Projects of this name are made to configure all clients, whosever namespace they borrow.
    public static bool IsHarmless(string assembly) => !assembly.EndsWith("ServiceDefaults", StringComparison.OrdinalIgnoreCase) && Harmless.Any(name => assembly.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static bool TakesBuilder(IMethodSymbol method)
    {
        var original = method.ReducedFrom ?? method;
        return original.Parameters.Any(parameter => IsBuilder(parameter.Type)) || (!original.IsStatic && IsBuilder(original.ContainingType));
    }

    private static bool IsBuilder(ITypeSymbol type) =>
        Builders.Contains(type.Name)
        || (type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(constraint => Builders.Contains(constraint.Name)));

    /// <summary>The calls of one file that may configure a container, by name; none where the file touches no container.</summary>
    private sealed class FileCalls
    {
        public FileCalls(SyntaxTree tree)
        {
            var text = Source.Text(tree, CancellationToken.None);
            var calls = Containers.Any(text.Contains) ? tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>() : [];
            ByName = calls.Select(call => (Name: Name(call) ?? "", call.Span)).Where(call => Verbs.Any(verb => call.Name.StartsWith(verb, StringComparison.Ordinal)))
                .ToLookup(call => call.Name, call => call.Span);
        }

        public ILookup<string, TextSpan> ByName { get; }

        private static string? Name(InvocationExpressionSyntax call) => call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => null,
        };
    }

    /// <summary>What one other assembly could do to a container.</summary>
    private sealed class ForeignMethods(IAssemblySymbol assembly)
    {
        private readonly Lazy<Dictionary<string, List<INamedTypeSymbol>>> _types = new(() => Types(assembly));

        private static readonly string[] Configurers = ["Startup", "Module", "Installer", "Bootstrapper", "Registry", "Registrar", "Configurator", "Configuration", "Builder", "Plugin", "Setup", "Initializer"];

        private readonly ConcurrentDictionary<string, bool> _byName = new();

        // A reference assembly names only what its signatures need, so it may reach anything.
        public bool MayReachFactory { get; } = References(assembly).Any(reference => OfContainers.Any(name => reference.StartsWith(name, StringComparison.Ordinal)))
            && (assembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ReferenceAssemblyAttribute")
                || References(assembly).Any(reference => reference == "Microsoft.Extensions.Http" || !(reference is "netstandard" or "mscorlib" or "System" || IsHarmless(reference))));

        /// <summary>Whether a method of this name takes a container.</summary>
        public bool TakeBuilder(string name) => _byName.GetOrAdd(name, n => _types.Value.TryGetValue(n, out var types) && types.Any(type => type.GetMembers(n).OfType<IMethodSymbol>().Any(TakesBuilder)));

        private static IEnumerable<string> References(IAssemblySymbol assembly) => assembly.Modules.SelectMany(module => module.ReferencedAssemblies).Select(reference => reference.Name);

        // Extensions stand in static classes, none of which is inside another type; what else is handed a container says so by its name. Members
        // are not asked for: to know them all, an assembly is read as a whole.
        private static Dictionary<string, List<INamedTypeSymbol>> Types(IAssemblySymbol assembly)
        {
            var found = new Dictionary<string, List<INamedTypeSymbol>>();
            var open = new Stack<INamespaceSymbol>([assembly.GlobalNamespace]);
            while (open.Count > 0)
            {
                foreach (var member in open.Pop().GetMembers())
                {
                    if (member is INamespaceSymbol space)
                        open.Push(space);
                    else if (member is INamedTypeSymbol type && (type.IsStatic || Configurers.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))))
                        Add(type, found);
                }
            }

            return found;
        }

        private static void Add(INamedTypeSymbol type, Dictionary<string, List<INamedTypeSymbol>> found)
        {
            foreach (var name in type.MemberNames)
            {
                if (!Verbs.Any(verb => name.StartsWith(verb, StringComparison.Ordinal)))
                    continue;
                if (!found.TryGetValue(name, out var types))
                    found.Add(name, types = []);
                types.Add(type);
            }
        }
    }
}
