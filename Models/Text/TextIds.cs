using System.Numerics;

namespace Gexia.Models.Clip;

/// <summary>Token ids of a batch of texts, and where each text ends.</summary>
/// <remarks>
/// The end is the first place of the model's end token (<see cref="TextConfig.EndOfText"/>), or where none is stated the largest id.
/// Padding has id 0, which is also a real token ("!"), or is the end token again: it is told by its place, never by its id.
/// </remarks>
public sealed class TextIds
{
    private readonly int[] ends;                    // −1 for a window that holds nothing
    private readonly int? endOfText;
    private readonly Tensor? mask, endRows;         // only of texts that others are written over
    private (int Least, int Most) range;            // of the ids, both 0 where there are none
    private int? vocabulary;                        // of the model that reads them, once it is known

    private TextIds(Tensor ids, int[] ends, int perText, int? endOfText, Tensor? mask = null, Tensor? endRows = null)
    {
        Ids = ids;
        (this.ends, this.endOfText) = (ends, endOfText);
        PerText = perText;
        (this.mask, this.endRows) = (mask, endRows);
    }

    /// <summary>int32 [texts·windows, length], cut behind the longest.</summary>
    public Tensor Ids { get; }

    /// <summary>Position of each row's end token; −1 for a window that holds nothing, which only a text's first one never does.</summary>
    public IReadOnlyList<int> Ends => ends;

    /// <summary>Windows of one text: 1 unless texts are longer than the context (<see cref="LongText.Chunk"/>).</summary>
    public int PerText { get; }

    /// <summary>Number of texts.</summary>
    public int Texts => Ids.Shape[0] / PerText;

    /// <summary>Texts of at most one context, or of several windows of one context each.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Ids of a text; a multiple of the context when it is longer.</param>
    /// <param name="context">Longest sequence that the text tower reads.</param>
    /// <param name="endOfText">The model's end token; null takes the largest id of a row.</param>
    /// <param name="device">Where the model lives that will read them; null for the default.</param>
    /// <exception cref="GexiaException">A row does not hold the end token.</exception>
    public static TextIds Of(ReadOnlySpan<int> ids, int length, int context, int? endOfText, Device? device = null)
    {
        if (length <= context) return Of(ids, length, perText: 1, endOfText, cut: true, device);
        if (length % context != 0) throw new ShapeException("TextIds", $"{length} ids of a text are not windows of {context}.");
        return Of(ids, context, length / context, endOfText, cut: true, device);
    }

    /// <summary>As <see cref="Of(ReadOnlySpan{int}, int, int, int?, Device)"/>, for models whose texts end at the largest id.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Ids of a text; a multiple of the context when it is longer.</param>
    /// <param name="context">Longest sequence that the text tower reads.</param>
    public static TextIds Of(ReadOnlySpan<int> ids, int length, int context) => Of(ids, length, context, endOfText: null);

    /// <summary>Finds the ends, and cuts the columns that only hold padding.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Columns.</param>
    /// <param name="cut">False keeps columns that only hold padding, for results of the full length.</param>
    /// <param name="endOfText">The model's end token; null takes the largest id of a row.</param>
    /// <param name="device">Where the model lives that will read them; null for the default.</param>
    /// <exception cref="GexiaException">A row does not hold the end token.</exception>
    public static TextIds Of(ReadOnlySpan<int> ids, int length, bool cut = true, int? endOfText = null, Device? device = null) =>
        Of(ids, length, perText: 1, endOfText, cut, device);

    private static TextIds Of(ReadOnlySpan<int> ids, int length, int perText, int? endOfText, bool cut, Device? device)
    {
        if (length < 1 || ids.Length % length != 0) throw new ShapeException("TextIds", $"{ids.Length} ids are not rows of {length}.");
        var ends = new int[ids.Length / length];
        TextEnds.Find(ids, length, perText, endOfText, ends);
        var longest = cut ? ends.AsSpan().IsEmpty ? 0 : ends.Max() + 1 : length;
        var kept = new int[ends.Length * longest];
        for (var row = 0; row < ends.Length; row++) ids.Slice(row * length, longest).CopyTo(kept.AsSpan(row * longest));
        return new(Tensor.Of(kept, [ends.Length, longest], device), ends, perText, endOfText) { range = RangeOf(ids) };
    }

    /// <summary>
    /// Texts that are still to be written, by <see cref="Write"/>, and may be written over by others of the same form: inputs of a step.
    /// </summary>
    /// <param name="empty">Makes the tensors, of a shape and dtype.</param>
    /// <param name="texts">How many.</param>
    /// <param name="perText">Windows of a text.</param>
    /// <param name="length">Ids of a window, see <see cref="LongestOf"/>.</param>
    /// <param name="type">Of the mask: what the model computes in.</param>
    /// <param name="endOfText">The model's end token; null takes the largest id of a row.</param>
    public static TextIds Unwritten(Func<Shape, DType, Tensor> empty, int texts, int perText, int length, DType type, int? endOfText = null)
    {
        var rows = texts * perText;
        return new(
            empty([rows, length], DType.Int32), new int[rows], perText, endOfText, empty([texts, perText * length], type),
            empty([rows], DType.Int32));
    }

    /// <summary>Writes other texts over those there are; allocates nothing.</summary>
    /// <param name="ids">Row-major, as many rows as there are; they may be longer, but must end within <see cref="Ids"/>' length.</param>
    /// <exception cref="InvalidOperationException">This was not made by <see cref="Unwritten"/>.</exception>
    /// <exception cref="ShapeException">The ids do not fit.</exception>
    /// <exception cref="GexiaException">A row does not hold the end token.</exception>
    public void Write(ReadOnlySpan<int> ids)
    {
        if (mask is null || endRows is null)
            throw new InvalidOperationException("TextIds: only texts made by Unwritten can be written over.");
        var (rows, length) = (Ids.Shape[0], Ids.Shape[1]);
        var given = ids.Length / Math.Max(1, rows);
        if (given * rows != ids.Length || given < length || LongestOf(ids, given, endOfText) > length)
            throw new ShapeException("TextIds", $"{ids.Length} ids are not {rows} rows that end within {length}.", Ids.Shape);
        range = RangeOf(ids);
        RequireKnown();
        TextEnds.Find(ids, given, PerText, endOfText, ends);
        if (!Ids.Device.IsHost)
        {
            WriteAcross(ids, given);
            return;
        }
        for (var row = 0; row < rows; row++)
        {
            ids.Slice(row * given, length).CopyTo(Ids.AsSpan<int>()[(row * length)..]);
            endRows.AsSpan<int>()[row] = (row * length) + Math.Max(0, ends[row]);
        }
        if (mask.DType == DType.Float64) FillMask(mask.AsSpan<double>());
        else FillMask(mask.AsSpan<float>());
    }

    // To a device: each tensor as a whole.
    private void WriteAcross(ReadOnlySpan<int> ids, int given)
    {
        var (rows, length) = (Ids.Shape[0], Ids.Shape[1]);
        var (kept, lastRows, values) = (new int[Ids.Length], new int[rows], new float[mask!.Length]);
        for (var row = 0; row < rows; row++)
        {
            ids.Slice(row * given, length).CopyTo(kept.AsSpan(row * length));
            lastRows[row] = (row * length) + Math.Max(0, ends[row]);
        }
        Ids.Write<int>(kept);
        endRows!.Write<int>(lastRows);
        FillMask(values.AsSpan());
        mask.Write<float>(values);
    }

    /// <summary>Columns that hold more than padding: one more than the last position at which a row ends.</summary>
    /// <param name="ids">Row-major [rows, length].</param>
    /// <param name="length">Columns.</param>
    /// <param name="endOfText">The model's end token; null takes the largest id of a row.</param>
    public static int LongestOf(ReadOnlySpan<int> ids, int length, int? endOfText = null) => TextEnds.Longest(ids, length, endOfText);

    /// <summary>0 up to each end, −∞ behind it and in windows that hold nothing: [texts, windows·length].</summary>
    public Tensor KeyMask(DType type)
    {
        if (mask is not null) return mask.To(type);
        var values = new float[Ids.Length];           // 0 and −∞ are the same in every dtype
        FillMask(values.AsSpan());
        return Tensor.Of(values, [Texts, PerText * Ids.Shape[1]], Ids.Device).To(type);
    }

    private static (int Least, int Most) RangeOf(ReadOnlySpan<int> ids)
    {
        var (least, most) = (0, 0);
        foreach (var id in ids) (least, most) = (Math.Min(least, id), Math.Max(most, id));
        return (least, most);
    }

    // The processor's lookup says so itself, of the very id.
    private void RequireKnown()
    {
        if (Ids.Device.IsHost || vocabulary is not { } words || (range.Least >= 0 && range.Most < words)) return;
        var wrong = range.Least < 0 ? range.Least : range.Most;
        throw new ShapeException(
            "TextIds", $"id {wrong} is outside 0..{words - 1}, the model's vocabulary. Use the model's own tokenizer.", Ids.Shape);
    }

    private void FillMask<T>(Span<T> values) where T : IFloatingPointIeee754<T>
    {
        var length = Ids.Shape[1];
        for (var row = 0; row < ends.Length; row++)
        {
            var seen = ends[row] + 1;
            values.Slice(row * length, seen).Fill(T.Zero);
            values.Slice((row * length) + seen, length - seen).Fill(T.NegativeInfinity);
        }
    }

    /// <summary>The row of each text's end token.</summary>
    /// <param name="tokens">[texts, length, width].</param>
    /// <returns>[texts, width].</returns>
    public Tensor AtEnds(Tensor tokens)
    {
        if (PerText != 1)
            throw new ShapeException("TextIds", $"texts of {PerText} windows have no single end. Use one window a text.", tokens.Shape);
        var length = tokens.Shape[1];
        return tokens.Reshape(-1, tokens.Shape[2])
            .Gather(endRows ?? Tensor.Of<int>([.. ends.Select((end, text) => (text * length) + end)], [ends.Length], Ids.Device));
    }

    /// <summary>These texts, which a model whose texts end at <paramref name="modelsEnd"/> is about to read.</summary>
    /// <param name="modelsEnd">The model's end token.</param>
    /// <param name="words">How many ids the model knows.</param>
    /// <exception cref="ArgumentException">They were made for another end token, and that gives other places.</exception>
    /// <exception cref="ShapeException">On a device whose kernels cannot throw: an id is none that the model knows.</exception>
    internal TextIds EndingAt(int? modelsEnd, int words)
    {
        vocabulary = words;
        RequireKnown();
        if (modelsEnd == endOfText) return this;
        var places = new int[ends.Length];
        TextEnds.Find(Ids.ToArray<int>(), Ids.Shape[1], PerText, modelsEnd, places);
        return places.AsSpan().SequenceEqual(ends) ? this : throw new ArgumentException(
            $"TextIds: the texts were made to end at {Rule(endOfText)}, but the model pools them at {Rule(modelsEnd)}. "
            + $"Pass its Config.Text.EndOfText to TextIds.Of.");

        static string Rule(int? end) => end is { } id ? $"the first id {id}" : "the largest id";
    }
}
