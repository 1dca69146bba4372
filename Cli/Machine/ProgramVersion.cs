using System.Reflection;

namespace Gexia.Cli;

/// <summary>Which version of the program runs.</summary>
internal static class ProgramVersion
{
    /// <summary>Such as 0.4.0.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";
}
