using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

/// <summary>Several files that are one step, and what a killed writer leaves.</summary>
public sealed class TogetherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private StagedFile Stage(string name, string content) =>
        StagedFile.Make(folder.File(name), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(content)));

    private string[] Names() =>
        [.. Directory.GetFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Staged_files_appear_together_or_not_at_all()
    {
        foreach (var name in (string[])["a", "b"]) folder.Write(name, "old");
        using (Stage("a", "new"))
        using (Stage("b", "new"))
            Assert.Equal(("old", "old"), (File.ReadAllText(folder.File("a")), File.ReadAllText(folder.File("b"))));
        Assert.Equal(["a", "b"], Names());

        using StagedFile first = Stage("a", "new"), second = Stage("b", "newer");
        StagedFile.PutTogether(first, second);
        Assert.Equal(("new", "newer"), (File.ReadAllText(folder.File("a")), File.ReadAllText(folder.File("b"))));
        Assert.Equal(["a", "b"], Names());
    }

    [Fact]
    public void Where_one_cannot_be_put_in_place_none_of_the_old_ones_stands_beside_a_new_one()
    {
        foreach (var name in (string[])["a", "b", "c"]) folder.Write(name, "old");
        using StagedFile a = Stage("a", "new"), b = Stage("b", "new"), c = Stage("c", "new");
        foreach (var path in Directory.GetFiles(folder.Path, ".b.*")) File.Delete(path);    // as a disk that loses it
        Assert.Contains("could not be written", Assert.Throws<IOException>(() => StagedFile.PutTogether(a, b, c)).Message);
        Assert.DoesNotContain("old", Names().Where(name => name[0] != '.').Select(name => File.ReadAllText(folder.File(name))));
    }

    [Fact]
    public void A_folder_is_replaced_whole_and_stays_where_filling_fails()
    {
        var path = folder.File("words");
        AtomicFolder.Write(path, made => File.WriteAllText(Path.Combine(made, "words.txt"), "one"));
        Assert.Throws<IOException>(() => AtomicFolder.Write(path, made =>
        {
            File.WriteAllText(Path.Combine(made, "vocab.json"), "{}");
            throw new IOException("No space left on device");
        }));
        Assert.Equal("one", File.ReadAllText(Path.Combine(path, "words.txt")));
        Assert.Single(Directory.GetFiles(path));
        AtomicFolder.Write(path + Path.DirectorySeparatorChar, made => File.WriteAllText(Path.Combine(made, "vocab.json"), "{}"));
        Assert.Equal("vocab.json", Path.GetFileName(Assert.Single(Directory.GetFiles(path))));
        Assert.Equal(["words"], Names());
    }

    [Fact]
    public void Sweeping_takes_what_killed_writers_left_and_nothing_else()
    {
        string[] others =
        [
            ".hidden.tmp", "a", "a.tmp", ".a.0123.tmp", $".a.{Guid.NewGuid():N}.txt", $"a.{Guid.NewGuid():N}.tmp",
            $".a.{new string('g', 32)}.tmp"
        ];
        foreach (var name in others) folder.Write(name, "mine");
        folder.Write(AtomicFile.TemporaryName("a"), "half");
        folder.Write(AtomicFile.TemporaryName(new string('n', 100)), "half");
        Directory.CreateDirectory(Path.Combine(folder.File(AtomicFile.TemporaryName("tokenizer")), "deep"));
        AtomicFile.Sweep(folder.Path, of: "a");
        Assert.Equal(others.Length + 2, Names().Length);
        AtomicFile.Sweep(folder.Path, of: new string('n', 100));
        Assert.Equal(others.Length + 1, Names().Length);
        AtomicFile.Sweep(folder.Path);
        Assert.Equal(others.Order(StringComparer.Ordinal), Names());
        AtomicFile.Sweep(folder.File("none"));
    }
}
