namespace Fallacies.Analyzers.Knowledge;

/// <summary>How long an object of a class is kept, in the order from long to short.</summary>
internal enum Lifetime
{
    /// <summary>As long as the process: a singleton, a hosted service, middleware, whatever a static member holds.</summary>
    Singleton,

    /// <summary>As long as one request or message.</summary>
    Scoped,

    /// <summary>Made anew for each use: a controller, a hub, a transient service, a typed client.</summary>
    Transient,
}
