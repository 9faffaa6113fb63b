namespace Fallacies.Analyzers.Knowledge;

/// <summary>What a project is for; rules say in which kinds they speak.</summary>
internal enum ProjectKind
{
    /// <summary>A library: it does not decide how it is hosted.</summary>
    Library,

    /// <summary>An executable that serves requests: ASP.NET Core, generic host, Functions, Orleans.</summary>
    Service,

    /// <summary>An executable without a host: it ends by itself.</summary>
    Tool,

    /// <summary>A test project.</summary>
    Test,
}
