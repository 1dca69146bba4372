using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Special_files_are_refused_without_opening_them()
    {
        if (!OperatingSystem.IsLinux()) return;
        SpecialFiles.Pipe(folder.File("pipe"));
        Assert.Contains("is a named pipe", Assert.Throws<GexiaException>(() => InputFile.Open(folder.File("pipe"))).Message);
        File.CreateSymbolicLink(folder.File("link"), folder.File("pipe"));
        Assert.Contains("is a named pipe", Assert.Throws<GexiaException>(() => InputFile.Open(folder.File("link"))).Message);
        Assert.Contains("is a device", Assert.Throws<GexiaException>(() => InputFile.Open("/dev/zero")).Message);
        Assert.Contains("is a device", Assert.Throws<GexiaException>(() => InputFile.ReadAllBytes("/dev/null", 10)).Message);
    }

    [Fact]
    public void Missing_files_folders_and_broken_links_are_named()
    {
        Assert.Contains("no such file", Assert.Throws<GexiaException>(() => InputFile.Open(folder.File("absent"))).Message);
        Assert.Contains("is a folder", Assert.Throws<GexiaException>(() => InputFile.Open(folder.Path)).Message);
        File.CreateSymbolicLink(folder.File("link"), "nowhere");
        Assert.Contains("a link to 'nowhere'", Assert.Throws<GexiaException>(() => InputFile.Open(folder.File("link"))).Message);
        File.CreateSymbolicLink(folder.File("round"), folder.File("round"));
        Assert.Throws<GexiaException>(() => InputFile.Open(folder.File("round")));
        Assert.Throws<GexiaException>(() => InputFile.Open(""));
        Assert.Throws<GexiaException>(() => InputFile.Open("a\0b"));
    }

    [Fact]
    public void Limits_byte_order_marks_and_encodings()
    {
        File.WriteAllBytes(folder.File("mark"), [.. "\uFEFFa\r\nä\n"u8]);
        Assert.Equal("a\r\nä\n", InputFile.ReadAllText(folder.File("mark"), 100));
        Assert.Equal(["a", "ä"], InputFile.ReadAllLines(folder.File("mark"), 100));
        Assert.Contains("at most 5", Assert.Throws<GexiaException>(() => InputFile.ReadAllBytes(folder.File("mark"), 5)).Message);
        File.WriteAllBytes(folder.File("latin"), [(byte)'a', 0xE4, (byte)'b']);
        Assert.Contains("not UTF-8", Assert.Throws<GexiaException>(() => InputFile.ReadAllText(folder.File("latin"), 100)).Message);
        File.WriteAllBytes(folder.File("empty"), []);
        Assert.Empty(InputFile.ReadAllLines(folder.File("empty"), 100));
    }
}
