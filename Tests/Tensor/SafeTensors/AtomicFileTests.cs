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
        var error = Assert.Throws<IOException>(
            () => AtomicFile.Write(path, stream => stream.Write(new byte[100]), name => new FullDisk(System.IO.File.Create(name), room)));
        Assert.Contains("No space left on device", error.Message);
        Assert.Contains("unchanged", error.Message);
        Assert.Equal("old", System.IO.File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_that_others_left_is_not_touched()
    {
        var (path, other) = (folder.File("state"), folder.File("state") + AtomicFile.TemporarySuffix);
        System.IO.File.WriteAllText(other, "half of something much longer");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", System.IO.File.ReadAllText(path));
        Assert.Equal("half of something much longer", System.IO.File.ReadAllText(other));
    }

    [Fact]
    public void Two_writers_at_once_leave_the_whole_of_one()
    {
        var path = folder.File("state");
        Parallel.For(0, 32, n => AtomicFile.Write(path, stream =>
        {
            for (var i = 0; i < 200; i++) stream.Write(Enumerable.Repeat((byte)n, 1000).ToArray());
        }));
        var bytes = System.IO.File.ReadAllBytes(path);
        Assert.Equal(200_000, bytes.Length);
        Assert.Single(bytes.Distinct());
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherWrite)]
    public void Permissions_stay(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        var path = folder.File("state");
        System.IO.File.WriteAllText(path, "old");
        System.IO.File.SetUnixFileMode(path, mode);
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal(mode, System.IO.File.GetUnixFileMode(path));
        Assert.Equal("new", System.IO.File.ReadAllText(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_is_followed(bool leadsSomewhere)
    {
        var (real, middle, link) = (folder.File("elsewhere/real"), folder.File("middle"), folder.File("link"));
        Directory.CreateDirectory(folder.File("elsewhere"));
        if (leadsSomewhere) System.IO.File.WriteAllText(real, "old");
        System.IO.File.CreateSymbolicLink(middle, "elsewhere/real");
        System.IO.File.CreateSymbolicLink(link, middle);
        AtomicFile.Write(link, stream => stream.Write("new"u8));
        Assert.Equal("new", System.IO.File.ReadAllText(real));
        Assert.Equal(middle, new FileInfo(link).LinkTarget);
        Assert.Equal("elsewhere/real", new FileInfo(middle).LinkTarget);
    }

    [Fact]
    public void A_planted_link_is_not_written_through()
    {
        var (path, victim) = (folder.File("out"), folder.File("victim"));
        System.IO.File.WriteAllText(victim, "precious");
        System.IO.File.CreateSymbolicLink(path + AtomicFile.TemporarySuffix, victim);
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("precious", System.IO.File.ReadAllText(victim));
    }

    [Fact]
    public void A_pipe_and_a_device_are_written_to_and_stay()
    {
        if (!OperatingSystem.IsLinux()) return;
        var pipe = folder.File("pipe");
        SpecialFiles.Pipe(pipe);
        var reader = Task.Run(() => System.IO.File.ReadAllText(pipe));
        AtomicFile.Write(pipe, stream => stream.Write("through"u8));
        Assert.Equal("through", reader.Result);
        Assert.Equal(FileKind.Pipe, Posix.KindOf(pipe));
        Assert.Equal([pipe], Directory.GetFiles(folder.Path));
        Assert.Contains(
            "/dev/full",
            Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.Write(new byte[1 << 20]))).Message);
        Assert.Equal(FileKind.Device, Posix.KindOf("/dev/full"));
    }

    [Fact]
    public void A_folder_is_refused()
    {
        Directory.CreateDirectory(folder.File("there"));
        Assert.Contains(
            "it is a folder",
            Assert.Throws<IOException>(() => AtomicFile.Write(folder.File("there"), stream => stream.WriteByte(1))).Message);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(120)]
    public void A_name_may_be_as_long_as_the_system_allows(int letters)
    {
        var path = folder.File(new string('ä', letters));
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", System.IO.File.ReadAllText(path));
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
