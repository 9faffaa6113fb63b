namespace Fallacies.Resilience;

/// <summary>Settings of a <see cref="RetryBudget"/>.</summary>
/// <remarks>The defaults are those of gRPC's retry throttling (gRFC A6, "Throttling Retry Attempts and Hedged RPCs").</remarks>
public sealed class RetryBudgetOptions
{
    /// <summary>Gets the retry quota of the AWS SDKs' standard mode of 2026: 500 tokens, 14 for a retry, 5 for a retry of a throttled call, 1 for a success, the cost back for a retry that helped.</summary>
    /// <value>A new instance each time.</value>
    /// <remarks>
    /// Unsafe with many small processes: each brings 500 tokens of its own, so a hundred of them may send 3,500 retries into an
    /// outage before the first is denied. Source: aws-sdk-go-v2#3400.
    /// </remarks>
    public static RetryBudgetOptions AwsStandard2026 => new()
    {
        MaxTokens = 500,
        TokenRatio = 1,
        FailureCost = 14,
        ThrottledCost = 5,
        Reserve = 0,
        ChargeDenied = false,
        RefundRetries = true,
    };

    /// <summary>Gets or sets how many tokens the bucket holds; it starts full.</summary>
    /// <value>From 1 to 1,000; the default is 10.</value>
    [Between(1, 1000)]
    public int MaxTokens { get; set; } = 10;

    /// <summary>Gets or sets the tokens that a success pays in.</summary>
    /// <value>From 0.001 to 1, in thousandths; the default is 0.1: one retry for ten successes.</value>
    [Between(0.001, 1.0)]
    public double TokenRatio { get; set; } = 0.1;

    /// <summary>Gets or sets the tokens that a failure takes.</summary>
    /// <value>From 0.001 to 1,000, in thousandths; the default is 1.</value>
    [Between(0.001, 1000.0)]
    public double FailureCost { get; set; } = 1;

    /// <summary>Gets or sets the tokens that a failure takes when the callee said that it throttles.</summary>
    /// <value>From 0.001 to 1,000, in thousandths; the default is 1, the same as any failure.</value>
    [Between(0.001, 1000.0)]
    public double ThrottledCost { get; set; } = 1;

    /// <summary>Gets or sets the share of the bucket that retries may not touch: one is granted only while more than this is left after its cost.</summary>
    /// <value>From 0 to 0.9; the default is 0.5. At 0 a retry is granted while its cost can be paid.</value>
    [Between(0.0, 0.9)]
    public double Reserve { get; set; } = 0.5;

    /// <summary>Gets or sets whether a failure takes its tokens also when its retry is denied.</summary>
    /// <value>The default is <see langword="true"/>, as in gRPC: an outage empties the bucket, and retries return some successes after its end.</value>
    public bool ChargeDenied { get; set; } = true;

    /// <summary>Gets or sets whether a retry that succeeds gets its cost back, when that is more than <see cref="TokenRatio"/>.</summary>
    /// <value>The default is <see langword="false"/>, as in gRPC. When <see langword="true"/>, only retries that fail are paid for.</value>
    public bool RefundRetries { get; set; }

    /// <summary>Gets or sets whether hedged attempts are paid from the bucket too.</summary>
    /// <value>The default is <see langword="true"/>. When <see langword="false"/>, hedging is neither limited nor charged.</value>
    public bool CountHedges { get; set; } = true;
}
