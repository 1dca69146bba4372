using Gexia.Io;

namespace Gexia.Data.Datasets.Blocks;

/// <summary>
/// Blocks of JSON Lines: a block begins behind the first line end at or after a multiple of its size, so it is found without reading the
/// others.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="stated">What a line states.</param>
/// <param name="blockSize">Bytes of a block, but for the line in which it ends.</param>
internal sealed class LineBlocks(string path, Func<JsonRecord, StatedPair> stated, long blockSize = LineBlocks.UsualSize) : PairBlocks
{
    /// <summary>Bytes of a block.</summary>
    public const long UsualSize = 8 << 20;

    /// <inheritdoc/>
    public override string Path => path;

    /// <inheritdoc/>
    public override long Bytes { get; } = InputFile.Require(path);

    /// <inheritdoc/>
    public override IEnumerable<PairBlock> All(CancellationToken cancellation)
    {
        var start = 0L;
        for (var mark = blockSize; start < Bytes; mark += blockSize)
        {
            if (mark <= start) continue;                    // one line is longer than a block
            var end = mark < Bytes ? LineStart(mark) : Bytes;
            yield return new Block(this, start, end);
            start = end;
        }
    }

    /// <summary>The first beginning of a line at or behind a position.</summary>
    private long LineStart(long position)
    {
        using var stream = InputFile.Open(path);
        stream.Position = position - 1;
        var buffer = new byte[1 << 16];
        for (var searched = position - 1; ;)
        {
            var read = stream.Read(buffer);
            if (read == 0) return Bytes;
            if (buffer.AsSpan(0, read).IndexOf((byte)'\n') is >= 0 and var at) return Math.Min(searched + at + 1, Bytes);
            searched += read;
        }
    }

    /// <summary>How many lines end before a position.</summary>
    private int LinesBefore(long position)
    {
        using var stream = InputFile.Open(path);
        var buffer = new byte[1 << 20];
        var lines = 0L;
        while (position > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, position));
            if (read == 0) break;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            position -= read;
        }
        return (int)Math.Min(lines, int.MaxValue);
    }

    private sealed class Block(LineBlocks file, long start, long end) : PairBlock
    {
        private int lines;

        public override long Bytes => end - start;

        public override int Lines => lines;

        public override int CountLinesBefore() => file.LinesBefore(start);

        public override IEnumerable<StatedPair> Read(int before, CancellationToken cancellation)
        {
            using var stream = InputFile.Open(file.Path);
            stream.Position = start;
            var reader = new LineReader(new Part(stream, end - start), file.Path, JsonLines.LongestLine, before, start == 0);
            foreach (var record in JsonLines.Read(reader, file.Path, numbersMayBeMissing: true, cancellation))
                yield return file.Stated(record);
            lines = reader.Number - before;
        }
    }

    private StatedPair Stated(JsonRecord record) => stated(record);

    /// <summary>The next bytes of a stream, and no more.</summary>
    private sealed class Part(Stream stream, long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = stream.Read(buffer, offset, (int)Math.Min(count, left));
            left -= read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
