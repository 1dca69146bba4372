using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>
/// The segments of a JPEG file: its scans are known to be whole before the picture is decoded, and EXIF says how it is turned.
/// </summary>
/// <remarks>
/// libjpeg and ImageSharp take scans that end early for grey; here such a file is refused, and every coefficient must be given to its last
/// bit. The end marker may be missing where one scan holds the whole picture; where there may be more scans it may not, as in Pillow. The
/// decoder gets the file without its metadata, and with a mark that says that its three colours are red, green and blue:
/// <see cref="JpegColor"/> does the rest.
/// </remarks>
internal sealed class JpegFile
{
    private const byte EndMarker = 0xD9, StartOfScan = 0xDA, Tables = 0xC4, Interval = 0xDD;
    private const byte App0 = 0xE0, App1 = 0xE1, App14 = 0xEE, App15 = 0xEF, Comment = 0xFE;

    private readonly PictureSource source;
    private readonly JpegTables tables = new();
    private JpegComponent[] components = [];
    private (int Columns, int Rows) units;
    private readonly List<Range> metadata = [];
    private bool isProgressive, hasExif, isJfif;
    private byte? adobe;
    private int restartInterval, end;
    private Orientation orientation = Orientation.Upright;

    private JpegFile(PictureSource source) => this.source = source;

    /// <summary>The picture, turned upright.</summary>
    public static RgbImage Decode(PictureSource source)
    {
        var file = new JpegFile(source);
        file.end = file.Follow();
        var image = PictureDecoding.Rgb(PictureFormat.Jpeg, file.Plain(), source);
        if (file.components.Length == 3) JpegColor.Convert(image, file.components, file.IsYCbCr, source);
        return file.orientation.Apply(image);
    }

    private bool IsComplete =>
        this.components.Length > 0 && Array.TrueForAll(this.components, component => component.Given == ulong.MaxValue);

    /// <summary>Whether three colours are Y, Cb and Cr, as libjpeg tells them: by JFIF, by Adobe's mark, by their names.</summary>
    private bool IsYCbCr => this.isJfif || (this.adobe is { } transform ? transform != 0
        : !(this.components[0].Id == 'R' && this.components[1].Id == 'G' && this.components[2].Id == 'B'));

    /// <summary>
    /// The picture alone, without metadata, with an end mark and with Adobe's: of three colours always the one for red, green and blue.
    /// </summary>
    private byte[] Plain()
    {
        var plain = new MemoryStream(this.source.Length + 32);
        plain.Write([0xFF, 0xD8]);
        if (this.components.Length == 3 || this.adobe is not null)
        {
            plain.Write([0xFF, App14, 0, 14]);
            plain.Write("Adobe\0"u8);
            plain.Write([100, 0, 0, 0, 0, this.components.Length == 3 ? (byte)0 : this.adobe!.Value]);
        }
        var from = 2;
        foreach (var part in this.metadata)
        {
            plain.Write(this.source.Bytes.AsSpan(from, part.Start.Value - from));
            from = part.End.Value;
        }
        plain.Write(this.source.Bytes.AsSpan(from, this.end - from));
        plain.Write([0xFF, EndMarker]);
        return plain.ToArray();
    }

    /// <summary>Walks over all segments.</summary>
    /// <returns>The place of the end marker, or the length of the file.</returns>
    private int Follow()
    {
        const string What = "its segments";
        for (var at = 2; ;)
        {
            this.source.Check();
            // Bytes that belong to nothing may lie before a marker; readers pass them.
            at = JpegBits.NextMarker(this.source.Bytes, at);
            if (at >= this.source.Length - 1)
            {
                if (!this.isProgressive && IsComplete) return this.source.Length;
                throw this.source.Damaged(
                    this.source.Length, $"the file ends before its {(this.components.Length > 0 ? "last scan" : "picture")}");
            }
            var marker = this.source.Bytes[at + 1];
            at += 2;
            if (marker == EndMarker)
            {
                return IsComplete ? at - 2 : throw this.source.Damaged(at - 2, "a scan is missing: not all of its picture is there");
            }
            if (marker is 1 or (>= 0xD0 and <= 0xD8)) continue;       // they have no length
            var length = BinaryPrimitives.ReadUInt16BigEndian(this.source.Slice(at, 2, What));
            if (length < 2) throw this.source.Damaged(at, $"a segment of {length} bytes does not exist");
            var body = this.source.Slice(at + 2, length - 2, What);
            if (marker is (>= App0 and <= App15) or Comment) this.metadata.Add((at - 2)..(at + length));
            switch (marker)
            {
                case App0 when body.Length >= 5 && body.StartsWith("JFIF\0"u8):
                    this.isJfif = true;
                    break;
                case App14 when body.Length >= 12 && body.StartsWith("Adobe"u8):
                    this.adobe = body[11];
                    break;
                case Tables:
                    if (!this.tables.Take(body)) throw this.source.Damaged(at, "a Huffman table is damaged");
                    break;
                case Interval when body.Length >= 2:
                    this.restartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
                    break;
                case App1 when !this.hasExif && body.StartsWith("Exif\0"u8):
                    (this.orientation, this.hasExif) = (Exif.OrientationOf(body), true);
                    break;
                case 0xC0 or 0xC1 or 0xC2:
                    TakeFrame(body, at, marker == 0xC2);
                    break;
                case >= 0xC3 and <= 0xCF and not (0xC8 or 0xCC):
                    throw this.source.Damaged(
                        at - 2, $"JPEG of kind SOF{marker - 0xC0} (lossless, hierarchical or with arithmetic coding) is not read");
                case StartOfScan:
                    at = ScanOf(body, at).Follow(this.source, at + length);
                    continue;
            }
            at += length;
        }
    }

    private void TakeFrame(ReadOnlySpan<byte> body, int at, bool isProgressive)
    {
        if (this.components.Length > 0) throw this.source.Damaged(at, "a second frame header");
        if (body.Length < 6 || body[5] is < 1 or > 4 || body.Length != 6 + (3 * body[5]))
            throw this.source.Damaged(at, "its frame header is damaged");
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
        this.source.Require(width, height);
        var (most, mostRows) = (0, 0);
        for (var i = 0; i < body[5]; i++)
        {
            var sampling = body[7 + (3 * i)];
            if (sampling >> 4 is < 1 or > 4 || (sampling & 15) is < 1 or > 4) throw this.source.Damaged(at, "its frame header is damaged");
            (most, mostRows) = (Math.Max(most, sampling >> 4), Math.Max(mostRows, sampling & 15));
        }
        static int Share(int whole, int part, int of) => (((whole * part) + of - 1) / of + 7) / 8;
        this.components = new JpegComponent[body[5]];
        for (var i = 0; i < this.components.Length; i++)
        {
            var (h, v) = (body[7 + (3 * i)] >> 4, body[7 + (3 * i)] & 15);
            if (most % h != 0 || mostRows % v != 0)
                throw this.source.Damaged(at, "colours stored at a size that is no whole part of the picture's are not read");
            this.components[i] = new JpegComponent(body[6 + (3 * i)], h, v, Share(width, h, most), Share(height, v, mostRows));
        }
        this.units = ((width + (8 * most) - 1) / (8 * most), (height + (8 * mostRows) - 1) / (8 * mostRows));
        this.isProgressive = isProgressive;
    }

    private JpegScan ScanOf(ReadOnlySpan<byte> body, int at)
    {
        if (this.components.Length == 0) throw this.source.Damaged(at, "a scan comes before the frame header");
        if (body.Length < 1 || body[0] is < 1 or > 4 || body.Length != 4 + (2 * body[0]))
            throw this.source.Damaged(at, "a scan's header is damaged");
        var band = (Start: (int)body[^3], End: (int)body[^2], High: body[^1] >> 4, Low: body[^1] & 15);
        if (this.isProgressive
            && (band.Start > band.End || band.End > 63 || (band.Start == 0) != (band.End == 0) || (band.Start > 0 && body[0] > 1)))
            throw this.source.Damaged(at, $"a scan of coefficients {band.Start} to {band.End} does not exist");
        var parts = new (JpegComponent, JpegHuffman?, JpegHuffman?)[body[0]];
        for (var i = 0; i < parts.Length; i++)
        {
            var id = body[1 + (2 * i)];
            var component = Array.Find(this.components, component => component.Id == id)
                ?? throw this.source.Damaged(at, $"a scan names colour {id}, which does not exist");
            var (first, others) = (body[2 + (2 * i)] >> 4, body[2 + (2 * i)] & 15);
            if (first > 3 || others > 3) throw this.source.Damaged(at, "a scan's header is damaged");
            var (needsDc, needsAc) = this.isProgressive ? (band.Start == 0 && band.High == 0, band.Start > 0) : (true, true);
            if ((needsDc && this.tables.Dc[first] is null) || (needsAc && this.tables.Ac[others] is null))
                throw this.source.Damaged(at, "a scan's Huffman table is missing");
            if (needsAc && this.isProgressive) component.NonZero ??= new ulong[component.Columns * component.Rows];
            parts[i] = (component, this.tables.Dc[first], this.tables.Ac[others]);
            if (!this.isProgressive) component.Given = ulong.MaxValue;
            else if (band.Low == 0) component.Given |= ulong.MaxValue << band.Start & ulong.MaxValue >> (63 - band.End);
        }
        return new JpegScan
        {
            Parts = parts, IsProgressive = this.isProgressive, Band = band, RestartInterval = this.restartInterval, Units = this.units
        };
    }
}
