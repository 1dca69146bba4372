using Gexia.Data.Image;
using Microsoft.Extensions.AI;

namespace Gexia.Embeddings;

/// <summary>Embeds pictures (<c>image/*</c>) and videos (<c>video/*</c>) in the same space as texts.</summary>
/// <remarks>
/// PNG is decoded in managed code, other pictures and all videos by ffmpeg, which must be on PATH then. Of an animated picture the
/// first frame counts; of a video evenly spread frames do, see <see cref="EmbeddingOptions.Frames"/>.
/// </remarks>
/// <example><code>
/// using var generator = new MediaEmbeddingGenerator(EmbeddingModel.Open("clip-vit-base-patch32"));
/// var cat = await generator.GenerateAsync([await DataContent.LoadFromAsync("cat.png")]);
/// </code></example>
/// <param name="model">The model; several generators may share it.</param>
/// <param name="options">What holds where a call says nothing else; <see cref="EmbeddingOptions.Default"/> when null.</param>
public sealed class MediaEmbeddingGenerator(EmbeddingModel model, EmbeddingOptions? options = null) : GexiaEmbeddingGenerator<DataContent>(model, options)
{
    private protected override GeneratedEmbeddings<Embedding<float>> Generate(DataContent[] values, EmbeddingOptions options, CancellationToken cancellation)
    {
        var result = new Embedding<float>[values.Length];
        var waiting = new List<(int Place, RgbImage Picture)>();
        for (var i = 0; i < values.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var frames = MediaReader.Read(values[i], Model, options, cancellation);
            if (values[i].HasTopLevelMediaType("video")) result[i] = Embedding(Model.EmbedVideo(frames, options));
            else waiting.Add((i, frames[0]));
            if (waiting.Count == options.BatchSize) EmbedWaiting();
        }
        EmbedWaiting();
        return new(result);

        void EmbedWaiting()
        {
            var vectors = Model.EmbedImages([.. waiting.Select(entry => entry.Picture)], options, cancellation);
            foreach (var ((place, _), vector) in waiting.Zip(vectors)) result[place] = Embedding(vector);
            waiting.Clear();
        }
    }
}
