using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Embeddings;

/// <summary>CLIP: a video is the mean of its unit-length frames (<see cref="MeanPooling"/>), a picture is CLIP's own embedding.</summary>
internal sealed class ClipEncoder(ClipModel clip) : IEncoder
{
    /// <summary>Frames of a video that nothing says otherwise about.</summary>
    public const int DefaultFrames = 16;

    private readonly MeanPooling head = new(clip);

    public int Dimensions => clip.Config.ProjectionWidth;

    public int ContextLength => head.ContextLength;

    public int TextLength => ContextLength;

    public int? EndOfText => head.EndOfText;

    public int FrameCount => DefaultFrames;

    public Tensor LogitScale => clip.LogitScale;

    public ParameterSet MediaParameters => clip.Parameters.Below("visual.");

    public string MediaSettings => clip.Config.Vision.ToString();

    public Tensor Images(Tensor pixels, CancellationToken cancellation = default) => clip.EncodeImage(pixels, Checked(cancellation));

    public Tensor Videos(Tensor frames, CancellationToken cancellation = default) => head.EncodeVideo(frames, Checked(cancellation));

    public Tensor Frames(Tensor pixels, CancellationToken cancellation = default) => head.EncodeFrames(pixels, Checked(cancellation));

    public IVideoTextModel Head => head;

    public Tensor Texts(TextIds texts) => clip.EncodeText(texts);

    // A batch of a large tower takes seconds, so that cancellation is looked at after every block.
    private static Func<int, Tensor, Tensor> Checked(CancellationToken cancellation) => (_, tokens) =>
    {
        cancellation.ThrowIfCancellationRequested();
        return tokens;
    };
}
