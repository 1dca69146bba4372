namespace Gexia.Tests.Support;

/// <summary>Tests that redirect streams as a shell does; skipped where there is none.</summary>
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "needs a Unix shell" : null;
}

/// <summary>A test that needs a Unix shell; skipped where there is none.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "needs a Unix shell" : null;
}
