namespace Fallacies.Resilience;

/// <summary>What every exception of this package says about a call that was refused and therefore never sent.</summary>
/// <example><code>catch (Exception e) when (e is IDependencyRejection refusal) { return Results.StatusCode(503); }</code></example>
public interface IDependencyRejection
{
    /// <summary>Gets what the call would have depended on.</summary>
    /// <value>The key under which the strategy keeps its state.</value>
    DependencyKey Dependency { get; }

    /// <summary>Gets why the call was refused.</summary>
    /// <value>One of few fixed words, the same as in the tag <c>fallacies.reason</c>.</value>
    string Reason { get; }

    /// <summary>Gets how long to wait before another call may pass.</summary>
    /// <value>Never negative; <see langword="null"/> where nobody can know.</value>
    TimeSpan? RetryAfter { get; }
}
