namespace Gexia.Data.Weights;

/// <summary>
/// A file that refuses to be read further once a number of bytes has been: for readers that take in all of a list before
/// anybody can count it.
/// </summary>
/// <param name="inner">The file; closed with this.</param>
/// <param name="most">Bytes that may be read until the bound is lifted.</param>
/// <param name="exceeded">Makes the exception.</param>
internal sealed class BoundedReads(Stream inner, long most, Func<Exception> exceeded) : Stream
{
    private long left = most;

    /// <summary>From now on everything may be read.</summary>
    public void Lift() => left = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        if ((left -= read) < 0) throw exceeded();
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
