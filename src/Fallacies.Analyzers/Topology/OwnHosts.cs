using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Topology;

/// <summary>
/// Tells the names of one's own machines and installations from the addresses of third parties, which are their identity:
/// <c>https://api.stripe.com</c> is the same for everybody and for ever.
/// </summary>
internal sealed class OwnHosts(string? assembly)
{
    /// <summary><c>fal5007.own_domains</c>: domains whose hosts are one's own.</summary>
    public static readonly Option<IReadOnlyList<string>> DomainsOption = Option.List("fal5007.own_domains", "domain names", IsDomain);

    // A cloud gives these names to one deployment of one customer; what follows the first label says whose machine room it is.
    private static readonly string[] Deployments =
    [
        "azurewebsites.net", "azurecontainerapps.io", "azurecontainer.io", "azurestaticapps.net", "cloudapp.net", "cloudapp.azure.com", "azurefd.net", "trafficmanager.net", "azure-api.net",
        "database.windows.net", "servicebus.windows.net", "core.windows.net", "cache.windows.net", "search.windows.net", "documents.azure.com", "vault.azure.net", "openai.azure.com",
        "cognitiveservices.azure.com", "elasticbeanstalk.com", "awsapprunner.com", "on.aws", "run.app", "cloudfunctions.net", "appspot.com", "firebaseio.com", "herokuapp.com", "onrender.com",
        "fly.dev", "railway.app", "vercel.app", "netlify.app", "ondigitalocean.app", "ngrok.io", "ngrok.app", "ngrok-free.app",
    ];

    // Amazon's own addresses have the service first, a customer's have it behind the customer's name.
    private static readonly string[] AmazonInstances = ["elb", "rds", "cache", "compute", "compute-1", "execute-api", "kafka", "mq", "es", "docdb", "redshift"];

    // The cluster, or the container engine, answers to these everywhere.
    private static readonly string[] Everywhere = ["docker.internal", "containers.internal", "metadata.google.internal", "svc.cluster.local", "minikube.internal", "lima.internal"];

    private static readonly string[] Files = ["db", "db3", "sqlite", "sqlite3", "mdf", "mdb", "accdb", "sdf", "duckdb", "xls", "xlsx", "csv", "json", "xml", "txt"];

    // The first word of the assembly is the company or the product, if it is long enough to be a name.
    private readonly string? _company = assembly?.Split('.')[0] is { Length: > 3 } first ? first : null;

    public bool Contains(HostName host, AddressSink sink, AnalyzerConfigOptions options) => host.Kind switch
    {
        HostKind.LocalName => !Everywhere.Any(name => EndsIn(host.Host, name)),
        HostKind.PublicName => IsName(host.Host) && (AddressTable.IsInstallation(sink) || IsDeployment(host.Host) || IsOwnDomain(host.Host, options)),
        _ => false,
    };

    private static bool IsDeployment(string host) => Deployments.Any(suffix => host.Length > suffix.Length && EndsIn(host, suffix)) || IsAmazonInstance(host.Split('.'));

    private static bool IsAmazonInstance(string[] labels) =>
        labels.Length > 4 && Is(labels[labels.Length - 2], "amazonaws") && labels.Skip(1).Any(label => AmazonInstances.Contains(label, StringComparer.OrdinalIgnoreCase));

    private bool IsOwnDomain(string host, AnalyzerConfigOptions options) =>
        (_company is not null && Is(Registered(host.Split('.')).Replace("-", ""), _company)) || DomainsOption.In(options).Any(domain => EndsIn(host, domain));

    // "orders.contoso.com" and "orders.contoso.co.uk" are Contoso's.
    private static string Registered(string[] labels) =>
        labels.Length > 2 && labels[labels.Length - 2].Length <= 3 ? labels[labels.Length - 3] : labels[Math.Max(0, labels.Length - 2)];

    // The files of embedded databases look like hosts: "Data Source=shop.db".
    private static bool IsName(string host)
    {
        var last = host.Substring(host.LastIndexOf('.') + 1);
        return last.Length > 1 && last.All(c => char.IsLetter(c) || c == '-') && !Files.Contains(last, StringComparer.OrdinalIgnoreCase);
    }

    private static bool EndsIn(string host, string domain) => Is(host, domain) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static bool Is(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool IsDomain(string entry) => HostName.Of(entry) is { Port: null, Kind: HostKind.PublicName or HostKind.LocalName };
}
