namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of mail servers.</summary>
internal static class MailSinks
{
    public static readonly Sink[] Rows =
    [
        new("System.Net.Mail.SmtpClient", RemoteKind.Mail) { Unsafe = "Send SendAsync SendMailAsync", BuiltInTimeout = 100 },
    ];
}
