using System.Buffers.Binary;

namespace Gexia.Data.Image;

/// <summary>One picture of a PNG file, decoded but not yet drawn on the canvas.</summary>
/// <param name="Control">Where and how it is drawn; null for a picture that is no frame of an animation.</param>
/// <param name="IsDefault">Whether it came from IDAT, the picture that readers without animation show.</param>
/// <param name="Rgba">[height, width, 4].</param>
internal readonly record struct PngFrame(PngFrameControl? Control, bool IsDefault, byte[] Rgba);

/// <summary>Reads the chunks of one PNG or animated PNG in order and hands out its pictures.</summary>
internal sealed class PngReader
{
    /// <summary>A byte of deflate data yields at most 1,032 bytes (258 for two bits); the rest is slack for tiny streams.</summary>
    private const long MaxInflation = 1040;

    private readonly string _file;
    private readonly PngLimits _limits;
    private readonly MemoryStream _data = new();
    private PngPixels? _pixels;
    private PngFrameControl? _control;
    private bool _isAnimated, _isDefault, _defaultSeen, _dataEnded;
    private long _dataOffset;
    private uint _sequence;

    public PngReader(string file, PngLimits limits) => (_file, _limits) = (file, limits);

    /// <summary>The picture's header; set once the first frame was handed out.</summary>
    public PngHeader Header { get; private set; }

    /// <summary>The pictures in file order: the default picture, then the frames of the animation, if any.</summary>
    public IEnumerable<PngFrame> Frames(Stream stream)
    {
        foreach (var chunk in PngChunk.ReadAll(stream, _file, _limits))
        {
            if (_pixels is null)
            {
                Header = PngHeader.Parse(chunk, _file, _limits);
                _pixels = new PngPixels(Header, _file);
                continue;
            }

            if (chunk.Type is PngChunkType.FrameControl or PngChunkType.End && Finish() is { } frame) yield return frame;
            Take(chunk, _pixels);
        }
        if (!_defaultSeen) throw new ImageException(_file, -1, "the file has no picture data (IDAT)");
    }

    private void Take(PngChunk chunk, PngPixels pixels)
    {
        switch (chunk.Type)
        {
            case PngChunkType.Palette:
                if (_defaultSeen) throw Fault(chunk, "PLTE comes after the picture data");
                pixels.ReadPalette(chunk);
                break;
            case PngChunkType.Transparency:
                if (_defaultSeen) throw Fault(chunk, "tRNS comes after the picture data");
                pixels.ReadTransparency(chunk);
                break;
            case PngChunkType.AnimationControl:
                _isAnimated = !_defaultSeen;
                break;
            case PngChunkType.FrameControl when _isAnimated:
                var control = PngFrameControl.Parse(chunk, Header, _file);
                Expect(control.Sequence, chunk);
                if (!_defaultSeen && (control.Width != Header.Width || control.Height != Header.Height))
                    throw Fault(chunk, "the first frame does not cover the canvas");
                _control = control;
                break;
            case PngChunkType.Data:
                if (_dataEnded) throw Fault(chunk, "IDAT chunks are not consecutive");
                Append(chunk, chunk.Data);
                _defaultSeen = _isDefault = true;
                return;
            case PngChunkType.FrameData when _isAnimated:
                if (chunk.Data.Length < 4) throw Fault(chunk, "fdAT has no sequence number");
                if (_isDefault || _control is null) throw Fault(chunk, "fdAT without an fcTL before it");
                Expect(BinaryPrimitives.ReadUInt32BigEndian(chunk.Data), chunk);
                Append(chunk, chunk.Data.AsSpan(4));
                return;
            case PngChunkType.Header:
                throw Fault(chunk, "a second IHDR");
            default:
                if (char.IsAsciiLetterUpper(chunk.Type[0]) && chunk.Type != PngChunkType.End) throw Fault(chunk, $"unknown chunk {chunk.Type}, which a reader must understand");
                break;
        }
        _dataEnded = _defaultSeen;
    }

    /// <summary>The picture whose data was collected so far; null when there is none.</summary>
    private PngFrame? Finish()
    {
        if (_data.Length == 0)
            return _control is null ? null : throw new ImageException(_file, -1, "a frame of the animation has no data");
        var (width, height) = _control is { } control ? (control.Width, control.Height) : (Header.Width, Header.Height);
        if (Header.InflatedBytes(width, height) > _data.Length * MaxInflation)
            throw new ImageException(_file, _dataOffset, $"{_data.Length} bytes of data cannot hold {width}x{height} pixels");
        if (Header.Color == PngColor.Palette && !_pixels!.HasPalette) throw new ImageException(_file, _dataOffset, "PLTE is missing");

        _data.Position = 0;
        var frame = new PngFrame(_control, _isDefault, _pixels!.Decode(_data, width, height, _dataOffset));
        _data.SetLength(0);
        (_control, _isDefault, _dataEnded) = (null, false, true);
        return frame;
    }

    private void Append(PngChunk chunk, ReadOnlySpan<byte> bytes)
    {
        if (_data.Length == 0) _dataOffset = chunk.Offset;
        _data.Write(bytes);
    }

    private void Expect(uint sequence, PngChunk chunk)
    {
        if (sequence != _sequence) throw Fault(chunk, $"animation sequence number {sequence}, expected {_sequence}");
        _sequence++;
    }

    private ImageException Fault(PngChunk chunk, string reason) => new(_file, chunk.Offset, reason);
}
