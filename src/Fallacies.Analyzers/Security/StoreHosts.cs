using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Finds the hosts that an object of settings is for, where the program writes them down.</summary>
internal static class StoreHosts
{
    private static readonly string[] Members = ["DataSource", "Host", "Server", "Servers", "BootstrapServers", "ConnectionString", "EndPoints", "Address"];

    // The same as keys of a connection string, or of Kafka.
    private static readonly string[] Keys = ["data source", "datasource", "host", "server", "bootstrap.servers"];

    /// <summary>The hosts that are written for the object whose property is set.</summary>
    public static List<HostName> Of(IPropertyReferenceOperation setting, KnownTypes types)
    {
        var texts = new WrittenTexts(types);
        return Values(setting).SelectMany(value => texts.Of(value)).SelectMany(text => In(text.Text)).ToList();
    }

    // "tcp:db,1433" is no address by itself, but the value of one.
    private static ImmutableArray<HostName> In(string text) => HostName.In(text) is { Length: > 0 } hosts ? hosts : HostName.In("Server=" + text);

    /// <summary>Whether traffic to a host stays in a network that is its own: this machine, a container's neighbours.</summary>
    public static bool IsNear(HostName host) => host.Kind is HostKind.Loopback or HostKind.Any or HostKind.ServiceName or HostKind.Documentation || host.Host.EndsWith("docker.internal", StringComparison.OrdinalIgnoreCase);

    public static bool IsPublic(HostName host) => host.Kind is HostKind.PublicName or HostKind.PublicAddress;

    private static IEnumerable<IOperation> Values(IPropertyReferenceOperation setting) => setting.Instance switch
    {
        // The members beside it in one initializer, and what the constructor took.
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } => Creation(setting) is { } creation ? OfCreation(creation) : [],
        { } instance => OfVariable(instance),
        null => [],
    };

    private static IObjectCreationOperation? Creation(IOperation member)
    {
        while (member is not (null or IObjectCreationOperation))
            member = member.Parent!;
        return member as IObjectCreationOperation;
    }

    private static IEnumerable<IOperation> OfCreation(IObjectCreationOperation creation) =>
        creation.Arguments.Select(argument => argument.Value).Concat(creation.Initializer?.Initializers.SelectMany(Assigned) ?? []);

    private static IEnumerable<IOperation> OfVariable(IOperation instance)
    {
        var around = Operations.Root(instance).Descendants().Where(operation => operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } other } } && other.Syntax.ToString() == instance.Syntax.ToString());
        var made = instance is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } value && Operations.Unwrap(value) is IObjectCreationOperation creation ? OfCreation(creation) : [];
        return around.SelectMany(Assigned).Concat(made);
    }

    private static IEnumerable<IOperation> Assigned(IOperation member) => member switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value } when Members.Contains(name) => [value],
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } keys }, Value: var value } when keys[0].Value.ConstantValue is { HasValue: true, Value: string key } && Keys.Contains(key, StringComparer.OrdinalIgnoreCase) => [value],
        IMemberInitializerOperation { Initializer: var elements, InitializedMember: IPropertyReferenceOperation { Property.Name: var name } } when Members.Contains(name) =>
            elements.Initializers.OfType<IInvocationOperation>().SelectMany(add => add.Arguments).Select(argument => argument.Value),
        _ => [],
    };
}
