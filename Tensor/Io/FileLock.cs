using System.Globalization;
using System.Text;

namespace Gexia.Io;

/// <summary>
/// A right that one process at a time can have, such as to write into a folder. It is a lock of the operating system on a small file that
/// names its holder; the system takes it back when the process ends, however it ends, so a file that is left behind locks nothing.
/// </summary>
/// <remarks>
/// Processes of other machines see the lock where the shared file system carries locks (NFS 4 does). Where a file system carries none,
/// as some network and user-space file systems, taking always succeeds and nothing is guarded. In a folder that cannot be written to there
/// is nothing to guard either: taking fails with the error that a write would meet.
/// </remarks>
public sealed class FileLock : IDisposable
{
    private const int LongestHolder = 512;                  // "PID MACHINE\n"
    private const int WouldBlock = 11, WouldBlockMac = 35, SharingViolation = unchecked((int)0x80070020);

    // Sharing nothing is an exclusive flock; elsewhere others must be able to read who it is.
    private static readonly FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    private readonly string path;
    private readonly FileStream file;
    private readonly (ulong, ulong)? identity;

    private FileLock(string path, FileStream file) => (this.path, this.file, identity) = (path, file, Posix.NumberOf(file.SafeFileHandle));

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <param name="path">The file; it and its folder are made when missing, and it is deleted when the lock is given back.</param>
    /// <param name="what">What it guards, for the message, such as the folder.</param>
    /// <exception cref="GexiaException">Another has it; the message names that process. Or something else lies at the path.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static FileLock Take(string path, string what) =>
        TryTake(path, what)
        ?? throw new GexiaException(
            $"{what}: {Holder(Path.GetFullPath(path))} is writing to it. Wait until that ends, or end it; its lock ends with it.");

    /// <summary>Takes the lock if nobody has it.</summary>
    /// <param name="path">As for <see cref="Take"/>.</param>
    /// <param name="what">What it guards, for the message.</param>
    /// <returns>The lock; null where another has it.</returns>
    /// <exception cref="GexiaException">Something else lies at the path.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static FileLock? TryTake(string path, string what)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            if (Posix.KindOf(path) is not (FileKind.Missing or FileKind.Regular) || new FileInfo(path).LinkTarget is not null)
                throw new GexiaException($"{path}: is no ordinary file, so it cannot be the lock of {what}. Move it away.");
            if (Open(path) is not { } file) return null;
            var taken = new FileLock(path, file);
            // Whoever had it may have deleted the file between opening and locking: then this is a lock on nothing.
            if (!taken.IsHeld)
            {
                file.Dispose();
                continue;
            }
            try
            {
                taken.WriteHolder();
                return taken;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
    }

    /// <summary>Whether the file is still the one that was locked: it is not when its folder was deleted, moved, or replaced.</summary>
    public bool IsHeld => identity is null ? File.Exists(path) : Posix.NumberOf(path) == identity;

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        try
        {
            if (!file.SafeFileHandle.IsClosed && identity is not null && IsHeld) File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays, and locks nothing.
        }
        file.Dispose();
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        }
        catch (IOException error) when (error.HResult is WouldBlock or WouldBlockMac or SharingViolation)
        {
            return null;
        }
    }

    private void WriteHolder()
    {
        if (file.Length > LongestHolder)
            throw new GexiaException($"{path}: is in the place of a lock, but was not written as one. Move it away.");
        var holder = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {Environment.MachineName}\n");
        file.Write(Encoding.UTF8.GetBytes(holder));
        file.SetLength(file.Position);
    }

    private static string Holder(string path)
    {
        try
        {
            using var stream = OperatingSystem.IsWindows() ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
                : Posix.OpenUnlocked(path) is { } handle ? new FileStream(handle, FileAccess.Read) : Stream.Null;
            var bytes = new byte[LongestHolder];
            var words = Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).TrimEnd('\n')
                .Split(' ', 2);
            if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return "another process";
            return words is [_, var machine] && machine != Environment.MachineName
                ? $"process {process} of machine {machine}"
                : $"process {process}";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
