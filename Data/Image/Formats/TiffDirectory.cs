using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>The first directory of a TIFF file (or BigTIFF, whose offsets have 64 bits): numbers by tag.</summary>
internal sealed class TiffDirectory
{
    private const int MostEntries = 4096;

    private readonly PictureSource source;
    private readonly bool isBigEndian, isBig;
    private readonly Dictionary<int, (int Type, ulong Count, long Offset, long Entry)> entries = [];

    public TiffDirectory(PictureSource source)
    {
        this.source = source;
        this.isBigEndian = source.Bytes[0] == 'M';
        this.isBig = Half(2) == 43;
        var at = this.isBig ? Long(8) : Word(4);
        var count = this.isBig ? Long(at) : Half(at);
        if (count is < 1 or > MostEntries) throw source.Damaged(at, $"its directory has {count} entries");
        at += this.isBig ? 8 : 2;
        var (bytes, inline) = this.isBig ? (20, 8) : (12, 4);
        source.Slice(at, count * bytes, "its directory");
        for (var i = 0; i < count; i++, at += bytes)
        {
            var (tag, type, values) = (Half(at), Half(at + 2), this.isBig ? (ulong)Long(at + 4) : (ulong)Word(at + 4));
            var field = at + bytes - inline;
            var size = SizeOf(type);
            if (size == 0) continue;
            var place = values <= (ulong)(inline / size) ? field : this.isBig ? Long(field) : Word(field);
            this.entries.TryAdd(tag, (type, values, place, at));
        }
    }

    /// <summary>One number; the given one where the tag is absent.</summary>
    public long Number(int tag, long absent) => Numbers(tag, most: 1) is [var value, ..] ? value : absent;

    /// <summary>The numbers of a tag; empty where it is absent or holds no whole numbers.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="most">How many are wanted at most.</param>
    /// <exception cref="ImageException">They reach beyond the end of the file.</exception>
    public long[] Numbers(int tag, long most = long.MaxValue)
    {
        if (!this.entries.TryGetValue(tag, out var entry) || entry.Type is not (1 or 3 or 4 or 16)) return [];
        var (count, size) = ((long)Math.Min(entry.Count, (ulong)Math.Min(most, int.MaxValue)), SizeOf(entry.Type));
        this.source.Slice(entry.Offset, count * size, $"the values of tag {tag}");
        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            var at = entry.Offset + ((long)i * size);
            numbers[i] = entry.Type switch { 1 => this.source.Bytes[at], 3 => Half(at), 4 => Word(at), _ => Long(at) };
        }
        return numbers;
    }

    /// <summary>Whether numbers begin with their high byte.</summary>
    public bool IsBigEndian => this.isBigEndian;

    /// <summary>
    /// The file with a directory of its own that holds only some entries, as they are or with other numbers, and no second picture.
    /// </summary>
    /// <param name="kept">Tags that stay where they are there.</param>
    /// <param name="changed">Tags with one number each that replace or complete them.</param>
    public byte[] With(ReadOnlySpan<int> kept, IReadOnlyDictionary<int, int> changed)
    {
        var tags = new SortedSet<int>(changed.Keys);
        foreach (var tag in kept)
            if (this.entries.ContainsKey(tag)) tags.Add(tag);
        var (bytes, inline) = this.isBig ? (20, 8) : (12, 4);
        var start = (this.source.Length + 7) / 8 * 8;
        var file = new byte[start + 8 + (tags.Count * bytes) + 8];
        this.source.Bytes.CopyTo(file, 0);
        Put(file, this.isBig ? 8 : 4, start, inline);
        Put(file, start, tags.Count, this.isBig ? 8 : 2);
        var at = start + (this.isBig ? 8 : 2);
        foreach (var tag in tags)
        {
            if (changed.TryGetValue(tag, out var number))
            {
                Put(file, at, tag, 2);
                var isShort = number <= ushort.MaxValue;
                Put(file, at + 2, isShort ? 3 : 4, 2);
                Put(file, at + 4, 1, inline);
                Put(file, at + 4 + inline, number, isShort ? 2 : 4);
            }
            else this.source.Bytes.AsSpan((int)this.entries[tag].Entry, bytes).CopyTo(file.AsSpan(at));
            at += bytes;
        }
        return file;
    }

    private void Put(byte[] file, int at, long value, int bytes)
    {
        for (var i = 0; i < bytes; i++) file[at + (this.isBigEndian ? bytes - 1 - i : i)] = (byte)(value >> (8 * i));
    }

    private static int SizeOf(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    private int Half(long at)
    {
        var bytes = this.source.Slice(at, 2, "its directory");
        return this.isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private long Word(long at)
    {
        var bytes = this.source.Slice(at, 4, "its directory");
        return this.isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private long Long(long at)
    {
        var bytes = this.source.Slice(at, 8, "its directory");
        var value = this.isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return (long)Math.Min(value, long.MaxValue / 2);
    }
}
