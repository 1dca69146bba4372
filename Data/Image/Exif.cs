using System.Buffers.Binary;

namespace Gexia.Data.Image;

/// <summary>Reads the one thing that is wanted of EXIF data: how the picture is to be turned.</summary>
internal static class Exif
{
    private const int OrientationTag = 0x0112, Short = 3, Long = 4, EntryBytes = 12;

    private static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation that EXIF data states; upright where it states none or is damaged.</summary>
    /// <param name="data">A TIFF header and directory, with or without "Exif" and two zero bytes before it.</param>
    public static Orientation OrientationOf(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(Prefix)) data = data[Prefix.Length..];
        if (data.Length < 8) return Orientation.Upright;
        var big = data[0] == 'M' && data[1] == 'M';
        if (!big && !(data[0] == 'I' && data[1] == 'I')) return Orientation.Upright;

        var at = Word(data[4..], big);
        if (at > data.Length - 2) return Orientation.Upright;
        var entries = data[(int)at..];
        var count = Half(entries, big);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= EntryBytes; i++, entries = entries[EntryBytes..])
        {
            if (Half(entries, big) != OrientationTag) continue;
            return Half(entries[2..], big) switch
            {
                Short => new(Half(entries[8..], big)),
                Long => new((int)Math.Min(Word(entries[8..], big), int.MaxValue)),
                _ => Orientation.Upright,
            };
        }
        return Orientation.Upright;
    }

    private static ushort Half(ReadOnlySpan<byte> data, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(data) : BinaryPrimitives.ReadUInt16LittleEndian(data);

    private static uint Word(ReadOnlySpan<byte> data, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(data) : BinaryPrimitives.ReadUInt32LittleEndian(data);
}
