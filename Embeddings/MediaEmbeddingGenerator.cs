using System.Runtime.ExceptionServices;
using Gexia.Embeddings.Pipeline;
using Microsoft.Extensions.AI;

namespace Gexia.Embeddings;

/// <summary>Embeds pictures (<c>image/*</c>) and videos (<c>video/*</c>) in the same space as texts.</summary>
/// <remarks>
/// Pictures (PNG, JPEG, GIF, WebP, BMP, TIFF, TGA, PPM/PGM/PBM) are decoded in this process, videos by ffmpeg, which must be on PATH then.
/// Of an animated picture the first frame counts; of a video, animated pictures given as <c>video/*</c> included, evenly spread frames do,
/// see <see cref="EmbeddingOptions.Frames"/>. What bytes are is read from them: their media type only says picture or video. Where only a
/// part of a video can be decoded, that part is embedded, and the embedding says so under <see cref="EmbeddingProperties.Warning"/>.
/// </remarks>
/// <example><code>
/// using var generator = new MediaEmbeddingGenerator(EmbeddingModel.Open("clip-vit-base-patch32"));
/// var cat = await generator.GenerateAsync([await DataContent.LoadFromAsync("cat.png")]);
/// </code></example>
/// <param name="model">The model; several generators may share it.</param>
/// <param name="options">What holds where a call says nothing else; <see cref="EmbeddingOptions.Default"/> when null.</param>
public sealed class MediaEmbeddingGenerator(EmbeddingModel model, EmbeddingOptions? options = null)
    : GexiaEmbeddingGenerator<DataContent>(model, options)
{
    private protected override GeneratedEmbeddings<Embedding<float>> Generate(
        DataContent[] values, EmbeddingOptions options, CancellationToken cancellation)
    {
        var frames = Array.Exists(values, value => value.HasTopLevelMediaType("video")) ? options.Frames ?? Model.Frames : 1;
        var (result, warnings) = (new Embedding<float>[values.Length], new string?[values.Length]);
        foreach (var (number, vector, error) in new EmbeddingPipeline(Model, options).Run(values.Length, Decode, frames, cancellation))
        {
            if (error is not null) ExceptionDispatchInfo.Throw(error);
            result[number] = Embedding(vector!);
            if (warnings[number] is { } warning) result[number].AdditionalProperties = new() { [EmbeddingProperties.Warning] = warning };
        }
        return new(result);

        DecodedMedium Decode(int n, CancellationToken stop)
        {
            var medium = MediaReader.Read(values[n], Model, options, stop);
            warnings[n] = medium.Warning;
            return medium;
        }
    }
}
