namespace Fallacies.Analyzers.Security;

/// <summary>The flags of <c>SslPolicyErrors</c> that say what is wrong with a certificate, and what accepting them means.</summary>
internal static class PolicyErrors
{
    public const string TypeName = "SslPolicyErrors";

    public const int NameMismatch = 2;

    public const int ChainErrors = 4;

    /// <summary>What whoever accepts these flags accepts.</summary>
    public static string Words(int accepted) => accepted switch
    {
        NameMismatch => "a certificate that was made for another host",
        ChainErrors => "a certificate that no trusted authority has signed",
        _ => "any certificate",
    };
}
