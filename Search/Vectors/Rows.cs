namespace Gexia.Search.Vectors;

/// <summary>
/// The rows that were in a store at a moment. It never changes: what is added later lies behind these rows or in other blocks, so a search
/// needs no lock.
/// </summary>
internal sealed record Rows(RowForm Form, RowBlock[] Blocks, int Count)
{
    /// <summary>These rows and room for more behind them.</summary>
    public Rows Reserve(int more)
    {
        var (size, total) = (Form.RowsPerBlock, checked(Count + more));
        var blocks = new RowBlock[(total + size - 1L) / size];
        Blocks.CopyTo(blocks, 0);
        for (var i = 0; i < blocks.Length; i++)
        {
            var needed = (int)Math.Min(size, total - ((long)i * size));
            if (blocks[i] is not { } block) blocks[i] = new RowBlock(Form, i == 0 ? needed : Math.Max(needed, size / 8));
            else if (block.Capacity < needed)
            {
                blocks[i] = block.Grown(
                    (int)Math.Min(size, Math.Max(needed, 2L * block.Capacity)), (int)Math.Min(size, Count - ((long)i * size)));
            }
        }
        return this with { Blocks = blocks };
    }
}
