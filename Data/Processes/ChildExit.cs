namespace Gexia.Data.Processes;

/// <summary>How a child process ended.</summary>
/// <param name="Code">Its exit code; 0 when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 for none.</param>
internal readonly record struct ChildExit(int Code, int Signal)
{
    // SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS (the numbers of Linux)
    private static readonly int[] faults = [4, 5, 6, 7, 8, 11, 31];

    /// <summary>
    /// Whether somebody ended it: a person, the shutdown, the system for want of memory. A fault of its own is something else.
    /// </summary>
    public bool WasKilled => Signal != 0 && !faults.Contains(Signal);

    /// <summary>Code and signal in one number, as shells have it.</summary>
    public int Status => Signal != 0 ? 128 + Signal : Code;
}
