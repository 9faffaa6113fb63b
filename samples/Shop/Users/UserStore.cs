using System.Collections.Concurrent;

namespace Shop.Users;

internal sealed class UserStore
{
    private readonly Dictionary<string, User> _users = new()
    {
        ["ada"] = new User("ada", "Ada Marsh", Trusted: true),
        ["ben"] = new User("ben", "Ben Oduya", Trusted: true),
        ["eve"] = new User("eve", "Eve Lund", Trusted: false),
    };

    private readonly ConcurrentDictionary<string, PaymentRequest> _receipts = new();

    public User? Find(string id) => _users.GetValueOrDefault(id);

    /// <summary>Keeps a receipt where its user finds it; once, however often it is delivered.</summary>
    public bool Keep(string id, PaymentRequest receipt)
    {
        if (!_users.ContainsKey(id))
            return false;

        _receipts.TryAdd(receipt.OrderId, receipt);
        return true;
    }
}
