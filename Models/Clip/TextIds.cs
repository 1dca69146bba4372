namespace Gexia.Models.Clip;

/// <summary>Token ids of a batch of texts, and where each text ends.</summary>
/// <remarks>
/// Padding has id 0, which is also a real token ("!"), so the end is found as CLIP does: the end-of-text token has the largest id
/// of its row (spec §2.3).
/// </remarks>
public sealed class TextIds
{
    private TextIds(Tensor ids, int[] ends)
    {
        Ids = ids;
        Ends = ends;
    }

    /// <summary>int32 [texts, length], cut behind the longest text.</summary>
    public Tensor Ids { get; }

    /// <summary>Position of each text's end token.</summary>
    public IReadOnlyList<int> Ends { get; }

    /// <summary>Finds the ends, and cuts the columns that only hold padding.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Columns.</param>
    public static TextIds Of(ReadOnlySpan<int> ids, int length)
    {
        if (length < 1 || ids.Length % length != 0) throw new ShapeException("TextIds", $"{ids.Length} ids are not rows of {length}.");
        var texts = ids.Length / length;
        var ends = new int[texts];
        var longest = 0;
        for (var text = 0; text < texts; text++)
        {
            var row = ids.Slice(text * length, length);
            for (var i = 1; i < length; i++) if (row[i] > row[ends[text]]) ends[text] = i;
            longest = Math.Max(longest, ends[text] + 1);
        }
        var cut = new int[texts * longest];
        for (var text = 0; text < texts; text++) ids.Slice(text * length, longest).CopyTo(cut.AsSpan(text * longest));
        return new(Tensor.Of(cut, [texts, longest]), ends);
    }

    /// <summary>0 up to each end, −∞ behind it: [texts, length].</summary>
    public Tensor KeyMask(DType type)
    {
        var (texts, length) = (Ids.Shape[0], Ids.Shape[1]);
        var mask = new double[texts * length];
        for (var text = 0; text < texts; text++) mask.AsSpan(text * length)[(Ends[text] + 1)..length].Fill(double.NegativeInfinity);
        return Tensor.Of(mask, [texts, length]).To(type);
    }

    /// <summary>The row of each text's end token.</summary>
    /// <param name="tokens">[texts, length, width].</param>
    /// <returns>[texts, width].</returns>
    public Tensor AtEnds(Tensor tokens)
    {
        var length = tokens.Shape[1];
        var rows = Ends.Select((end, text) => (text * length) + end).ToArray();
        return tokens.Reshape(-1, tokens.Shape[2]).Gather(Tensor.Of(rows));
    }
}
