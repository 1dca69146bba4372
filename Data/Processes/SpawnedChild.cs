using System.ComponentModel;
using System.IO.Pipes;

namespace Gexia.Data.Processes;

/// <summary>A child of Linux's <c>posix_spawn</c>, which puts it into a process group of its own before its program begins.</summary>
/// <remarks>The framework's <see cref="System.Diagnostics.Process"/> leaves children in the group of their parent, and a group that is
/// changed after the start would leave a moment in which a signal reaches the child.</remarks>
internal sealed class SpawnedChild : ChildProcess
{
    private readonly AnonymousPipeServerStream input, output, messages;
    private readonly Lock gate = new();
    private readonly int id;
    private ChildExit? exit;

    public SpawnedChild(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var low = new List<IDisposable>();
        var pipes = new List<AnonymousPipeServerStream>();
        try
        {
            foreach (var direction in (PipeDirection[])[PipeDirection.Out, PipeDirection.In, PipeDirection.In])
                pipes.Add(Pipe(direction, low));
            (input, output, messages) = (pipes[0], pipes[1], pipes[2]);
            id = Spawn.Run(
                program, [program, .. arguments], [.. environment.Select(variable => $"{variable.Key}={variable.Value}")],
                [.. pipes.Select(Theirs)]);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            foreach (var pipe in pipes) pipe.Dispose();
            throw new ChildStartException(program, error);
        }
        finally
        {
            foreach (var pipe in low) pipe.Dispose();
        }
        foreach (var pipe in pipes) pipe.DisposeLocalCopyOfClientHandle();
    }

    /// <summary>Whether this system has what it takes.</summary>
    public static bool IsPossible { get; } = OperatingSystem.IsLinux() && Spawn.IsThere();

    public override Stream Input => input;

    public override Stream Output => output;

    public override Stream Messages => messages;

    public override ChildExit Wait()
    {
        Spawn.AwaitEnd(id);                                 // leaves the process's number taken, so that a late Kill meets no stranger
        lock (gate) return exit ??= Spawn.Reap(id);
    }

    public override void Kill()
    {
        lock (gate)
            if (exit is null) Spawn.KillGroup(id);
    }

    public override void Dispose()
    {
        Kill();
        Wait();
        foreach (var pipe in (Stream[])[input, output, messages])
        {
            try { pipe.Dispose(); }
            catch (IOException) { } // what could not be written any more
        }
    }

    private static int Theirs(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    // A program that was started with closed streams gets descriptors 0 to 2 for its pipes, which the child's streams would overwrite.
    private static AnonymousPipeServerStream Pipe(PipeDirection direction, List<IDisposable> low)
    {
        while (true)
        {
            var pipe = new AnonymousPipeServerStream(direction, HandleInheritability.None);
            if (Theirs(pipe) > 2 && pipe.SafePipeHandle.DangerousGetHandle() > 2) return pipe;
            low.Add(pipe);
        }
    }
}
