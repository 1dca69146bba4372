using System.Numerics;

namespace Gexia.Models.Clip;

/// <summary>Token ids of a batch of texts, and where each text ends.</summary>
/// <remarks>
/// Padding has id 0, which is also a real token ("!"), so the end is found as CLIP does: the end-of-text token has the largest id
/// of its row (spec §2.3).
/// </remarks>
public sealed class TextIds
{
    private readonly int[] ends;
    private readonly Tensor? mask, endRows;         // only of texts that others are written over

    private TextIds(Tensor ids, int[] ends, int perText, Tensor? mask = null, Tensor? endRows = null)
    {
        Ids = ids;
        this.ends = ends;
        PerText = perText;
        (this.mask, this.endRows) = (mask, endRows);
    }

    /// <summary>int32 [texts·windows, length], cut behind the longest.</summary>
    public Tensor Ids { get; }

    /// <summary>Position of each row's end token.</summary>
    public IReadOnlyList<int> Ends => ends;

    /// <summary>Windows of one text: 1 unless texts are longer than the context (spec §3.2, chunks).</summary>
    public int PerText { get; }

    /// <summary>Number of texts.</summary>
    public int Texts => Ids.Shape[0] / PerText;

    /// <summary>Texts of at most one context, or of several windows of one context each.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Ids of a text; a multiple of the context when it is longer.</param>
    /// <param name="context">Longest sequence that the text tower reads.</param>
    public static TextIds Of(ReadOnlySpan<int> ids, int length, int context)
    {
        if (length <= context) return Of(ids, length);
        if (length % context != 0) throw new ShapeException("TextIds", $"{length} ids of a text are not windows of {context}.");
        var rows = Of(ids, context);
        return new(rows.Ids, rows.ends, length / context);
    }

    /// <summary>Texts that others of the same form can be written over, in tensors that stay where they are: inputs of a captured step.</summary>
    /// <param name="texts">How many.</param>
    /// <param name="perText">Windows of a text.</param>
    /// <param name="length">Ids of a window, see <see cref="LongestOf"/>.</param>
    /// <param name="type">Of the mask: what the model computes in.</param>
    public static TextIds Lasting(int texts, int perText, int length, DType type)
    {
        using var outside = TensorScope.Suspend();
        var rows = texts * perText;
        return new(Tensor.Zeros([rows, length], DType.Int32), new int[rows], perText, Tensor.Zeros([texts, perText * length], type), Tensor.Zeros([rows], DType.Int32));
    }

    /// <summary>Writes other texts over those there are; allocates nothing.</summary>
    /// <param name="ids">Row-major, as many rows as there are; they may be longer, but must end within <see cref="Ids"/>' length.</param>
    /// <exception cref="InvalidOperationException">This was not made by <see cref="Lasting"/>.</exception>
    /// <exception cref="ShapeException">The ids do not fit.</exception>
    public void Write(ReadOnlySpan<int> ids)
    {
        if (mask is null || endRows is null) throw new InvalidOperationException("TextIds: only texts made by Lasting can be written over.");
        var (rows, length) = (Ids.Shape[0], Ids.Shape[1]);
        var given = ids.Length / Math.Max(1, rows);
        if (given * rows != ids.Length || given < length || LongestOf(ids, given) > length)
            throw new ShapeException("TextIds", $"{ids.Length} ids are not {rows} rows that end within {length}.", Ids.Shape);
        for (var row = 0; row < rows; row++)
        {
            var text = ids.Slice(row * given, given);
            ends[row] = EndOf(text);
            text[..length].CopyTo(Ids.AsSpan<int>()[(row * length)..]);
            endRows.AsSpan<int>()[row] = (row * length) + ends[row];
        }
        if (mask.DType == DType.Float64) FillMask(mask.AsSpan<double>());
        else FillMask(mask.AsSpan<float>());
    }

    /// <summary>Columns that hold more than padding: one more than the last position at which a row ends.</summary>
    /// <param name="ids">Row-major [rows, length].</param>
    /// <param name="length">Columns.</param>
    public static int LongestOf(ReadOnlySpan<int> ids, int length)
    {
        var longest = 0;
        for (var start = 0; start + length <= ids.Length; start += length) longest = Math.Max(longest, EndOf(ids.Slice(start, length)) + 1);
        return longest;
    }

    private static int EndOf(ReadOnlySpan<int> row)
    {
        var end = 0;
        for (var i = 1; i < row.Length; i++) if (row[i] > row[end]) end = i;
        return end;
    }

    /// <summary>Finds the ends, and cuts the columns that only hold padding.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Columns.</param>
    /// <param name="cut">False keeps columns that only hold padding, for results of the full length.</param>
    public static TextIds Of(ReadOnlySpan<int> ids, int length, bool cut = true)
    {
        if (length < 1 || ids.Length % length != 0) throw new ShapeException("TextIds", $"{ids.Length} ids are not rows of {length}.");
        var texts = ids.Length / length;
        var ends = new int[texts];
        var longest = 0;
        for (var text = 0; text < texts; text++)
        {
            ends[text] = EndOf(ids.Slice(text * length, length));
            longest = cut ? Math.Max(longest, ends[text] + 1) : length;
        }
        var kept = new int[texts * longest];
        for (var text = 0; text < texts; text++) ids.Slice(text * length, longest).CopyTo(kept.AsSpan(text * longest));
        return new(Tensor.Of(kept, [texts, longest]), ends, perText: 1);
    }

    /// <summary>0 up to each end, −∞ behind it and in windows that hold nothing: [texts, windows·length].</summary>
    public Tensor KeyMask(DType type)
    {
        if (mask is not null) return mask.To(type);
        var values = new double[Ids.Length];
        FillMask(values.AsSpan());
        return Tensor.Of(values, [Texts, PerText * Ids.Shape[1]]).To(type);
    }

    private void FillMask<T>(Span<T> values) where T : IFloatingPointIeee754<T>
    {
        var length = Ids.Shape[1];
        for (var row = 0; row < ends.Length; row++)
        {
            // A window that was not needed holds no end token; the first of a text always does.
            var empty = row % PerText != 0 && ends[row] == 0;
            var seen = empty ? 0 : ends[row] + 1;
            values.Slice(row * length, seen).Fill(T.Zero);
            values.Slice((row * length) + seen, length - seen).Fill(T.NegativeInfinity);
        }
    }

    /// <summary>The row of each text's end token.</summary>
    /// <param name="tokens">[texts, length, width].</param>
    /// <returns>[texts, width].</returns>
    public Tensor AtEnds(Tensor tokens)
    {
        if (PerText != 1) throw new ShapeException("TextIds", $"texts of {PerText} windows have no single end. Use one window a text.", tokens.Shape);
        var length = tokens.Shape[1];
        return tokens.Reshape(-1, tokens.Shape[2]).Gather(endRows ?? Tensor.Of([.. ends.Select((end, text) => (text * length) + end)]));
    }
}
