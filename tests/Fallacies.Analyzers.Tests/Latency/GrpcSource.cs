namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>A gRPC client as the protobuf generator writes it.</summary>
internal static class GrpcSource
{
    public const string Client =
        """
        static class Prices
        {
            public class PricesClient : Grpc.Core.ClientBase<PricesClient>
            {
                public PricesClient(Grpc.Core.ChannelBase channel) : base(channel) { }
                public PricesClient(Grpc.Core.CallInvoker invoker) : base(invoker) { }
                protected PricesClient(ClientBaseConfiguration configuration) : base(configuration) { }
                protected override PricesClient NewInstance(ClientBaseConfiguration configuration) => new PricesClient(configuration);

                public virtual Price Load(Query request, Grpc.Core.Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => Load(request, new Grpc.Core.CallOptions(headers, deadline, cancellationToken));
                public virtual Price Load(Query request, Grpc.Core.CallOptions options) => null;
                public virtual Grpc.Core.AsyncUnaryCall<Price> LoadAsync(Query request, Grpc.Core.Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => LoadAsync(request, new Grpc.Core.CallOptions(headers, deadline, cancellationToken));
                public virtual Grpc.Core.AsyncUnaryCall<Price> LoadAsync(Query request, Grpc.Core.CallOptions options) => null;
                public virtual Grpc.Core.AsyncServerStreamingCall<Price> LoadAll(Query request, Grpc.Core.Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => null;
                public virtual Grpc.Core.AsyncServerStreamingCall<Price> LoadAll(Query request, Grpc.Core.CallOptions options) => null;
                public virtual Grpc.Core.AsyncClientStreamingCall<Query, Price> Sum(Grpc.Core.Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => null;
                public virtual Grpc.Core.AsyncDuplexStreamingCall<Query, Price> Talk(Grpc.Core.Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => null;
                public virtual Grpc.Core.AsyncServerStreamingCall<Price> Watch(Query request, Grpc.Core.Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => null;
            }
        }
        class Query { public string Id { get; set; } }
        class Price;

        """;
}
