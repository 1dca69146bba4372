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
    public static void Load<TStored, TView>(
        int thread, TView x, AttentionRows rows, int start, int count, int columns, TView shared, int at)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var four = Fetch<TStored, TView>(thread, x, rows, start, count, columns);
        Put(thread, shared, at, four);
    }

    /// <summary>What the thread brings of a block: rows t/16, t/16 + 8, + 16 and + 24, columns 4·(t mod 16) to + 3.</summary>
    [MethodImpl(Inline)]
    public static Float4x4 Fetch<TStored, TView>(int thread, TView x, AttentionRows rows, int start, int count, int columns)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        int row = thread >> 4, column = (thread & 15) << 2;
        return new(
            Four<TStored, TView>(x, rows, start, row, count, column, columns),
            Four<TStored, TView>(x, rows, start, row + 8, count, column, columns),
            Four<TStored, TView>(x, rows, start, row + 16, count, column, columns),
            Four<TStored, TView>(x, rows, start, row + 24, count, column, columns));
    }

    /// <summary>Puts what <see cref="Fetch"/> brought where it belongs.</summary>
    [MethodImpl(Inline)]
    public static void Put<TView>(int thread, TView shared, int at, Float4x4 values) where TView : struct, IView<float>
    {
        const int eight = 8 * AttentionGrid.Pitch / 4;
        var to = (at + ((thread >> 4) * AttentionGrid.Pitch) + ((thread & 15) << 2)) >> 2;
        shared.At<Float4>(to) = values.R0;
        shared.At<Float4>(to + eight) = values.R1;
        shared.At<Float4>(to + eight + eight) = values.R2;
        shared.At<Float4>(to + eight + eight + eight) = values.R3;
    }

    /// <summary>Writes four columns of a row, as many of them as there are.</summary>
    [MethodImpl(Inline)]
    public static void Store<TStored, TView>(TView x, AttentionRows rows, int at, int columns, Float4 values)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        if (rows.Fours != 0)
        {
            if (columns > 0) TStored.Store4(x, at >> 2, values);
        }
        else
        {
            if (columns > 0) TStored.Store(x, at, values.X);
            if (columns > 1) TStored.Store(x, at + 1, values.Y);
            if (columns > 2) TStored.Store(x, at + 2, values.Z);
            if (columns > 3) TStored.Store(x, at + 3, values.W);
        }
    }

    /// <summary>Writes four columns of four rows that follow each other, as many as there are.</summary>
    [MethodImpl(Inline)]
    public static void Store<TStored, TView>(
        TView x, AttentionRows rows, AttentionPlace place, int row, int count, int left, int width, Float4x4 values)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var column = (place.Chunk * AttentionGrid.Chunk) + left;
        var at = rows.At(place, row, width) + column;
        if (row < count) Store<TStored, TView>(x, rows, at, width - column, values.R0);
        if (row + 1 < count) Store<TStored, TView>(x, rows, at + rows.Row, width - column, values.R1);
        if (row + 2 < count) Store<TStored, TView>(x, rows, at + rows.Row + rows.Row, width - column, values.R2);
        if (row + 3 < count) Store<TStored, TView>(x, rows, at + rows.Row + rows.Row + rows.Row, width - column, values.R3);
    }

    // Selected, not branched, so that loads can be under way together: what is not there is read at the last place that is.
    [MethodImpl(Inline)]
    private static Float4 Four<TStored, TView>(TView x, AttentionRows rows, int start, int row, int count, int column, int columns)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var left = columns - column;
        if (row >= count)
        {
            row = count - 1;
            left = 0;
        }
        if (column >= columns) column = 0;
        var at = start + (row * rows.Row) + column;
        if (rows.Fours != 0)
        {
            var four = TStored.Load4(x, at >> 2);
            return new(left > 0 ? four.X : 0f, left > 0 ? four.Y : 0f, left > 0 ? four.Z : 0f, left > 0 ? four.W : 0f);
        }
        var first = left > 0 ? TStored.Load(x, at) : 0f;
        var second = left > 1 ? TStored.Load(x, at + 1) : 0f;
        var third = left > 2 ? TStored.Load(x, at + 2) : 0f;
        return new(first, second, third, left > 3 ? TStored.Load(x, at + 3) : 0f);
    }
}
