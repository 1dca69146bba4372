namespace Gexia.Tests.Support;

/// <summary>A test that needs a program; skipped with the reason where it is not on PATH.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program) => Skip = Environs.OnPath(program) ? null : $"needs {program} on PATH";
}
