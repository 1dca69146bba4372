using System.Buffers.Binary;

namespace Gexia.Data.Image;

/// <summary>One picture of a PNG file, found but not yet decoded.</summary>
/// <param name="Control">Where and how it is drawn; null for a picture that is no frame of an animation.</param>
/// <param name="IsDefault">Whether it came from IDAT, the picture that readers without animation show.</param>
/// <param name="Decode">Decodes it into a sink; to be called before the next picture is asked for, or not at all.</param>
internal readonly record struct PngFrame(PngFrameControl? Control, bool IsDefault, Action<RowSink> Decode);

/// <summary>Reads the chunks of one PNG or animated PNG in order and hands out its pictures.</summary>
internal sealed class PngReader
{
    /// <summary>A byte of deflate data yields at most 1,032 bytes (258 for two bits); the rest is slack for tiny streams.</summary>
    private const long MaxInflation = 1040;

    private readonly string file;
    private readonly PictureLimits limits;
    private readonly PictureClock clock;
    private MemoryStream data = new();
    private PngPixels? pixels;
    private PngFrameControl? control;
    private bool isAnimated, isDefault, defaultSeen, dataEnded;
    private long dataOffset;
    private uint sequence;

    public PngReader(string file, PictureLimits limits, PictureClock clock) => (this.file, this.limits, this.clock) = (file, limits, clock);

    /// <summary>The picture's header; set once the first frame was handed out.</summary>
    public PngHeader Header { get; private set; }

    /// <summary>How the picture is to be turned, as far as the chunks up to here say.</summary>
    public Orientation Orientation { get; private set; } = Orientation.Upright;

    /// <summary>The pictures in file order: the default picture, then the frames of the animation, if any.</summary>
    public IEnumerable<PngFrame> Frames(Stream stream)
    {
        foreach (var chunk in PngChunk.ReadAll(stream, this.file, this.limits))
        {
            clock.Check(this.file);
            if (this.pixels is null)
            {
                Header = PngHeader.Parse(chunk, this.file, this.limits);
                this.pixels = new PngPixels(Header, this.file);
                continue;
            }

            if (chunk.Type is PngChunkType.FrameControl or PngChunkType.End && Finish() is { } frame) yield return frame;
            Take(chunk, this.pixels);
        }
        if (!defaultSeen) throw new ImageException(this.file, -1, "the file has no picture data (IDAT)");
    }

    private void Take(PngChunk chunk, PngPixels pixels)
    {
        switch (chunk.Type)
        {
            case PngChunkType.Palette:
                if (defaultSeen) throw Fault(chunk, "PLTE comes after the picture data");
                pixels.ReadPalette(chunk);
                break;
            case PngChunkType.Transparency:
                if (defaultSeen) throw Fault(chunk, "tRNS comes after the picture data");
                pixels.ReadTransparency(chunk);
                break;
            case PngChunkType.Exif:
                Orientation = Exif.OrientationOf(chunk.Data);
                break;
            case PngChunkType.AnimationControl:
                isAnimated = !defaultSeen;
                break;
            case PngChunkType.FrameControl when isAnimated:
                var control = PngFrameControl.Parse(chunk, Header, this.file);
                Expect(control.Sequence, chunk);
                if (!defaultSeen && (control.Width != Header.Width || control.Height != Header.Height))
                    throw Fault(chunk, "the first frame does not cover the canvas");
                this.control = control;
                break;
            case PngChunkType.Data:
                if (dataEnded) throw Fault(chunk, "IDAT chunks are not consecutive");
                Append(chunk, chunk.Data);
                defaultSeen = isDefault = true;
                return;
            case PngChunkType.FrameData when isAnimated:
                if (chunk.Data.Length < 4) throw Fault(chunk, "fdAT has no sequence number");
                if (isDefault || this.control is null) throw Fault(chunk, "fdAT without an fcTL before it");
                Expect(BinaryPrimitives.ReadUInt32BigEndian(chunk.Data), chunk);
                Append(chunk, chunk.Data.AsSpan(4));
                return;
            case PngChunkType.Header:
                throw Fault(chunk, "a second IHDR");
            default:
                if (char.IsAsciiLetterUpper(chunk.Type[0]) && chunk.Type != PngChunkType.End)
                    throw Fault(chunk, $"unknown chunk {chunk.Type}, which a reader must understand");
                break;
        }
        dataEnded = defaultSeen;
    }

    /// <summary>The picture whose data was collected so far; null when there is none.</summary>
    private PngFrame? Finish()
    {
        if (data.Length == 0)
            return this.control is null ? null : throw new ImageException(this.file, -1, "a frame of the animation has no data");
        var (width, height) = this.control is { } control ? (control.Width, control.Height) : (Header.Width, Header.Height);
        if (Header.InflatedBytes(width, height) > data.Length * MaxInflation)
            throw new ImageException(this.file, dataOffset, $"{data.Length} bytes of data cannot hold {width}x{height} pixels");
        if (Header.Color == PngColor.Palette && !this.pixels!.HasPalette)
            throw new ImageException(this.file, dataOffset, "PLTE is missing");

        data.Position = 0;
        var (offset, bytes) = (dataOffset, data);
        var frame = new PngFrame(this.control, isDefault, sink => this.pixels!.Decode(bytes, width, height, offset, clock, sink));
        (data, this.control, isDefault, dataEnded) = (new(), null, false, true);
        return frame;
    }

    private void Append(PngChunk chunk, ReadOnlySpan<byte> bytes)
    {
        if (data.Length == 0) dataOffset = chunk.Offset;
        data.Write(bytes);
    }

    private void Expect(uint sequence, PngChunk chunk)
    {
        if (sequence != this.sequence) throw Fault(chunk, $"animation sequence number {sequence}, expected {this.sequence}");
        this.sequence++;
    }

    private ImageException Fault(PngChunk chunk, string reason) => new(this.file, chunk.Offset, reason);
}
