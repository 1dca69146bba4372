using System.Collections;

namespace Gexia.Data.Processes;

/// <summary>
/// A program that runs beside this one, with pipes to its three streams. On Linux and Windows it has a process group of its own from its
/// first moment, so that Ctrl-C at a terminal reaches only this program, which then decides about its children.
/// </summary>
/// <remarks>
/// When this program is killed, nobody ends the child: it ends by itself when it next writes to a pipe that nobody reads, or finds its
/// input closed. Ending of children with their parent (Linux's PR_SET_PDEATHSIG) would need code of ours that runs in the child.
/// </remarks>
internal abstract class ChildProcess : IDisposable
{
    /// <summary>What the child reads.</summary>
    public abstract Stream Input { get; }

    /// <summary>What it writes.</summary>
    public abstract Stream Output { get; }

    /// <summary>Its messages.</summary>
    public abstract Stream Messages { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">One entry an argument, without the program's name.</param>
    /// <param name="environment">Variables that differ from those of this program; null takes one away.</param>
    /// <exception cref="ChildStartException">It could not be started.</exception>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, params IReadOnlyList<(string Name, string? Value)> environment)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        foreach (var (name, value) in environment)
        {
            if (value is null) variables.Remove(name);
            else variables[name] = value;
        }
        return SpawnedChild.IsPossible
            ? new SpawnedChild(program, arguments, variables)
            : new FrameworkChild(program, arguments, variables);
    }

    /// <summary>Waits for the end. Several threads may.</summary>
    public abstract ChildExit Wait();

    /// <summary>Ends it at once with all its children, unless it has ended.</summary>
    public abstract void Kill();

    /// <summary>Ends it, waits for the end, and closes the pipes.</summary>
    public abstract void Dispose();
}
