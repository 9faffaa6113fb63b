namespace Fallacies.Resilience;

/// <summary>One call in a queue. All members but the task are used under the lock of the set.</summary>
internal sealed class Waiter : TaskCompletionSource<Admission>
{
    private readonly long _since;
    private ITimer? _timer;
    private CancellationTokenRegistration _registration;

    public Waiter(Bulkhead bulkhead, long since)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        (Bulkhead, _since) = (bulkhead, since);
        Node = new(this);
    }

    public Bulkhead Bulkhead { get; }

    /// <summary>Its place in the line.</summary>
    public LinkedListNode<Waiter> Node { get; }

    public TimeSpan Waited(TimeProvider time, long now) => time.GetElapsedTime(_since, now);

    /// <summary>Hands over what may end the wait from outside.</summary>
    public void Watch(ITimer timer, CancellationTokenRegistration registration)
    {
        (_timer, _registration) = (timer, registration);

        // A token that is cancelled just now calls back while it is registered, and the wait has ended already.
        if (Task.IsCompleted)
            Unwatch();
    }

    /// <summary>Ends the wait, once.</summary>
    public void End(Admission how)
    {
        Unwatch();
        SetResult(how);
    }

    private void Unwatch()
    {
        _timer?.Dispose();

        // Not Dispose: it would wait for a callback that itself waits for the lock held here.
        _registration.Unregister();
    }
}
