using System.Runtime.InteropServices;

namespace Gexia.Cli.Streams;

/// <summary>
/// Reads and writes descriptors 0, 1 and 2 by the system's own calls. The framework's streams would hide that a reader has gone, and
/// would take a number that was closed at the start, and has since been given to another file, for the standard stream.
/// </summary>
internal static partial class Descriptor
{
    private const int GetDescriptorFlags = 1, CloseOnExec = 1;                              // fcntl: F_GETFD, FD_CLOEXEC
    private const nuint GetWindowSize = 0x5413;                                             // TIOCGWINSZ
    private const int Interrupted = 4, BrokenPipe = 32;
    private const int Glance = 100;                                                         // milliseconds between looks at a cancellation
    private const int AtOnce = 4096;                                                        // PIPE_BUF: a pipe that is ready takes as much
    private const short Readable = 1, Writable = 4;                                         // poll: POLLIN, POLLOUT
    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>
    /// Whether a number was handed over open when the process began. A number that was not is kept occupied, so that no file which is
    /// opened later can be read or written in its place.
    /// </summary>
    /// <remarks>
    /// What comes from outside survived exec, so it is not marked to be closed there; every file that the runtime opened for itself before
    /// the first line of this program ran is. Ask for 0, 1 and 2 in this order.
    /// </remarks>
    public static bool IsInherited(int number)
    {
        var flags = Control(number, GetDescriptorFlags);
        if (flags >= 0) return (flags & CloseOnExec) == 0;
        var taken = Open("/dev/null", 2);                                                   // O_RDWR; the lowest free number
        if (taken >= 0 && taken != number) _ = Close(taken);
        return false;
    }

    /// <summary>Reads what is there, waiting for the first byte.</summary>
    /// <returns>0 at the end.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The wait was called off.</exception>
    public static unsafe int Read(int number, Span<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            while (!Await(number, Readable, Glance)) cancellation.ThrowIfCancellationRequested();
            nint read;
            fixed (byte* start = buffer) read = Read(number, start, buffer.Length);
            if (read >= 0) return (int)read;
            if (!CanTryAgain(out var message)) throw new IOException($"standard input cannot be read: {message}.");
        }
    }

    /// <summary>Writes all of the bytes.</summary>
    /// <exception cref="OutputException">They cannot be written, or nobody reads them any more.</exception>
    /// <exception cref="OperationCanceledException">Nobody takes them, and the wait was called off.</exception>
    public static unsafe void Write(int number, ReadOnlySpan<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            while (!Await(number, Writable, Glance)) cancellation.ThrowIfCancellationRequested();
            nint written;
            fixed (byte* start = bytes) written = Write(number, start, Math.Min(bytes.Length, AtOnce));
            if (written >= 0) bytes = bytes[(int)written..];
            else if (Marshal.GetLastPInvokeError() == BrokenPipe) throw OutputException.ReaderIsGone;
            else if (!CanTryAgain(out var message)) throw new OutputException($"standard output cannot be written: {message}.");
        }
    }

    private static bool CanTryAgain(out string message)
    {
        var error = Marshal.GetLastPInvokeError();
        message = Marshal.GetPInvokeErrorMessage(error);
        return error == Interrupted || error == WouldBlock;
    }

    /// <summary>Whether a call would not have to wait, after at most so many milliseconds.</summary>
    private static unsafe bool Await(int number, short what, int milliseconds)
    {
        var wanted = new Awaited { Number = number, Events = what };
        var ready = Poll(&wanted, 1, milliseconds);
        return ready > 0 || (ready < 0 && Marshal.GetLastPInvokeError() != Interrupted);        // an error comes again from the call itself
    }

    /// <summary>Columns of the terminal behind a number; null where there is none, or where its size was never set.</summary>
    public static unsafe int? Columns(int number)
    {
        var size = default(WindowSize);
        // Asked for on Linux only: elsewhere the call has another number, or its arguments lie elsewhere.
        return OperatingSystem.IsLinux() && DeviceControl(number, GetWindowSize, &size) == 0 && size.Columns > 0 ? size.Columns : null;
    }

    private struct WindowSize
    {
        public ushort Rows, Columns, Width, Height;
    }

    private struct Awaited
    {
        public int Number;
        public short Events, Happened;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int number, int command);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int DeviceControl(int number, nuint request, WindowSize* size);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int number);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int number, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int number, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(Awaited* wanted, nuint count, int milliseconds);
}
