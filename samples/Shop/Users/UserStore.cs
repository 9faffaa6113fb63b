namespace Shop.Users;

internal sealed class UserStore
{
    private readonly Dictionary<string, User> _users = new()
    {
        ["ada"] = new User("ada", "Ada Marsh", Trusted: true),
        ["ben"] = new User("ben", "Ben Oduya", Trusted: true),
        ["eve"] = new User("eve", "Eve Lund", Trusted: false),
    };

    public User? Find(string id) => _users.GetValueOrDefault(id);
}
