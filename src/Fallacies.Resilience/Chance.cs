namespace Fallacies.Resilience;

/// <summary>Where chance comes from unless options name another source.</summary>
internal static class Chance
{
#pragma warning disable RS0030 // The one place: everything else takes its chance from options.
    public static double Next() => Random.Shared.NextDouble();
#pragma warning restore RS0030
}
