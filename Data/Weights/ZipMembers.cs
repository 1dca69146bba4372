using Gexia.Io;
using System.IO.Compression;

namespace Gexia.Data.Weights;

/// <summary>The members of a zip archive by name. Names are keys and never paths: nothing is unpacked to the disk.</summary>
internal sealed class ZipMembers : IDisposable
{
    private readonly string path;
    private readonly BoundedReads stream;
    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> members = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Opens an archive and checks its directory.</summary>
    /// <exception cref="WeightsException">It is no zip archive, or its directory breaks a limit or names a member twice.</exception>
    public ZipMembers(string path, ZipLimits limits)
    {
        this.path = path;
        stream = new BoundedReads(InputFile.Open(path), limits.Directory, () =>
            new WeightsException(path, $"its directory has more than {limits.Directory} bytes."));
        try
        {
            archive = Guard(path, "", () => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
            var entries = Guard(path, "", () => archive.Entries);
            if (entries.Count > limits.Members)
                throw new WeightsException(path, $"holds {entries.Count} members; at most {limits.Members} are read.");
            stream.Lift();
            foreach (var entry in entries) Add(entry, limits);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All names, in the order of the directory.</summary>
    public IEnumerable<string> Names => members.Keys;

    /// <summary>Bytes of a member, unpacked; null when there is none of that name.</summary>
    public long? Length(string name) => members.TryGetValue(name, out var entry) ? entry.Length : null;

    /// <summary>Whether a member is compressed, so that its end can only be reached through its beginning.</summary>
    public bool IsPacked(string name) => members.TryGetValue(name, out var entry) && entry.CompressedLength != entry.Length;

    /// <summary>Reads a part of a member.</summary>
    /// <param name="name">The member.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="target">Filled completely.</param>
    /// <exception cref="WeightsException">There is none, or it is damaged or shorter than its directory says.</exception>
    public void Read(string name, long offset, Span<byte> target)
    {
        if (!members.TryGetValue(name, out var entry))
            throw new WeightsException(path, $"lacks the member '{WeightsException.Shorten(name)}'.");
        lock (gate)     // the archive has one stream
        {
            try
            {
                using var content = entry.Open();
                Skip(content, offset);
                var read = content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
                if (read < target.Length)
                {
                    throw new WeightsException(
                        path, $"the member '{WeightsException.Shorten(name)}' is {target.Length - read} bytes short.");
                }
            }
            catch (Exception error) when (IsDamage(error))
            {
                throw new WeightsException(
                    path, $"the member '{WeightsException.Shorten(name)}' cannot be read: {error.Message}", inner: error);
            }
        }
    }

    public void Dispose()
    {
        archive?.Dispose();
        stream.Dispose();
    }

    private void Add(ZipArchiveEntry entry, ZipLimits limits)
    {
        var shown = WeightsException.Shorten(entry.FullName);
        if (entry.Length > stream.Length && entry.Length > limits.Packed || entry.CompressedLength > stream.Length)
            throw new WeightsException(
                path, $"the member '{shown}' claims {entry.Length} bytes, {entry.CompressedLength} of them in a file of {stream.Length}.");
        if (entry.Length > entry.CompressedLength && entry.Length / limits.Ratio > entry.CompressedLength)
            throw new WeightsException(
                path, $"the member '{shown}' claims to unpack {entry.CompressedLength} bytes to {entry.Length}, more than deflate can.");
        if (!members.TryAdd(entry.FullName, entry)) throw new WeightsException(path, $"holds the member '{shown}' twice.");
    }

    private static void Skip(Stream content, long offset)
    {
        if (offset == 0) return;
        if (content.CanSeek)
        {
            content.Seek(offset, SeekOrigin.Current);
            return;
        }
        var scratch = new byte[1 << 16];
        while (offset > 0)
        {
            var read = content.Read(scratch, 0, (int)Math.Min(offset, scratch.Length));
            if (read == 0) return;
            offset -= read;
        }
    }

    private static T Guard<T>(string path, string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw new WeightsException(path, $"is no readable zip archive{what}: {error.Message}", inner: error);
        }
    }

    // What ZipArchive and DeflateStream throw at damaged input, by their documentation and by fuzzing.
    private static bool IsDamage(Exception error) =>
        error is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException
            || error is IOException and not (FileNotFoundException or DirectoryNotFoundException);
}
