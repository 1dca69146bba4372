using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Gexia.Data.Datasets;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>Pairs of one granularity as bytes, for files that this program writes and reads again itself.</summary>
/// <remarks>
/// A pair is: line, number of segments · 4 + 2 (the place in the source is the clip's) + 1 (the source is the first video), the segments
/// (video, start, end), source and place where they differ, text. Whole numbers have seven bits a byte, texts are UTF-8 behind their
/// length, times are little-endian float64.
/// </remarks>
internal static class PairRecords
{
    private const int LongestNumber = 5;

    /// <summary>Appends a pair.</summary>
    public static void Write(IBufferWriter<byte> to, Pair pair)
    {
        var (first, last) = (pair.Clip[0], pair.Clip[^1]);
        var ownSource = pair.Source == first.Video;
        var ownPlace = pair.Start.Equals(first.Start) && pair.End.Equals(last.End);
        Write(to, first.Line);
        Write(to, (pair.Clip.Count << 2) | (ownPlace ? 2 : 0) | (ownSource ? 1 : 0));
        foreach (var segment in pair.Clip)
        {
            Write(to, segment.Video);
            Write(to, segment.Start);
            Write(to, segment.End);
        }
        if (!ownSource) Write(to, pair.Source);
        if (!ownPlace)
        {
            Write(to, pair.Start);
            Write(to, pair.End);
        }
        Write(to, pair.Text);
    }

    /// <summary>Takes the next pair off the front.</summary>
    /// <param name="from">What is left afterwards.</param>
    /// <param name="number">The pair's number.</param>
    /// <param name="before">Added to the number of its line.</param>
    /// <param name="granularity">What kind of pair it is.</param>
    public static Pair Read(ref ReadOnlySpan<byte> from, long number, int before, Granularity granularity)
    {
        var line = before + ReadNumber(ref from);
        var head = ReadNumber(ref from);
        var clip = new ClipSegment[head >> 2];
        for (var i = 0; i < clip.Length; i++)
            clip[i] = new ClipSegment(ReadText(ref from), ReadTime(ref from), ReadTime(ref from)) { Line = line };
        var source = (head & 1) != 0 ? clip[0].Video : ReadText(ref from);
        var (start, end) = (head & 2) != 0 ? (clip[0].Start, clip[^1].End) : (ReadTime(ref from), ReadTime(ref from));
        return new Pair(number, clip, ReadText(ref from), source, start, end, granularity);
    }

    /// <summary>Appends a pair that cannot be used.</summary>
    public static void Write(IBufferWriter<byte> to, BadPair bad)
    {
        Write(to, bad.Line);
        Write(to, bad.Video);
        Write(to, bad.Reason);
    }

    /// <summary>Takes the next pair that cannot be used off the front.</summary>
    /// <param name="from">What is left afterwards.</param>
    /// <param name="before">Added to the number of its line.</param>
    public static BadPair ReadBad(ref ReadOnlySpan<byte> from, int before) =>
        new(before + ReadNumber(ref from), ReadText(ref from), ReadText(ref from));

    private static void Write(IBufferWriter<byte> to, int number)
    {
        var bytes = to.GetSpan(LongestNumber);
        var count = 0;
        for (var rest = (uint)number; ; rest >>= 7)
        {
            bytes[count++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80) break;
        }
        to.Advance(count);
    }

    private static void Write(IBufferWriter<byte> to, double time)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(to.GetSpan(sizeof(double)), time);
        to.Advance(sizeof(double));
    }

    private static void Write(IBufferWriter<byte> to, string text)
    {
        Write(to, Encoding.UTF8.GetByteCount(text));
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> from)
    {
        var number = 0u;
        for (var i = 0; ; i++)
        {
            number |= (from[i] & 0x7Fu) << (7 * i);
            if (from[i] >= 0x80) continue;
            from = from[(i + 1)..];
            return (int)number;
        }
    }

    private static double ReadTime(ref ReadOnlySpan<byte> from)
    {
        var time = BinaryPrimitives.ReadDoubleLittleEndian(from);
        from = from[sizeof(double)..];
        return time;
    }

    private static string ReadText(ref ReadOnlySpan<byte> from)
    {
        var length = ReadNumber(ref from);
        var text = Encoding.UTF8.GetString(from[..length]);
        from = from[length..];
        return text;
    }
}
