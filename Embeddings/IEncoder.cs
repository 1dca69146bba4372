using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Embeddings;

/// <summary>What the kinds of models have in common when they only embed.</summary>
internal interface IEncoder
{
    /// <summary>Width of an embedding.</summary>
    int Dimensions { get; }

    /// <summary>Longest sequence that the text tower reads at once.</summary>
    int ContextLength { get; }

    /// <summary>Ids of a text; a multiple of the context when longer texts are read in windows.</summary>
    int TextLength { get; }

    /// <summary>The token at whose first place a text ends; null for the largest id.</summary>
    int? EndOfText { get; }

    /// <summary>Frames of a video where none are asked for.</summary>
    int FrameCount { get; }

    /// <summary>Side of the patches that pictures are cut into, pixels.</summary>
    int PatchSize { get; }

    /// <summary>ℓ = ln(1/τ), a scalar.</summary>
    Tensor LogitScale { get; }

    /// <summary>The parameters that decide what it makes of pictures and videos.</summary>
    ParameterSet MediaParameters { get; }

    /// <summary>The sizes and constants that do.</summary>
    string MediaSettings { get; }

    /// <summary>[pictures, 3, size, size] → [pictures, dimensions], of any length.</summary>
    Tensor Images(Tensor pixels, CancellationToken cancellation = default);

    /// <summary>[videos, time, 3, size, size] → [videos, dimensions], of any length.</summary>
    Tensor Videos(Tensor frames, CancellationToken cancellation = default);

    /// <summary>The first half of <see cref="Videos"/>: [frames, 3, size, size] → [frames, …].</summary>
    Tensor Frames(Tensor pixels, CancellationToken cancellation = default);

    /// <summary>The second half: [videos·time, …] → [videos, dimensions], of any length.</summary>
    Tensor OfFrames(Tensor features, int videos);

    /// <summary>Texts → [texts, dimensions], of any length.</summary>
    Tensor Texts(TextIds texts);
}

/// <summary>CLIP: a video is the mean of its unit-length frames (CLIP4Clip's parameter-free head, Luo et al., arXiv 2104.08860).</summary>
internal sealed class ClipEncoder(ClipModel clip) : IEncoder
{
    /// <summary>Frames of a video that nothing says otherwise about.</summary>
    public const int DefaultFrames = 16;

    public int Dimensions => clip.Config.ProjectionWidth;

    public int ContextLength => clip.Config.Text.ContextLength;

    public int TextLength => ContextLength;

    public int? EndOfText => clip.Config.Text.EndOfText;

    public int FrameCount => DefaultFrames;

    public int PatchSize => clip.Config.Vision.PatchSize;

    public Tensor LogitScale => clip.LogitScale;

    public ParameterSet MediaParameters => clip.Parameters.Below("visual.");

    public string MediaSettings => clip.Config.Vision.ToString();

    // A batch of a large tower takes seconds, so that cancellation is looked at after every block.
    public Tensor Images(Tensor pixels, CancellationToken cancellation = default) => clip.EncodeImage(pixels, (_, tokens) =>
    {
        cancellation.ThrowIfCancellationRequested();
        return tokens;
    });

    public Tensor Videos(Tensor frames, CancellationToken cancellation = default)
    {
        var (videos, time) = (frames.Shape[0], frames.Shape[1]);
        return OfFrames(Frames(frames.Reshape([videos * time, .. frames.Shape[2..]]), cancellation), videos);
    }

    public Tensor Frames(Tensor pixels, CancellationToken cancellation = default) => Images(pixels, cancellation).L2Normalize();

    public Tensor OfFrames(Tensor features, int videos) => features.Reshape(videos, features.Shape[0] / Math.Max(1, videos), Dimensions).Mean(1);

    public Tensor Texts(TextIds texts) => clip.EncodeText(texts);
}

/// <summary>A trained run: frames, #iter and length of texts are those of one granularity; a picture is a video of one frame.</summary>
internal sealed class RunEncoder(IVideoTextModel model, int dimensions, int patch, int frames, int textLength, int videoIterations, int textIterations, string settings) : IEncoder
{
    public int Dimensions => dimensions;

    public int ContextLength => model.ContextLength;

    public int TextLength => textLength;

    public int? EndOfText => model.EndOfText;

    public int FrameCount => frames;

    public int PatchSize => patch;

    public Tensor LogitScale => model.LogitScale;

    public ParameterSet MediaParameters => model.Parameters;

    public string MediaSettings => $"{settings} {videoIterations}";

    public Tensor Images(Tensor pixels, CancellationToken cancellation = default) => Videos(pixels.Reshape([pixels.Shape[0], 1, .. pixels.Shape[1..]]), cancellation);

    public Tensor Videos(Tensor frames, CancellationToken cancellation = default) => model.EncodeVideo(frames, videoIterations);

    public Tensor Frames(Tensor pixels, CancellationToken cancellation = default) => model.EncodeFrames(pixels);

    public Tensor OfFrames(Tensor features, int videos) => model.EmbedFrames(features, videos, videoIterations);

    public Tensor Texts(TextIds texts) => model.EncodeText(texts, textIterations);
}
