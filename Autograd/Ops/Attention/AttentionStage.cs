using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// Moves blocks of rows between tensors and the memory that a group shares. Of 128 threads sixteen take a row of one chunk, four columns
/// each, and eight rows are taken at a time.
/// </summary>
internal static class AttentionStage
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Brings a block of 32 rows and one chunk of columns into shared memory, with zeros where there is nothing.</summary>
    /// <param name="thread">Number of the thread in its group.</param>
    /// <param name="x">The tensor.</param>
    /// <param name="rows">How it lies.</param>
    /// <param name="start">Of the chunk in the first row.</param>
    /// <param name="count">Rows that there are from there on.</param>
    /// <param name="columns">Columns that there are from there on.</param>
    /// <param name="shared">The group's memory.</param>
    /// <param name="at">Where the block begins in it.</param>
    [MethodImpl(Inline)]
    public static void Load<THead, TView>(
        int thread, TView x, AttentionRows rows, int start, int count, int columns, TView shared, int at)
        where THead : struct, IHeadRows where TView : struct, IView<float>
    {
        var four = Fetch<THead, TView>(thread, x, rows, start, count, columns);
        Put(thread, shared, at, four);
    }

    /// <summary>What the thread brings of a block: rows t/16, t/16 + 8, + 16 and + 24, columns 4·(t mod 16) to + 3.</summary>
    [MethodImpl(Inline)]
    public static Float4x4 Fetch<THead, TView>(int thread, TView x, AttentionRows rows, int start, int count, int columns)
        where THead : struct, IHeadRows where TView : struct, IView<float>
    {
        int row = thread >> 4, column = (thread & 15) << 2;
        return new(
            Four<THead, TView>(x, rows, start, row, count, column, columns),
            Four<THead, TView>(x, rows, start, row + 8, count, column, columns),
            Four<THead, TView>(x, rows, start, row + 16, count, column, columns),
            Four<THead, TView>(x, rows, start, row + 24, count, column, columns));
    }

    /// <summary>Puts what <see cref="Fetch"/> brought where it belongs.</summary>
    [MethodImpl(Inline)]
    public static void Put<TView>(int thread, TView shared, int at, Float4x4 values) where TView : struct, IView<float>
    {
        const int eight = 8 * AttentionGrid.Pitch >> 2;
        var to = (at + ((thread >> 4) * AttentionGrid.Pitch) + ((thread & 15) << 2)) >> 2;
        shared.At<Float4>(to) = values.R0;
        shared.At<Float4>(to + eight) = values.R1;
        shared.At<Float4>(to + eight + eight) = values.R2;
        shared.At<Float4>(to + eight + eight + eight) = values.R3;
    }

    /// <summary>Writes four columns of four rows that follow each other, as many as there are.</summary>
    [MethodImpl(Inline)]
    public static void Store<THead, TView>(
        TView x, AttentionRows rows, AttentionPlace place, int row, int count, int left, int width, Float4x4 values)
        where THead : struct, IHeadRows where TView : struct, IView<float>
    {
        var column = (place.Chunk * AttentionGrid.Chunk) + left;
        var at = rows.At(place, row, width) + column;
        if (row < count) THead.Store(x, at, width - column, values.R0);
        if (row + 1 < count) THead.Store(x, at + rows.Row, width - column, values.R1);
        if (row + 2 < count) THead.Store(x, at + rows.Row + rows.Row, width - column, values.R2);
        if (row + 3 < count) THead.Store(x, at + rows.Row + rows.Row + rows.Row, width - column, values.R3);
    }

    // What is not there is read at the last place that is.
    [MethodImpl(Inline)]
    private static Float4 Four<THead, TView>(TView x, AttentionRows rows, int start, int row, int count, int column, int columns)
        where THead : struct, IHeadRows where TView : struct, IView<float>
    {
        var left = columns - column;
        if (row >= count)
        {
            row = count - 1;
            left = 0;
        }
        if (column >= columns) column = 0;
        return THead.Load(x, start + (row * rows.Row) + column, left);
    }
}
