using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>Everything that decides the shape of a GEXIA model.</summary>
public sealed record GexiaConfig : VideoTextConfig
{
    /// <summary>Both iterative approximation modules.</summary>
    public required IamConfig Iam { get; init; }

    /// <summary>How the towers' outputs become keys of the IAM.</summary>
    public DenseConfig Dense { get; init; } = new();

    /// <inheritdoc/>
    public override int EmbeddingWidth => Iam.Width;

    /// <inheritdoc/>
    public override int MostWindows => Dense.LongText == LongText.Chunk ? Dense.MaxChunks : 1;

    // Patches and class token, whether the class token is used or not.
    internal override IReadOnlyList<int> FrameFeatures => [Vision.Patches + 1, Vision.Tower.Width];

    internal override TextFeatureForm TextFeatures => new(Text.Tower.Width, PerToken: true, SeesPadding: !Dense.MaskTextPads);

    /// <summary>The paper's size: CLIP ViT-B/32 towers, N = 32, D = 512, 8 heads (N, D and heads are ours).</summary>
    public static GexiaConfig VitB32 { get; } = new()
    {
        Vision = ClipConfig.VitB32.Vision,
        Text = ClipConfig.VitB32.Text,
        Iam = new() { Vectors = 32, Width = 512, Heads = 8, Initialization = Initialization.Small },
    };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Iam.Validate();
        if (Dense.MaxFrames < 1 || Dense.MaxChunks < 1)
            throw new ArgumentException($"dense: maxFrames ({Dense.MaxFrames}) and maxChunks ({Dense.MaxChunks}) must be positive.");
    }

    /// <inheritdoc/>
    public override IVideoTextModel Build(ParameterScope scope) => new GexiaModel(scope, this);
}

/// <summary>Sizes and variants of an iterative approximation module (GEXIA §3.2; what it leaves open: docs/gexia.md).</summary>
public sealed record IamConfig
{
    /// <summary>N: number of base vectors.</summary>
    public required int Vectors { get; init; }

    /// <summary>D: width of the base vectors, and of the embedding.</summary>
    public required int Width { get; init; }

    /// <summary>Attention heads; they divide the width.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden width of the MLP over D.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Where an MLP follows.</summary>
    public IamMlp Mlp { get; init; } = IamMlp.AfterSelfAttention;

    /// <summary>One LayerNorm after the last step, so that all depths have one scale.</summary>
    public bool FinalNorm { get; init; } = true;

    /// <summary>The paper's drawing taken literally, A⁺ = SA(CA(A, F)): no residual, LayerNorm or MLP. For ablations.</summary>
    public bool Literal { get; init; }

    /// <summary>Fresh values.</summary>
    public Initialization Initialization { get; init; } = Initialization.FanIn;

    /// <summary>Refuses sizes that cannot be built.</summary>
    public void Validate()
    {
        if (Vectors < 1 || Width < 1 || Heads < 1 || Width % Heads != 0 || (int)(Width * MlpRatio) < 1)
            throw new ArgumentException(
                $"iam: heads ({Heads}) must divide width ({Width}), and sizes be positive (vectors {Vectors}, mlpRatio {MlpRatio}).");
    }
}

/// <summary>Where the IAM's step has an MLP.</summary>
public enum IamMlp
{
    /// <summary>Nowhere.</summary>
    None,
    /// <summary>After self-attention only (default).</summary>
    AfterSelfAttention,
    /// <summary>After cross-attention and after self-attention.</summary>
    AfterBoth,
}

/// <summary>How dense features are formed (GEXIA §3.2; what it leaves open: docs/gexia.md).</summary>
public sealed record DenseConfig
{
    /// <summary>Keep each frame's class token beside its patches.</summary>
    public bool UseCls { get; init; } = true;

    /// <summary>Add a learned vector per frame number, zero at first; without it the video branch cannot see the order of frames.</summary>
    public bool TemporalEmbedding { get; init; } = true;

    /// <summary>Rows of the temporal embedding: the longest video in frames.</summary>
    public int MaxFrames { get; init; } = 64;

    /// <summary>Hide padding from the IAM, so that a text's embedding does not depend on the padded length.</summary>
    public bool MaskTextPads { get; init; } = true;

    /// <summary>What happens to texts longer than the context.</summary>
    public LongText LongText { get; init; } = LongText.Truncate;

    /// <summary>With <see cref="LongText.Chunk"/>: windows of one text at most.</summary>
    public int MaxChunks { get; init; } = 8;
}

/// <summary>What happens to texts longer than the text tower's context.</summary>
public enum LongText
{
    /// <summary>Cut (the paper).</summary>
    Truncate,
    /// <summary>Encode windows apart and concatenate their dense features.</summary>
    Chunk,
}
