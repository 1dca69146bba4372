using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gexia.Data.Processes;

/// <summary>The calls of the C library that start a process, wait for it and end it. The constants are those of Linux.</summary>
internal static unsafe partial class Spawn
{
    private const int SizeOfOpaque = 1024;                  // more than any C library's posix_spawnattr_t and the like
    private const short SetGroup = 0x02, SetDefault = 0x04;
    private const int BrokenPipe = 13, KillSignal = 9;      // SIGPIPE, SIGKILL
    private const int ById = 1, Exited = 4, LeaveIt = 0x01000000;
    private const int Interrupted = 4;

    /// <summary>Whether the C library can be called.</summary>
    public static bool IsThere()
    {
        var signals = stackalloc byte[SizeOfOpaque];
        try { return SignalsEmpty(signals) == 0; }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException) { return false; }
    }

    /// <summary>Starts a program as the leader of a new process group.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">The program's name first.</param>
    /// <param name="environment">Each as NAME=VALUE.</param>
    /// <param name="streams">Descriptors above 2 that become the child's 0, 1, 2.</param>
    /// <returns>The process's number, also its group's.</returns>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public static int Run(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, IReadOnlyList<int> streams)
    {
        byte* actions = stackalloc byte[SizeOfOpaque], attributes = stackalloc byte[SizeOfOpaque], signals = stackalloc byte[SizeOfOpaque];
        Check(ActionsInit(actions));
        Check(AttributesInit(attributes));
        nint* argv = Strings(arguments), envp = Strings(environment);
        try
        {
            for (var stream = 0; stream < streams.Count; stream++) Check(ActionsDuplicate(actions, streams[stream], stream));
            // This program ignores broken pipes, and what is ignored would stay so in the child.
            _ = SignalsEmpty(signals);
            _ = SignalsAdd(signals, BrokenPipe);
            Check(AttributesDefault(attributes, signals));
            Check(AttributesGroup(attributes, 0));
            Check(AttributesFlags(attributes, SetGroup | SetDefault));
            Check(PosixSpawn(out var id, program, actions, attributes, argv, envp));
            return id;
        }
        finally
        {
            Free(argv);
            Free(envp);
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>Waits until a child has ended, and leaves it to be reaped.</summary>
    public static void AwaitEnd(int id)
    {
        var facts = stackalloc byte[128];                   // siginfo_t
        while (WaitFor(ById, id, facts, Exited | LeaveIt) != 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
    }

    /// <summary>How a child ended; it is forgotten by the system.</summary>
    public static ChildExit Reap(int id)
    {
        int reaped, status;
        while ((reaped = WaitPid(id, out status, 0)) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        // Where the parent of this program told the system to forget children, nobody knows how they ended.
        return reaped != id ? default : (status & 0x7F) is not 0 and var signal ? new(0, signal) : new((status >> 8) & 0xFF, 0);
    }

    /// <summary>Ends a group of processes.</summary>
    public static void KillGroup(int id) => _ = Kill(-id, KillSignal);

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error);
    }

    private static nint* Strings(IReadOnlyList<string> texts)
    {
        var strings = (nint*)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(nint));
        for (var i = 0; i < texts.Count; i++) strings[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        return strings;
    }

    private static void Free(nint* strings)
    {
        for (var i = 0; strings[i] != 0; i++) Marshal.FreeCoTaskMem(strings[i]);
        NativeMemory.Free(strings);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(out int id, string program, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int ActionsDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int AttributesGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int SignalsEmpty(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int SignalsAdd(byte* signals, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitFor(int kind, int id, byte* facts, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int id, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int id, int signal);
}
