namespace Gexia.Data.Datasets.Blocks;

/// <summary>A file of pairs cut into blocks, so that several can be read at once and none has to be read again.</summary>
internal abstract class PairBlocks
{
    /// <summary>The file.</summary>
    public abstract string Path { get; }

    /// <summary>About how many bytes of text it holds; what is made of it and how long that takes depends on this.</summary>
    public abstract long Bytes { get; }

    /// <summary>The blocks in the file's order; the same for the same file. The sequence is walked by one thread at a time.</summary>
    /// <exception cref="GexiaException">While it is walked, where the file has another form.</exception>
    public abstract IEnumerable<PairBlock> All(CancellationToken cancellation);
}

/// <summary>Consecutive rows of a file of pairs.</summary>
internal abstract class PairBlock
{
    /// <summary>About how many bytes of text it holds.</summary>
    public abstract long Bytes { get; }

    /// <summary>
    /// Lines that it holds, where its rows count lines from its own beginning; 0 where they count from the file's. Known after reading.
    /// </summary>
    public virtual int Lines => 0;

    /// <summary>The rows in order, read as they are asked for. May run beside other blocks of the file.</summary>
    /// <param name="before">Lines of the file before the block; added to the numbers of lines where <see cref="Lines"/> is not 0.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">A row has another form; names the file and the line.</exception>
    public abstract IEnumerable<StatedPair> Read(int before, CancellationToken cancellation);

    /// <summary>How many lines the file has before the block: reads them, so it is for messages only.</summary>
    public virtual int CountLinesBefore() => 0;
}
