namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of mail servers.</summary>
internal static class MailSinks
{
    private const double MailKitTimeout = 120;

    public static readonly Sink[] Rows =
    [
        new("System.Net.Mail.SmtpClient", RemoteKind.Mail) { Unsafe = "Send SendMailAsync", BuiltInTimeout = 100 },
        new("MailKit.IMailTransport", RemoteKind.Mail) { Unsafe = "Send", Derived = true, BuiltInTimeout = MailKitTimeout },
        new("MailKit.MailTransport", RemoteKind.Mail)
        {
            Idempotent = "Connect Authenticate NoOp", Unsafe = "Send", Local = "DisconnectAsync", Derived = true, BuiltInTimeout = MailKitTimeout,
        },
        .. new Sink("MailKit.IMailService", RemoteKind.Mail) { Idempotent = "Connect Authenticate NoOp", Local = "DisconnectAsync", BuiltInTimeout = MailKitTimeout }.And("MailKit.MailService"),
        .. Folder.And("MailKit.MailFolder"),
        new("MailKit.IMailSpool", RemoteKind.Mail)
        {
            Safe = "Get*",
            Idempotent = "Delete* Reset",
            Batches = """
                GetMessage=GetMessages GetStream=GetStreams DeleteMessage=DeleteMessages GetMessageSize=GetMessageSizes GetMessageUid=GetMessageUids
                """,
            Derived = true,
            BuiltInTimeout = MailKitTimeout,
        },
    ];

    private static Sink Folder => new("MailKit.IMailFolder", RemoteKind.Mail)
    {
        Safe = "Check Fetch Get* GetSubfolder Open Search Sort Status Thread",
        Idempotent = "AddAccessRights Delete Expunge Remove* Rename Set* Store Subscribe Unsubscribe",
        Unsafe = "Append Create CopyTo MoveTo Replace",
        Local = "Close GetEnumerator",
        Derived = true,
        BuiltInTimeout = MailKitTimeout,
    };
}
