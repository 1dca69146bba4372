using Gexia.Data.Image;

namespace Gexia.Search.Windows;

/// <summary>
/// Frames of one size, put aside one by one: in memory up to a number of bytes, then in a temporary file that has no name.
/// </summary>
/// <param name="memory">Bytes of memory.</param>
internal sealed class FrameSpool(long memory) : IDisposable
{
    private readonly List<byte[]> held = [];
    private FileStream? file;
    private long bytes;

    /// <summary>Frames that were put aside.</summary>
    public int Count { get; private set; }

    /// <summary>Whether some are in the file.</summary>
    public bool IsOnDisk => file is not null;

    private int Width { get; set; }

    private int Height { get; set; }

    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Add(RgbImage frame)
    {
        if (Count == 0) (Width, Height) = (frame.Width, frame.Height);
        else if ((frame.Width, frame.Height) != (Width, Height))
        {
            throw new ArgumentException(
                $"FrameSpool: a frame of {frame.Width}x{frame.Height} among frames of {Width}x{Height}.", nameof(frame));
        }
        Count++;
        if (bytes + frame.Pixels.Length <= memory)
        {
            held.Add(frame.Pixels);
            bytes += frame.Pixels.Length;
            return;
        }
        file ??= Open();
        file.Position = (long)(Count - 1 - held.Count) * frame.Pixels.Length;
        file.Write(frame.Pixels);
    }

    /// <summary>A frame by its number, in the order in which they were put aside.</summary>
    public RgbImage this[int number]
    {
        get
        {
            if ((uint)number >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(number), $"FrameSpool: there is no frame {number} among {Count}.");
            if (number < held.Count) return new(Width, Height, held[number]);
            var pixels = new byte[3 * Width * Height];
            file!.Position = (long)(number - held.Count) * pixels.Length;
            file.ReadExactly(pixels);
            return new(Width, Height, pixels);
        }
    }

    public void Dispose() => file?.Dispose();

    // Whoever is killed leaves nothing behind: where an open file may be deleted it has no name, elsewhere the system deletes it.
    private static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"gexia-{Guid.NewGuid():N}.frames");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
