using System.Security.Cryptography;
using Gexia.Io;

namespace Gexia.Cli.Pull;

/// <summary>
/// Brings one file over HTTP: goes on where an earlier attempt was cut, and lets the file appear under its name only when its SHA-256
/// is the one that was asked for.
/// </summary>
/// <param name="server">Answers.</param>
/// <param name="limits">What that may cost.</param>
/// <param name="progress">Is told bytes so far and bytes in all (0 when unknown).</param>
internal sealed class Download(FileServer server, PullLimits limits, Action<long, long> progress)
{
    /// <summary>What is called a part until its hash is right.</summary>
    public const string PartSuffix = ".part";

    /// <summary>Brings a file that is not there yet.</summary>
    /// <exception cref="CommandException">The server refuses, keeps breaking off, or sends something else; or another process
    /// brings the file.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task Bring(Uri url, string path, string sha256, CancellationToken cancellation)
    {
        var part = path + PartSuffix;
        var file = OpenPart(part);
        try
        {
            await BringInto(file, url, sha256, cancellation);
            DurableFile.Flush(file);
            if (OperatingSystem.IsWindows()) await file.DisposeAsync();     // an open file cannot be renamed there
            File.Move(part, path, overwrite: true);
            DurableFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            // Nothing came, or nothing of worth: no empty file stays. Removed while it is held where that can be, so never another's.
            var isEmpty = file.CanWrite && file.Length == 0;
            if (isEmpty && OperatingSystem.IsWindows()) await file.DisposeAsync();
            if (isEmpty) File.Delete(part);
            throw;
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    /// <summary>SHA-256 of a file, hexadecimal.</summary>
    public static async Task<string> HashOf(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return await HashOf(file, cancellation);
    }

    private static async Task<string> HashOf(FileStream file, CancellationToken cancellation)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    /// <summary>Opens the part for this process alone.</summary>
    private static FileStream OpenPart(string part)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(part))!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CommandException.BadInput(
                $"pull: the folder {folder} cannot be made ({error.Message.TrimEnd('.')}). Set GEXIA_HOME to a folder for models.");
        }
        if (File.Exists(part) && InputFile.Problem(part) is { } problem) throw CommandException.BadInput($"pull: {part}: {problem}.");
        try
        {
            return new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        }
        catch (IOException error) when (File.Exists(part))
        {
            throw CommandException.BadInput(
                $"pull: {part} is in use ({error.Message.TrimEnd('.')}): another process is bringing this file. "
                + $"Wait for it, then try again.");
        }
    }

    private async Task BringInto(FileStream file, Uri url, string sha256, CancellationToken cancellation)
    {
        for (var isContinued = file.Length > 0; ; isContinued = false)
        {
            await Complete(file, url, cancellation);
            var found = await HashOf(file, cancellation);
            if (found == sha256) return;
            file.SetLength(0);
            // What an earlier process left may have been the start of another file: once more, from the first byte.
            if (!isContinued)
                throw CommandException.BadInput($"pull: {Address.Shown(url)} has SHA-256 {found}, not {sha256}. Nothing was kept.");
        }
    }

    private async Task Complete(FileStream file, Uri url, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await server.Continue(url, file, progress, cancellation);
                return;
            }
            catch (InterruptedDownloadException error)
            {
                if (attempt == limits.Attempts)
                    throw CommandException.BadInput(
                        $"pull: {Address.Shown(url)} broke off {attempt} times ({error.Message.TrimEnd('.')}). "
                        + $"{(file.Length > 0 ? "What came so far is kept; try" : "Try")} again later.");
                await Task.Delay(limits.Pause * attempt, limits.Clock, cancellation);
            }
        }
    }
}
