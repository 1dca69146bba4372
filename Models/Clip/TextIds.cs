namespace Gexia.Models.Clip;

/// <summary>Token ids of a batch of texts, and where each text ends.</summary>
/// <remarks>
/// Padding has id 0, which is also a real token ("!"), so the end is found as CLIP does: the end-of-text token has the largest id
/// of its row (spec §2.3).
/// </remarks>
public sealed class TextIds
{
    private TextIds(Tensor ids, int[] ends, int perText)
    {
        Ids = ids;
        Ends = ends;
        PerText = perText;
    }

    /// <summary>int32 [texts·windows, length], cut behind the longest.</summary>
    public Tensor Ids { get; }

    /// <summary>Position of each row's end token.</summary>
    public IReadOnlyList<int> Ends { get; }

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
        return new(rows.Ids, [.. rows.Ends], length / context);
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
            var row = ids.Slice(text * length, length);
            for (var i = 1; i < length; i++) if (row[i] > row[ends[text]]) ends[text] = i;
            longest = cut ? Math.Max(longest, ends[text] + 1) : length;
        }
        var kept = new int[texts * longest];
        for (var text = 0; text < texts; text++) ids.Slice(text * length, longest).CopyTo(kept.AsSpan(text * longest));
        return new(Tensor.Of(kept, [texts, longest]), ends, perText: 1);
    }

    /// <summary>0 up to each end, −∞ behind it and in windows that hold nothing: [texts, windows·length].</summary>
    public Tensor KeyMask(DType type)
    {
        var (rows, length) = (Ids.Shape[0], Ids.Shape[1]);
        var mask = new double[rows * length];
        for (var row = 0; row < rows; row++)
        {
            // A window that was not needed holds no end token; the first of a text always does.
            var empty = row % PerText != 0 && Ends[row] == 0;
            mask.AsSpan(row * length, length)[(empty ? 0 : Ends[row] + 1)..].Fill(double.NegativeInfinity);
        }
        return Tensor.Of(mask, [Texts, PerText * length]).To(type);
    }

    /// <summary>The row of each text's end token.</summary>
    /// <param name="tokens">[texts, length, width].</param>
    /// <returns>[texts, width].</returns>
    public Tensor AtEnds(Tensor tokens)
    {
        if (PerText != 1) throw new ShapeException("TextIds", $"texts of {PerText} windows have no single end. Use one window a text.", tokens.Shape);
        var length = tokens.Shape[1];
        var rows = Ends.Select((end, text) => (text * length) + end).ToArray();
        return tokens.Reshape(-1, tokens.Shape[2]).Gather(Tensor.Of(rows));
    }
}
