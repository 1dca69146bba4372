namespace Gexia.Data.Image.Formats;

/// <summary>The bytes of a picture as a stream that ends with the reading's time.</summary>
internal sealed class ClockedStream(byte[] bytes, PictureSource source) : MemoryStream(bytes, writable: false)
{
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        source.Check();
        return base.Read(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        source.Check();
        return base.Read(buffer);
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        source.Check();
        return base.ReadByte();
    }
}
