using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gexia.Io;

/// <summary>The calls of the operating system that the framework does not offer, or whose errors it does not report.</summary>
internal static partial class Posix
{
    private const int NoEntry = 2, Interrupted = 4, NotFolder = 20, Invalid = 22, TooManyLinks = 40, NotSupported = 95, ReadOnly = 0;
    private const int CurrentFolder = -100;                 // AT_FDCWD
    private const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8 | 0x10, ChangeTime = 0x80, Inode = 0x100;
    private const int OfDescriptor = 0x1000;                // AT_EMPTY_PATH
    private static readonly int closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0;

    /// <summary>What lies at a path, links followed. Never opens it.</summary>
    public static FileKind KindOf(string path)
    {
        if (!HasStat) return Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
        if (Stat(path, out var facts) is not 0 and var error)
            // opening it will say why it cannot be read
            return error is NoEntry or NotFolder or TooManyLinks ? FileKind.Missing : FileKind.Regular;
        return (facts.Mode & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0xC000 => FileKind.Socket,
            _ => FileKind.Device,
        };
    }

    /// <summary>
    /// The device on which a file or folder lies and its number there, links followed; null where there is none or
    /// the system does not tell.
    /// </summary>
    public static (ulong Device, ulong Number)? NumberOf(string path) =>
        HasStat && Stat(path, out var facts) == 0 ? facts.Place : null;

    /// <summary>
    /// When a file's content or attributes were last changed, nanoseconds since 1970, and its number on its device, links followed; null
    /// where the system does not tell.
    /// </summary>
    public static (long Changed, ulong Number)? ChangeOf(string path) =>
        HasStat && Stat(path, out var facts) == 0
            ? (unchecked((facts.ChangedSeconds * 1_000_000_000) + facts.ChangedNanoseconds), facts.Number)
            : null;

    /// <summary>User and group of a file; null where the system has none or does not tell.</summary>
    public static (uint User, uint Group)? OwnerOf(string path) =>
        HasStat && Stat(path, out var facts) == 0 ? (facts.User, facts.Group) : null;

    /// <summary>Device and number of an open file; null where the system does not tell.</summary>
    public static (ulong Device, ulong Number)? NumberOf(SafeFileHandle file) =>
        HasStat && StatX((int)file.DangerousGetHandle(), "", OfDescriptor, Inode, out var facts) == 0 ? facts.Place : null;

    /// <summary>
    /// Opens a file for reading whatever locks are on it, which the framework would respect; null where it cannot be opened.
    /// </summary>
    public static SafeFileHandle? OpenUnlocked(string path) =>
        OpenFile(path, ReadOnly | closeOnExec) is >= 0 and var descriptor ? new SafeFileHandle(descriptor, ownsHandle: true) : null;

    /// <summary>Gives a file to a user and a group.</summary>
    /// <returns>Whether the system allowed it.</returns>
    public static bool GiveTo(string path, uint user, uint group)
    {
        try { return Chown(path, user, group) == 0; }
        catch (Exception error) when (IsAbsent(error)) { return false; }
    }

    /// <summary>Waits until the content of an open file is on the disk.</summary>
    /// <param name="descriptor">The open file.</param>
    /// <param name="path">For the message.</param>
    /// <exception cref="IOException">The disk reports an error; what was written may be lost.</exception>
    public static void Sync(nint descriptor, string path)
    {
        while (FSync((int)descriptor) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            if (error is Invalid or NotSupported) return;   // a pipe, or a file system that has nothing to sync
            throw new IOException($"{path}: the disk did not confirm that it was written: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>Waits until the names in a folder are on the disk. Does nothing where folders cannot be opened.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = OpenFile(folder, ReadOnly);
        if (descriptor < 0) return;                         // writable but not readable: allowed, and nothing to sync with
        try { Sync(descriptor, folder); }
        finally { _ = Close(descriptor); }
    }

    /// <returns>0, or the error's number.</returns>
    private static int Stat(string path, out Facts facts) =>
        StatX(CurrentFolder, path, 0, TypeModeAndOwner | ChangeTime | Inode, out facts) == 0 ? 0 : Marshal.GetLastPInvokeError();

    // Linux since 4.11; other systems have other structures.
    private static bool HasStat { get; } = OperatingSystem.IsLinux() && CanStat();

    private static bool CanStat()
    {
        try { return Stat("/", out _) == 0; }
        catch (Exception error) when (IsAbsent(error)) { return false; }
    }

    private static bool IsAbsent(Exception error) => error is EntryPointNotFoundException or DllNotFoundException;

    // struct statx, the same on every processor: 256 bytes, of which these are read.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Facts
    {
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public uint Group;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Number;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;

        public readonly (ulong Device, ulong Number) Place => (((ulong)DeviceMajor << 32) | DeviceMinor, Number);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Facts facts);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);
}
