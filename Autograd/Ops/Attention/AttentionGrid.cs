using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia;

/// <summary>The numbers of an attention that its GPU bodies need, and which part of it a group has.</summary>
/// <remarks>
/// A group computes a block of rows of one head of one sample, and of the columns of these rows one chunk. A head wider than a chunk gives
/// its rows to several groups, each of which computes the scores for itself.
/// </remarks>
internal readonly struct AttentionGrid
{
    /// <summary>Rows (queries or keys) of a block, as a power of 2.</summary>
    public const int BlockShift = 5;

    public const int Block = 1 << BlockShift;

    /// <summary>Columns of a head in a chunk.</summary>
    public const int Chunk = 64;

    /// <summary>Threads of a group.</summary>
    public const int Threads = 128;

    /// <summary>Floats from one row of a chunk in shared memory to the next: rows that follow each other lie in other banks.</summary>
    public const int Pitch = Chunk + 4;

    public readonly int Queries, Keys, Width, Chunks, Causal, HasMask;
    public readonly float Scale;
    private readonly GridAxis blocks, chunks, heads;

    /// <param name="problem">The attention.</param>
    /// <param name="rows">Queries or keys, whichever are cut into blocks.</param>
    public AttentionGrid(in AttentionProblem problem, int rows)
    {
        (Queries, Keys, Width) = (problem.Queries, problem.Keys, problem.HeadWidth);
        Chunks = (Width + Chunk - 1) / Chunk;
        Causal = problem.Causal ? 1 : 0;
        HasMask = problem.Mask is null ? 0 : 1;
        Scale = (float)problem.Scale;
        var count = (rows + Block - 1) / Block;
        (blocks, chunks, heads) = (new(Math.Max(1, count)), new(Chunks), new(problem.Heads));
        Groups = problem.Items * count * Chunks;
        Heads = problem.Heads;
        BlockCount = count;
    }

    /// <summary>How many groups there are.</summary>
    public long Groups { get; }

    private int Heads { get; }

    private int BlockCount { get; }

    /// <summary>What a group has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AttentionPlace At(int group)
    {
        var rest = chunks.Quotient(group);
        var item = blocks.Quotient(rest);
        var sample = heads.Quotient(item);
        return new(item, sample, item - (sample * Heads), (rest - (item * BlockCount)) << BlockShift, group - (rest * Chunks));
    }
}

/// <summary>What a group has of an attention.</summary>
internal readonly struct AttentionPlace(int item, int sample, int head, int row, int chunk)
{
    /// <summary>The head, counted through all samples; the sample; the head in it.</summary>
    public readonly int Item = item, Sample = sample, Head = head;

    /// <summary>The first row of the block, and the number of the chunk.</summary>
    public readonly int Row = row, Chunk = chunk;
}

/// <summary>How [batch, rows, width] lies in memory, for GPU bodies.</summary>
internal readonly struct AttentionRows
{
    public readonly int Sample, Row;

    /// <param name="x">Rows of contiguous elements.</param>
    /// <exception cref="OverflowException">It reaches over more than 2³¹ − 1 elements.</exception>
    public AttentionRows(Tensor x)
    {
        long sample = x.Layout.Strides[0], row = x.Layout.Strides[1];
        _ = checked((int)(((x.Shape[0] - 1) * sample) + ((x.Shape[1] - 1) * row) + x.Shape[2]));
        (Sample, Row) = (x.Shape[0] > 1 ? (int)sample : 0, x.Shape[1] > 1 ? (int)row : 0);
    }

    /// <summary>Where a row of a head begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int At(AttentionPlace place, int row, int width) => (place.Sample * Sample) + (row * Row) + (place.Head * width);
}
