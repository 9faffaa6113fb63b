using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Homogeneity.TypeNamesOnWireAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Homogeneity;

public sealed class TypeNamesOnWireTests
{
    private const string Usings = """
        using System.Net.Http.Json;
        using System.Net.Sockets;
        using System.Text;
        using Confluent.Kafka;
        using Newtonsoft.Json;
        using StackExchange.Redis;


        """;

    [Fact]
    public Task Every_text_with_type_names_that_is_sent_is_reported() => Verify.AnalyzeAsync(
        Usings + """
        class Orders(IDatabase redis, HttpClient http, IProducer<string, string> producer)
        {
            private static readonly JsonSerializerSettings Settings = new() { TypeNameHandling = TypeNameHandling.All };
            void Cache(object order) => redis.StringSet("order", JsonConvert.[|SerializeObject|](order, Settings));
            async Task Post(object order)
            {
                var settings = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto };
                var json = JsonConvert.[|SerializeObject|](order, Formatting.None, settings);
                await http.PostAsync("orders", new StringContent(json, Encoding.UTF8, "application/json"));
            }
            void Later(object order)
            {
                var settings = new JsonSerializerSettings();
                settings.TypeNameHandling = TypeNameHandling.All;
                redis.StringSet("order", JsonConvert.[|SerializeObject|](order, settings));
            }
            Task Publish(object order) => producer.ProduceAsync("orders", new Message<string, string>
            {
                Key = "a",
                Value = JsonConvert.[|SerializeObject|](order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Objects }),
            });
            async Task Bytes(object order) => await redis.StringSetAsync("order", Encoding.UTF8.GetBytes(JsonConvert.[|SerializeObject|](order, Settings)));
        }
        """,
        references: References.With("Newtonsoft.Json"));

    [Fact]
    public Task Formatters_of_the_runtime_are_reported() => Verify.AnalyzeAsync(
        Usings + """
        using System.Runtime.Serialization.Formatters.Binary;

        namespace System.Runtime.Serialization.Formatters.Binary
        {
            class BinaryFormatter { public void Serialize(Stream stream, object graph) { } }
        }
        namespace Shop
        {
            class Orders(IDatabase redis, NetworkStream wire, FileStream file)
            {
                void Cache(object order)
                {
                    using var memory = new MemoryStream();
                    new Binary().{|CS1061:Serialize|}(memory, order);
                    new System.Runtime.Serialization.Formatters.Binary.BinaryFormatter().[|Serialize|](memory, order);
                    redis.StringSet("order", memory.ToArray());
                }
                void Send(object order) => new System.Runtime.Serialization.Formatters.Binary.BinaryFormatter().[|Serialize|](wire, order);
                void Save(object order) => new System.Runtime.Serialization.Formatters.Binary.BinaryFormatter().Serialize(file, order);
            }
            class Binary;
        }
        """,
        references: [.. References.With("Newtonsoft.Json").Where(reference => reference.Display?.Contains("System.Runtime.Serialization.Formatters", StringComparison.Ordinal) != true)]);

    [Fact]
    public async Task The_message_names_both_ends()
    {
        var found = await Analysis.RunAsync(
            Analysis.Compile("""
                using Newtonsoft.Json;
                using StackExchange.Redis;
                class Orders(IDatabase redis)
                {
                    void Cache(object order) => redis.StringSet("order", JsonConvert.SerializeObject(order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All }));
                }
                """, References.With("Newtonsoft.Json")), ("fallacies.project_kind", "service"));

        Assert.Equal(
            "'StringSet' sends what 'SerializeObject' writes with TypeNameHandling.All: only a .NET program that has the same types under the same names can read it, and a renamed class breaks both sides",
            Assert.Single(found).GetMessage());
    }

    [Fact]
    public void A_reader_without_the_type_cannot_read_it()
    {
        // What a service wrote whose class was called "Order" in the assembly "Shop", read by one without.
        const string Sent = """{ "$type": "Shop.Order, Shop", "Id": "a" }""";
        var json = References.Packages.Closure(["Newtonsoft.Json"]).SelectMany(package => package.Assemblies).Single(path => path.EndsWith("Newtonsoft.Json.dll", StringComparison.Ordinal));
        var assembly = System.Reflection.Assembly.LoadFrom(json);
        var settings = Activator.CreateInstance(assembly.GetType("Newtonsoft.Json.JsonSerializerSettings")!)!;
        settings.GetType().GetProperty("TypeNameHandling")!.SetValue(settings, 3);
        var deserialize = assembly.GetType("Newtonsoft.Json.JsonConvert")!.GetMethods()
            .Single(method => method is { Name: "DeserializeObject", IsGenericMethod: false } && method.GetParameters() is [_, var options] && options.ParameterType == settings.GetType());

        var thrown = Assert.Throws<System.Reflection.TargetInvocationException>(() => deserialize.Invoke(null, [Sent, settings]));

        Assert.Contains("Shop.Order, Shop", thrown.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis.StringSet(\"a\", JsonConvert.SerializeObject(order));")]
    [InlineData("redis.StringSet(\"a\", JsonConvert.SerializeObject(order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None }));")]
    [InlineData("redis.StringSet(\"a\", JsonConvert.SerializeObject(order, settings));")]
    [InlineData("redis.StringSet(\"a\", JsonConvert.SerializeObject(order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto, SerializationBinder = settings.SerializationBinder }));")]
    [InlineData("var own = new JsonSerializerSettings(); own.TypeNameHandling = TypeNameHandling.Auto; own.SerializationBinder = settings.SerializationBinder; redis.StringSet(\"a\", JsonConvert.SerializeObject(order, own));")]
    [InlineData("var own = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto }; own.TypeNameHandling = TypeNameHandling.None; redis.StringSet(\"a\", JsonConvert.SerializeObject(order, own));")]
    [InlineData("File.WriteAllText(\"a\", JsonConvert.SerializeObject(order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All }));")]
    [InlineData("var copy = JsonConvert.DeserializeObject(JsonConvert.SerializeObject(order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All })); redis.StringSet(\"a\", \"b\");")]
    [InlineData("http.PostAsJsonAsync(\"a\", order);")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Orders(IDatabase redis, HttpClient http)
        {
            void Run(object order, JsonSerializerSettings settings) { {{statements}} }
        }
        """,
        references: References.With("Newtonsoft.Json"));

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Orders(IDatabase redis)
        {
            void A() { redis.StringSet("a", JsonConvert.{|CS1501:SerializeObject|}()); redis.StringSet("a", JsonConvert.SerializeObject({|CS0103:order|}, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.{|CS0117:Nothing|} })); }
        }
        """,
        references: References.With("Newtonsoft.Json"));
}
