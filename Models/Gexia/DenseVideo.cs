using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>
/// Dense video features (GEXIA §3.2): each frame through the image tower on its own, the tokens of all frames in time order.
/// in: frames [batch, time, 3, size, size] → out: [batch, time·P, C].
/// </summary>
public sealed class DenseVideo
{
    private readonly VisionTransformer tower;
    private readonly DenseConfig config;
    private readonly Tensor? temporal;

    /// <summary>Asks the scope for its parameters; the tower has its own.</summary>
    public DenseVideo(ParameterScope scope, VisionTransformer tower, int width, DenseConfig config)
    {
        this.tower = tower;
        this.config = config;
        // Zero at first: at step 0 the model is that of GEXIA §3.2, which has no temporal embedding.
        if (config.TemporalEmbedding)
            temporal = scope.Parameter("temporal_embedding", [config.MaxFrames, width], ParameterRole.Embedding, Initial.Zeros);
    }

    /// <summary>F_V of a batch of videos.</summary>
    /// <param name="frames">[batch, time, 3, size, size], normalised; time at most the configured number of frames.</param>
    /// <returns>[batch, time·P, C].</returns>
    /// <exception cref="ShapeException">The frames do not fit.</exception>
    public Tensor Forward(Tensor frames)
    {
        if (frames.Shape.Rank != 5)
            throw new ShapeException("DenseVideo", $"needs frames [batch, time, 3, size, size], not {frames.Description}.", frames.Shape);
        var (batch, time) = (frames.Shape[0], frames.Shape[1]);
        return WithTime(tower.Forward(frames.Reshape([batch * time, .. frames.Shape[2..]])), batch, time);
    }

    /// <summary>Puts the tokens of single frames in order: [batch·time, 1 + patches, C] → [batch, time·P, C].</summary>
    internal Tensor WithTime(Tensor tokens, int batch, int time)
    {
        if (temporal is not null && time > config.MaxFrames)
            throw new ShapeException(
                "DenseVideo",
                $"{time} frames, but the temporal embedding has {config.MaxFrames} rows. Sample fewer frames, or set dense.maxFrames.",
                tokens.Shape);
        tokens = Kept(tokens);
        var (count, width) = (tokens.Shape[1], tokens.Shape[2]);
        if (temporal is not null) tokens = tokens.Reshape(batch, time, count, width) + Rows(temporal, 0, time, tokens.DType);
        return tokens.Reshape(batch, time * count, width);
    }

    /// <summary>Variants of one frame of a video: [variants, 1 + patches, C] → [variants, P, C].</summary>
    /// <param name="tokens">Of each variant.</param>
    /// <param name="frame">The frame's number, below the configured number of frames.</param>
    internal Tensor AtFrame(Tensor tokens, int frame)
    {
        tokens = Kept(tokens);
        return temporal is null ? tokens : tokens + Rows(temporal, frame, 1, tokens.DType);
    }

    private Tensor Kept(Tensor tokens) => config.UseCls ? tokens : tokens.Slice(1, 1, tokens.Shape[1] - 1);

    // [time, 1, C]
    private static Tensor Rows(Tensor table, int first, int count, DType type) =>
        table.Slice(0, first, count).Cast(type).Reshape(count, 1, table.Shape[1]);
}
