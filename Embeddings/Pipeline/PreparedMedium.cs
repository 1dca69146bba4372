using Gexia.Data.Image;

namespace Gexia.Embeddings.Pipeline;

/// <summary>What the second stage gives: pixels as the model reads them.</summary>
/// <param name="Pixels">[frames, 3, size, size], normalised.</param>
/// <param name="Frames">One for a picture.</param>
/// <param name="IsVideo">Whether the model is to read them as a video.</param>
internal sealed record PreparedMedium(float[] Pixels, int Frames, bool IsVideo)
{
    /// <summary>Scales, crops and normalises every frame.</summary>
    public static PreparedMedium Of(DecodedMedium medium, ClipPreprocessing preprocessing, CancellationToken cancellation = default)
    {
        var values = 3 * preprocessing.Size * preprocessing.Size;
        var pixels = GC.AllocateUninitializedArray<float>(checked(medium.Frames.Count * values));       // Apply fills all of it
        for (var i = 0; i < medium.Frames.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            preprocessing.Apply(medium.Frames[i], pixels.AsSpan(i * values, values));
        }
        return new PreparedMedium(pixels, medium.Frames.Count, medium.IsVideo);
    }
}
