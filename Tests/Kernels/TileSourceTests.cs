using Gexia.Cpu.Generator;
using Gexia.Tests.Architecture;

namespace Gexia.Tests.Kernels;

public class TileSourceTests
{
    [Fact]
    public void The_committed_tiles_are_what_the_generator_writes() =>
        Assert.Equal(TileSource.Text(), SourceTree.Read("Tensor/Cpu/Gemm/Tiles.g.cs").ReplaceLineEndings("\n"));
}
