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

    /// <summary>Number of pairs.</summary>
    public int Count => Samples.Count;
}
