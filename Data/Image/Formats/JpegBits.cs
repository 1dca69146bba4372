namespace Gexia.Data.Image.Formats;

/// <summary>
/// The bits of a JPEG scan up to the next marker, which they cannot pass. A zero byte behind 0xFF is no data (ITU-T T.81, B.1.1.5).
/// </summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int start)
{
    private readonly ReadOnlySpan<byte> data = data;
    private ulong bits;
    private int held;

    /// <summary>Where the next byte lies that was not taken yet.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Whether more bits were asked for than there are before the next marker.</summary>
    public bool Ended { get; private set; }

    /// <summary>The next bits as a number, 0 to 16 of them; zeros behind the end.</summary>
    public int Take(int count)
    {
        if (held < count) Fill(count);
        held -= count;
        return (int)(bits >> held) & ((1 << count) - 1);
    }

    /// <summary>The next 16 bits, which stay; zeros behind the end.</summary>
    public int Peek16()
    {
        if (held < 16) Fill(0);
        return held >= 16 ? (int)(bits >> (held - 16)) & 0xFFFF : (int)(bits << (16 - held)) & 0xFFFF;
    }

    /// <summary>Drops bits that were looked at.</summary>
    public void Skip(int count)
    {
        if (held < count) Fill(count);
        held -= count;
    }

    /// <summary>Drops what is left before the next marker and, if it is a restart marker, passes it.</summary>
    /// <returns>Whether it was one.</returns>
    public bool Restart()
    {
        var at = NextMarker(data, Position);
        (bits, held, Ended) = (0, 0, false);
        Position = at;
        if (at >= data.Length - 1 || data[at + 1] is < 0xD0 or > 0xD7) return false;
        Position = at + 2;
        return true;
    }

    /// <summary>The place of the next marker's 0xFF from a position on; the end of the data without one.</summary>
    public static int NextMarker(ReadOnlySpan<byte> data, int at)
    {
        for (; at < data.Length - 1; at++)
        {
            var found = data[at..].IndexOf((byte)0xFF);
            if (found < 0) return data.Length;
            at += found;
            if (at < data.Length - 1 && data[at + 1] is not (0 or 0xFF)) return at;
        }
        return data.Length;
    }

    private void Fill(int needed)
    {
        while (held <= 48)
        {
            if (Position >= data.Length || (data[Position] == 0xFF && (Position + 1 >= data.Length || data[Position + 1] != 0)))
            {
                // Fill bytes may stand before a marker.
                if (Position + 1 < data.Length && data[Position] == 0xFF && data[Position + 1] == 0xFF)
                {
                    Position++;
                    continue;
                }
                if (held >= needed) return;
                Ended = true;
                (bits, held) = (bits << 32, held + 32);     // zeros
                return;
            }
            bits = bits << 8 | data[Position];
            held += 8;
            Position += data[Position] == 0xFF ? 2 : 1;
        }
    }
}
