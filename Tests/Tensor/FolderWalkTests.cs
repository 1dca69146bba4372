using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Tensors;

public sealed class FolderWalkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static FolderWalk Walk(WalkLimits? limits = null) => new(name => name.EndsWith(".png", StringComparison.Ordinal), limits);

    private string[] Found(params string[] roots)
    {
        var walk = Walk();
        return
        [
            .. (roots.Length > 0 ? roots : [folder.Path]).SelectMany(root => walk.Under(root).Files)
                .Select(file => Path.GetRelativePath(folder.Path, file))
        ];
    }

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File(name), name);
        }
    }

    [Fact]
    public void Files_at_any_depth_come_in_the_order_of_their_paths_without_hidden_and_other_ones()
    {
        Write("b.png", "a/z.png", "a/b/c.png", "B.png", "notes.txt", ".hidden.png", ".git/x.png");
        Assert.Equal(["B.png", "a/b/c.png", "a/z.png", "b.png"], Found());
        Assert.Equal(["a/b/c.png", "a/z.png", "B.png", "b.png"], Found(folder.File("a"), folder.Path));
    }

    [LinuxFact]
    public void Links_in_a_circle_end_and_each_real_file_counts_once_under_its_own_name()
    {
        Write("b.png", "deep/a.png");
        Directory.CreateSymbolicLink(folder.File("deep/up"), folder.Path);
        Directory.CreateSymbolicLink(folder.File("deep/self"), ".");
        Directory.CreateSymbolicLink(folder.File("aaa"), "deep");
        File.CreateSymbolicLink(folder.File("a-link.png"), "b.png");
        File.CreateSymbolicLink(folder.File("deep/zz.png"), "../a-link.png");
        Assert.Equal(["b.png", "deep/a.png"], Found());
        Assert.Equal(["deep/a.png", "deep/up/b.png"], Found(folder.File("deep")));
        Assert.Equal(["aaa/a.png", "aaa/up/b.png"], Found(folder.File("aaa")));
    }

    [LinuxFact]
    public void What_only_links_lead_to_is_found_once_by_its_first_name()
    {
        using var outside = new TemporaryFolder();
        File.WriteAllText(outside.File("x.png"), "x");
        File.WriteAllText(outside.File("y.jpg"), "y");
        Directory.CreateSymbolicLink(folder.File("second"), outside.Path);
        Directory.CreateSymbolicLink(folder.File("first"), outside.Path);
        File.CreateSymbolicLink(folder.File("y.png"), outside.File("y.jpg"));
        File.CreateSymbolicLink(folder.File("z.png"), outside.File("y.jpg"));
        Assert.Equal(["first/x.png", "y.png"], Found());
        // Two names of one file, neither of which is a link.
        Write("hard.png");
        SpecialFiles.Shell($"ln '{folder.File("hard.png")}' '{folder.File("again.png")}'");
        Assert.Equal(["again.png", "first/x.png", "y.png"], Found());
    }

    [LinuxFact]
    public void Special_files_are_passed_over_and_what_cannot_be_opened_is_left_to_who_opens_it()
    {
        Write("a.png");
        SpecialFiles.Pipe(folder.File("pipe.png"));
        File.CreateSymbolicLink(folder.File("zero.png"), "/dev/zero");
        File.CreateSymbolicLink(folder.File("nowhere.png"), "gone.png");
        File.CreateSymbolicLink(folder.File("round.png"), "round.png");
        SpecialFiles.Shell($"cd '{folder.Path}' && echo x > $'\\xe9.png' && mkdir $'\\xe8' && echo y > $'\\xe8/y.png'");
        var (files, unreadable) = Walk().Under(folder.Path);
        Assert.Equal(["a.png", "nowhere.png", "round.png", "\uFFFD.png"], files.Select(file => Path.GetFileName(file)));
        Assert.Contains("not UTF-8", InputFile.Problem(files[^1]));
        Assert.Contains("which does not exist", InputFile.Problem(files[1]));
        Assert.Contains("not UTF-8", Assert.Single(unreadable).Value);
        SpecialFiles.Shell($"cd '{folder.Path}' && rm -r $'\\xe9.png' $'\\xe8'");
    }

    [Fact]
    public void Limits_and_cancellation_end_a_walk()
    {
        Write("a/b/c/d.png", "e.png");
        Assert.Contains(
            "more than 2 folders deep", Assert.Throws<GexiaException>(() => Walk(new() { Deepest = 2 }).Under(folder.Path)).Message);
        Assert.Contains(
            "more than 3 names", Assert.Throws<GexiaException>(() => Walk(new() { MostEntries = 3 }).Under(folder.Path)).Message);
        Assert.Contains(
            "took longer", Assert.Throws<GexiaException>(() => Walk(new() { Longest = TimeSpan.Zero }).Under(folder.Path)).Message);
        Assert.Equal(2, Walk(new() { Deepest = 3, MostEntries = 5 }).Under(folder.Path).Files.Count);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Walk().Under(folder.Path, source.Token));
    }
}
