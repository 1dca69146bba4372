namespace Gexia.Data.Image.Formats;

/// <summary>The bytes of one picture file with what its reading may cost.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Limits">What it may cost.</param>
/// <param name="Clock">Ends the reading.</param>
internal sealed record PictureSource(byte[] Bytes, string Name, PictureLimits Limits, PictureClock Clock)
{
    /// <summary>Length of the file.</summary>
    public int Length => Bytes.Length;

    /// <summary>A part of the file.</summary>
    /// <exception cref="ImageException">It reaches beyond the end.</exception>
    public ReadOnlySpan<byte> Slice(long offset, long length, string what) => offset >= 0 && length >= 0 && offset + length <= Bytes.Length
        ? Bytes.AsSpan((int)offset, (int)length)
        : throw Damaged(Math.Min(Math.Max(offset, 0), Bytes.Length), $"the file ends inside {what}");

    /// <summary>One byte.</summary>
    /// <exception cref="ImageException">It lies beyond the end.</exception>
    public byte At(long offset, string what) =>
        offset < Bytes.Length ? Bytes[offset] : throw Damaged(Bytes.Length, $"the file ends inside {what}");

    /// <summary>The file is damaged at a place.</summary>
    public ImageException Damaged(long offset, string reason) => new(Name, offset, reason);

    /// <summary>Refuses a picture that is too large.</summary>
    public void Require(long width, long height) => Limits.Require(Name, -1, width, height);

    /// <summary>Ends the reading when its time is over or its caller gave up.</summary>
    public void Check() => Clock.Check(Name);
}
