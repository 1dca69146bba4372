namespace Gexia.Data.Loading;

/// <summary>Some pairs of one granularity as plain numbers: made on any thread, owned by nobody's scope.</summary>
/// <param name="Granularity">Its name.</param>
/// <param name="Frames">Frames of each video.</param>
/// <param name="Size">Side of the square frames, pixels.</param>
/// <param name="Pixels">[batch, frames, size, size, 3] row-major, red first, 0..255.</param>
/// <param name="TextLength">Ids of each text, padding included.</param>
/// <param name="TokenIds">[batch, length] row-major, each row with start and end.</param>
/// <param name="Samples">[batch] which pairs of the granularity.</param>
public sealed record Batch(
    string Granularity, int Frames, int Size, byte[] Pixels, int TextLength, int[] TokenIds, IReadOnlyList<int> Samples)
{
    /// <summary>Which of the training's sets the pairs are of, as an index.</summary>
    public int Set { get; init; }

    /// <summary>
    /// bfloat16 [batch, frames, …]: what an image tower that stays as it is made of the frames, in place of <see cref="Pixels"/>, which
    /// then holds nothing; null where there are pixels.
    /// </summary>
    internal byte[]? VideoFeatures { get; init; }

    /// <summary>[batch] bfloat16 features of each text by a text tower that stays as it is, beside the ids; or null.</summary>
    internal IReadOnlyList<byte[]>? TextFeatures { get; init; }

    /// <summary>Number of pairs.</summary>
    public int Count => Samples.Count;
}
