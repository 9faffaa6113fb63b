namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of mail servers.</summary>
internal static class MailSinks
{
    private const double MailKitTimeout = 120;
    private const string Folders = "GetFolder GetFolders GetMetadata";
    private const string Session = "Connect Authenticate NoOp";

    public static readonly Sink[] Rows =
    [
        new("System.Net.Mail.SmtpClient", RemoteKind.Mail) { Unsafe = "Send SendMailAsync", BuiltInTimeout = 100 },
        new("MailKit.IMailTransport", RemoteKind.Mail) { Unsafe = "Send", Derived = true, BuiltInTimeout = MailKitTimeout },
        new("MailKit.MailTransport", RemoteKind.Mail)
        {
            Idempotent = Session, Unsafe = "Send", Local = "DisconnectAsync", Derived = true, BuiltInTimeout = MailKitTimeout,
        },
        .. new Sink("MailKit.IMailService", RemoteKind.Mail) { Idempotent = Session, Local = "DisconnectAsync", Derived = true, BuiltInTimeout = MailKitTimeout }.And("MailKit.MailService"),
        new("MailKit.IMailStore", RemoteKind.Mail) { Safe = Folders, Idempotent = "SetMetadata", Local = "EnableQuickResyncAsync", BuiltInTimeout = MailKitTimeout },
        new("MailKit.MailStore", RemoteKind.Mail)
        {
            Safe = Folders, Idempotent = "SetMetadata " + Session, Local = "EnableQuickResyncAsync", Derived = true, BuiltInTimeout = MailKitTimeout,
        },
        .. Folder.And("MailKit.MailFolder"),
        new("MailKit.IMailFolderExtensions", RemoteKind.Mail)
        {
            Safe = "Fetch", Idempotent = "AddFlags AddLabels RemoveFlags RemoveLabels SetFlags SetLabels", Unsafe = "Append Replace", BuiltInTimeout = MailKitTimeout,
        },
        .. Spool.And("MailKit.MailSpool"),
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

    private static Sink Spool => new("MailKit.IMailSpool", RemoteKind.Mail)
    {
        Safe = "Get*",
        Idempotent = "Delete* Reset " + Session,
        Batches = """
            GetMessage=GetMessages GetStream=GetStreams DeleteMessage=DeleteMessages GetMessageSize=GetMessageSizes GetMessageUid=GetMessageUids
            """,
        Derived = true,
        BuiltInTimeout = MailKitTimeout,
    };
}
