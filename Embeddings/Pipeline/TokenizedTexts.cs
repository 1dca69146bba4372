using Gexia.Data.Text;

namespace Gexia.Embeddings.Pipeline;

/// <summary>A batch of texts as the model reads them, made while the one before is being encoded.</summary>
/// <param name="Ids">[texts, length]; a length above the context holds windows.</param>
/// <param name="Lengths">For each text its ids, start and end included.</param>
/// <param name="Truncated">Which texts were cut.</param>
internal sealed record TokenizedTexts(int[] Ids, int[] Lengths, bool[] Truncated)
{
    public static TokenizedTexts Of(IEnumerable<string> texts, ITokenizer tokenizer, int length, int context)
    {
        string[] all = [.. texts];
        var batch = new TokenizedTexts(new int[all.Length * length], new int[all.Length], new bool[all.Length]);
        for (var i = 0; i < all.Length; i++)
        {
            var ids = length <= context
                ? tokenizer.EncodeForModel(all[i], length, out batch.Truncated[i])
                : tokenizer.EncodeWindows(all[i], context, length / context, out batch.Truncated[i]);
            ids.CopyTo(batch.Ids, i * length);
            batch.Lengths[i] = Read(ids, tokenizer.EndOfText, context);
        }
        return batch;
    }

    /// <summary>Ids up to the end token of each window.</summary>
    private static int Read(ReadOnlySpan<int> ids, int endOfText, int context)
    {
        var count = 0;
        for (var from = 0; from < ids.Length; from += context)
            count += ids[from..Math.Min(from + context, ids.Length)].IndexOf(endOfText) + 1;
        return count;
    }
}
