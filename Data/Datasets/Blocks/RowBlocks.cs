namespace Gexia.Data.Datasets.Blocks;

/// <summary>Blocks of rows that can only be read one after the other, such as CSV, where a quoted text may hold line ends.</summary>
/// <param name="path">The file.</param>
/// <param name="rows">Reads its rows in order.</param>
internal sealed class RowBlocks(string path, Func<CancellationToken, IEnumerable<StatedPair>> rows) : PairBlocks
{
    private const int MostRows = 1 << 16;
    private const long MostCharacters = 8 << 20;
    private const int BetweenTexts = 24;                    // about what times, quotes and separators take

    /// <inheritdoc/>
    public override string Path => path;

    /// <inheritdoc/>
    public override long Bytes { get; } = new FileInfo(path).Length;

    /// <inheritdoc/>
    public override IEnumerable<PairBlock> All(CancellationToken cancellation)
    {
        var block = new List<StatedPair>();
        var characters = 0L;
        foreach (var row in rows(cancellation))
        {
            block.Add(row);
            characters += BetweenTexts + row.Caption.Length + (row.Source?.Length ?? 0) + row.Clip.Sum(segment => segment.Video.Length);
            if (block.Count < MostRows && characters < MostCharacters) continue;
            yield return new Block(block, characters);
            (block, characters) = ([], 0);
        }
        if (block.Count > 0) yield return new Block(block, characters);
    }

    private sealed class Block(List<StatedPair> rows, long bytes) : PairBlock
    {
        public override long Bytes => bytes;

        public override IEnumerable<StatedPair> Read(int before, CancellationToken cancellation) => rows.Until(cancellation);
    }
}
