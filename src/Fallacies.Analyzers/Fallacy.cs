namespace Fallacies.Analyzers;

/// <summary>The categories of the rules: one per fallacy of distributed computing, and one for the rules' own settings.</summary>
internal static class Fallacy
{
    /// <summary>A setting of this package is wrong.</summary>
    public const string Configuration = "Fallacies.Configuration";

    /// <summary>1: the network is reliable.</summary>
    public const string Reliability = "Fallacies.Reliability";

    /// <summary>2: latency is zero.</summary>
    public const string Latency = "Fallacies.Latency";

    /// <summary>3: bandwidth is infinite.</summary>
    public const string Bandwidth = "Fallacies.Bandwidth";

    /// <summary>4: the network is secure.</summary>
    public const string Security = "Fallacies.Security";

    /// <summary>5: topology does not change.</summary>
    public const string Topology = "Fallacies.Topology";

    /// <summary>6: there is one administrator.</summary>
    public const string Administration = "Fallacies.Administration";

    /// <summary>7: transport cost is zero.</summary>
    public const string Transport = "Fallacies.Transport";

    /// <summary>8: the network is homogeneous.</summary>
    public const string Homogeneity = "Fallacies.Homogeneity";
}
