using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(99)]
    public void A_full_disk_leaves_the_old_file_as_it_was(int room)
    {
        var path = folder.File("state");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write(new byte[100]), name => new FullDisk(System.IO.File.Create(name), room)));
        Assert.Contains("No space left on device", error.Message);
        Assert.Contains("unchanged", error.Message);
        Assert.Equal("old", System.IO.File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_left_by_a_killed_writer_is_overwritten()
    {
        var path = folder.File("state");
        System.IO.File.WriteAllText(path + AtomicFile.TemporarySuffix, "half of something much longer");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", System.IO.File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_writer_that_fails_leaves_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder.File("x"), _ => throw new InvalidOperationException()));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_a_folder_is_an_io_error()
    {
        System.IO.File.WriteAllText(folder.File("plain"), "");
        Assert.Throws<IOException>(() => AtomicFile.Write(folder.File("plain/x"), stream => stream.WriteByte(1)));
    }
}

/// <summary>A stream on a disk with room for so many more bytes.</summary>
internal sealed class FullDisk(Stream inner, int room) : Stream
{
    private int left = room;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => inner.Length;
    public override long Position { get => inner.Position; set => throw new NotSupportedException(); }
    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count > left) throw new IOException("No space left on device");
        left -= count;
        inner.Write(buffer, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
