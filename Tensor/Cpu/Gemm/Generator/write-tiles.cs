// dotnet run Tensor/Cpu/Gemm/Generator/write-tiles.cs
//
// Writes Tiles.g.cs, the innermost loops of every product, one method per size of tile. A test compares what is committed with this text.
using Gexia.Cpu.Generator;

var here = AppContext.GetData("EntryPointFileDirectoryPath") as string
    ?? throw new InvalidOperationException("Run this file with dotnet run.");
File.WriteAllText(Path.Combine(here, "..", "Tiles.g.cs"), TileSource.Text());
