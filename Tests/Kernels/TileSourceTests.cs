namespace Gexia.Tests.Kernels;

public class TileSourceTests
{
    [Fact]
    public void The_committed_tiles_are_what_the_generator_writes()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Gexia.Core.sln"))) folder = folder.Parent;
        Assert.NotNull(folder);
        var path = Path.Combine(folder.FullName, "Tensor", "Cpu", "Gemm", "Tiles.g.cs");
        if (Environment.GetEnvironmentVariable("GEXIA_WRITE_TILES") == "1") File.WriteAllText(path, TileSource.Text());
        Assert.Equal(TileSource.Text(), File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
