using Fallacies.Analyzers.Knowledge;

namespace Fallacies.Analyzers.Security;

/// <summary>Tells a written credential from what only holds its place.</summary>
internal static class Credential
{
    private const int ShortestPassword = 4;
    private const int ShortestKey = 12;

    // The first words of the keys that every emulator of Azure Storage and of Cosmos DB has.
    private static readonly string[] Emulators = ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq", "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM"];

    private static readonly string[] Placeholders =
    [
        "password", "passwd", "pwd", "secret", "key", "apikey", "token", "bearer", "basic", "guest", "anonymous", "emulator", "placeholder", "changeit", "changeme", "todo", "dummy", "fake",
        "none", "null", "empty", "test", "example", "sample", "default", "unused", "ignored", "notneeded", "notrequired", "notused", "demo",
        "mypassword", "mysecret", "mykey", "mytoken",
    ];

    private static readonly string[] Named = ["_password", "-password", "_secret", "-secret", "_key", "-key", "_token", "-token", "_pwd"];

    private static readonly string[] Parts = ["example", "placeholder", "changeme", "change-me", "change_me", "dummy", "redacted", "not-needed", "no-key"];

    private static readonly string[] Starts = ["@microsoft.keyvault(", "your", "my-", "my_", "insert", "enter", "replace", "add-", "put-", "some-", "use-"];

    private static readonly string[] Schemes = ["Bearer ", "Basic ", "ApiKey ", "Token "];

    /// <summary>Whether a value is a password; people choose them.</summary>
    public static bool IsPassword(string value, string? user) =>
        Bare(value) is { Length: >= ShortestPassword } password && !IsPlaceholder(password) && !password.Equals(user, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value is a key or token; machines make them, so they mix letters and digits.</summary>
    public static bool IsKey(string value) =>
        Bare(value) is { Length: >= ShortestKey } key && key.Any(char.IsLetter) && key.Any(char.IsDigit) && key.IndexOf(' ') < 0 && !IsPlaceholder(key);

    // "RANDOM_DATABASE_PASSWORD" says what belongs there.
    private static bool IsName(string lower) => lower.All(c => char.IsLetter(c) || c is '_' or '-') && Array.Exists(Named, word => lower.EndsWith(word, StringComparison.Ordinal));

    // "Password=@password", ":password" and "$DB_PASSWORD_2" name the parameter or variable that holds it; "@dm1n" is one that somebody has chosen.
    private static bool IsVariable(string value) =>
        value[0] is '@' or ':' or '$' && value.Skip(1) is var name && (name.All(c => char.IsLetter(c) || c == '_') || name.All(c => char.IsUpper(c) || char.IsDigit(c) || c == '_'));

    // "%DB_PASSWORD%" and "__DbPassword__" are replaced when the program is deployed.
    private static bool IsFramed(string value, string frame) => value.StartsWith(frame, StringComparison.Ordinal) && value.EndsWith(frame, StringComparison.Ordinal);

    private static string Bare(string value)
    {
        var scheme = Schemes.FirstOrDefault(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        return scheme is null ? value.Trim() : value.Substring(scheme.Length).Trim();
    }

    private static bool IsPlaceholder(string value)
    {
        var lower = value.ToLowerInvariant();
        var letters = new string(lower.Where(char.IsLetter).ToArray());
        return value.IndexOfAny(['<', '>', '{', '}']) >= 0
            || value.Contains(HostName.Hole) || value.Contains("***") || value.Contains("...") || value.Contains("$(")
            || IsFramed(value, "%") || IsFramed(value, "__")
            || Placeholders.Contains(letters)
            || IsVariable(value)
            || IsName(lower)
            || Parts.Any(lower.Contains)
            || Starts.Any(start => lower.StartsWith(start, StringComparison.Ordinal))
            || Emulators.Any(start => value.StartsWith(start, StringComparison.Ordinal))
            || lower.Distinct().Count() < 3;
    }
}
