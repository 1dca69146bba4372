using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>Everything that decides the shape of an S-ViLM model and its losses (docs/svilm.md).</summary>
/// <remarks>
/// <see cref="VideoTextConfig.Vision"/> gives the side of a frame, the side of a patch, and the video transformer itself, or with
/// <see cref="VideoEncoding.Frames"/> CLIP's image tower.
/// </remarks>
public sealed record SViLMConfig : VideoTextConfig
{
    /// <summary>How videos become tokens.</summary>
    public SpaceTimeConfig Video { get; init; } = new();

    /// <summary>Group tokens and grouping blocks.</summary>
    public required GroupingConfig Groups { get; init; }

    /// <summary>D: width of the common space of videos, group tokens and texts.</summary>
    public int ProjectionWidth { get; init; } = 256;

    /// <summary>Losses, and what they take of a batch.</summary>
    public SViLMLosses Losses { get; init; } = new();

    /// <inheritdoc/>
    public override int EmbeddingWidth => ProjectionWidth;

    /// <inheritdoc/>
    public override int ClipWidth => Vision.Tower.Width;

    /// <summary>
    /// The paper's size as far as it is known: 32 frames in patches of 2×16×16, 12 layers of width 768 with 12 heads, 32 group tokens,
    /// grouping blocks after layers 6, 9 and 12. The text tower is CLIP's in place of BERT's.
    /// </summary>
    public static SViLMConfig Base { get; } = new()
    {
        Vision = new()
        {
            ImageSize = 224,
            PatchSize = 16,
            Tower = new() { Width = 768, Layers = 12, Heads = 12, Activation = Activation.Gelu, Initialization = Initialization.Small },
        },
        Text = ClipConfig.VitB32.Text,
        Video = new() { Tubelet = 2, MaxClips = 16 },
        Groups = new() { Tokens = 32, Layers = [6, 9, 12], Initialization = Initialization.Small },
    };

    /// <summary>Transformer layers that video tokens pass: grouping blocks stand after some of them, counted from 1.</summary>
    internal int Depth => Video.Encoding == VideoEncoding.Joint ? Vision.Tower.Layers : Video.Layers;

    /// <summary>Frames of a clip: what one token spans in time.</summary>
    internal int ClipFrames => Video.Encoding == VideoEncoding.Joint ? Video.Tubelet : 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Video.Validate();
        Groups.Validate(Depth, Vision.Tower);
        Losses.Validate();
        if (ProjectionWidth < 1) throw new ArgumentException($"projectionWidth ({ProjectionWidth}) must be positive.");
    }

    /// <inheritdoc/>
    public override BatchNeeds NeedsOf(int frames)
    {
        if (frames < 1 || frames % ClipFrames != 0 || frames / ClipFrames > Video.MaxClips)
            throw new ArgumentException(
                $"S-ViLM: a video of {frames} frames is no whole number of clips of {ClipFrames} frames, at most {Video.MaxClips} of them. "
                + "Change the granularity's frames, or video.tubelet and video.maxClips.");
        var clips = frames / ClipFrames;
        if (Losses.Blend && clips < 2)
            throw new ArgumentException(
                $"S-ViLM: cut-and-paste needs at least 2 clips, but {frames} frames are {clips} of {ClipFrames}. Take more frames, or set "
                + "losses.blend to false and losses.temporal to 0.");
        var grounds = Losses.Grounding > 0;
        return new()
        {
            Phrases = grounds ? Losses.Phrases : 0,
            PhraseLength = grounds ? Math.Min(Losses.PhraseLength, Text.ContextLength) : 0,
            Clips = clips,
            Blends = Losses.Blend,
            Touching = Losses.Touching,
            Noise = grounds && Groups.Assignment == GroupAssignment.Hard && Groups.Noise
                ? checked(Groups.Layers.Count * clips * Vision.Patches * Groups.Tokens) : 0,
        };
    }

    /// <inheritdoc/>
    public override IVideoTextModel Build(ParameterScope scope) => new SViLMModel(scope, this);
}

/// <summary>How videos become tokens.</summary>
public enum VideoEncoding
{
    /// <summary>Patches of several frames through one transformer with joint space-time attention.</summary>
    Joint,
    /// <summary>Each frame through CLIP's image tower, then a few layers of space-time attention over all patches.</summary>
    Frames,
}

/// <summary>The video encoder beside its transformer.</summary>
public sealed record SpaceTimeConfig
{
    /// <summary>Which encoder.</summary>
    public VideoEncoding Encoding { get; init; } = VideoEncoding.Joint;

    /// <summary>Frames that a patch spans, of the joint encoder.</summary>
    public int Tubelet { get; init; } = 1;

    /// <summary>Rows of the temporal positions: the most clips of a video.</summary>
    public int MaxClips { get; init; } = 32;

    /// <summary>Layers of space-time attention on CLIP's frames.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Refuses sizes that cannot be built.</summary>
    public void Validate()
    {
        if (Tubelet < 1 || MaxClips < 1 || Layers < 1)
            throw new ArgumentException(
                $"video: tubelet ({Tubelet}), maxClips ({MaxClips}) and layers ({Layers}) must be positive.");
    }
}

/// <summary>How a token's group is chosen.</summary>
public enum GroupAssignment
{
    /// <summary>One group a token: one-hot of a Gumbel soft-max over the groups, with the straight-through gradient.</summary>
    Hard,
    /// <summary>The soft-max over the groups itself.</summary>
    Soft,
}

/// <summary>Group tokens and the blocks that update them (docs/svilm.md).</summary>
public sealed record GroupingConfig
{
    /// <summary>M: number of group tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>After which layers a grouping block stands, counted from 1, ascending; empty for none.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>How a token's group is chosen.</summary>
    public GroupAssignment Assignment { get; init; } = GroupAssignment.Hard;

    /// <summary>Add Gumbel noise to the logits in training.</summary>
    public bool Noise { get; init; } = true;

    /// <summary>Temperature of the soft-max over the groups.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Mix group tokens along their index before the assignment, by an MLP.</summary>
    public bool TokenMix { get; init; }

    /// <summary>Let group tokens attend to video tokens before the assignment, with the tower's heads, followed by an MLP.</summary>
    public bool PreAssign { get; init; }

    /// <summary>Group tokens take part in the transformer's self-attention.</summary>
    public bool SelfAttention { get; init; }

    /// <summary>Fresh values of the blocks' linear maps.</summary>
    public Initialization Initialization { get; init; } = Initialization.FanIn;

    /// <summary>The block of GroupViT: index mixing and cross-attention before the assignment, tokens in self-attention.</summary>
    public GroupingConfig ToGroupVitFull() => this with { TokenMix = true, PreAssign = true, SelfAttention = true };

    /// <summary>Refuses sizes that cannot be built.</summary>
    internal void Validate(int depth, TowerConfig tower)
    {
        if (Tokens < 1) throw new ArgumentException($"groups: tokens ({Tokens}) must be positive.");
        if (!(Temperature > 0)) throw new ArgumentException($"groups: temperature ({Temperature}) must be positive.");
        if (Layers.Any(layer => layer < 1 || layer > depth) || Layers.Zip(Layers.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException(
                $"groups: layers ({string.Join(",", Layers)}) must ascend from 1 to at most {depth}, the number of layers.");
        if (TokenMix && tower.Width < 2) throw new ArgumentException($"groups: tokenMix needs a width of 2 or more, not {tower.Width}.");
    }

    // Lists compare by reference, and print as their type: the rest of a record's members would not tell two of them apart.

    /// <inheritdoc/>
    public bool Equals(GroupingConfig? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Tokens} groups after layers {string.Join(',', Layers)}, {Assignment}, noise {Noise}, temperature {Temperature:R}")
        + $", mix {TokenMix}, attend {PreAssign}, self-attention {SelfAttention}, {Initialization}";
}

/// <summary>The three losses, L = ω₁·L_t + ω₂·L_g + ω₃·L_c, and what they take of a batch (docs/svilm.md).</summary>
public sealed record SViLMLosses
{
    /// <summary>ω₁ of temporal grouping; 0 leaves it out.</summary>
    public double Temporal { get; init; } = 1;

    /// <summary>ω₂ of spatial grounding; 0 leaves it out, and the grouping blocks with it.</summary>
    public double Grounding { get; init; } = 1;

    /// <summary>ω₃ of the contrast of whole videos and captions.</summary>
    public double Contrastive { get; init; } = 1;

    /// <summary>Paste a stretch of each video into another one before encoding.</summary>
    public bool Blend { get; init; } = true;

    /// <summary>The stretch may end with the video; false leaves at least one clip of the background behind it.</summary>
    public bool Touching { get; init; } = true;

    /// <summary>τ_t of temporal grouping.</summary>
    public double TemporalTemperature { get; init; } = 0.07;

    /// <summary>How assignments are compared with the mask.</summary>
    public AssignmentError TemporalError { get; init; } = AssignmentError.MeanSquare;

    /// <summary>No gradient flows through the two centres.</summary>
    public bool StopCentres { get; init; }

    /// <summary>Temperature of a phrase's soft-max over group tokens.</summary>
    public double PhraseTemperature { get; init; } = 0.07;

    /// <summary>K: noun phrases of a caption.</summary>
    public int Phrases { get; init; } = 2;

    /// <summary>Ids of a phrase in its prompt, start and end included; longer ones are cut.</summary>
    public int PhraseLength { get; init; } = 24;

    /// <summary>Divide the weights of the text's positives by their sum.</summary>
    public bool NormaliseColumns { get; init; }

    /// <summary>Take the mean of both directions instead of their sum.</summary>
    public bool HalfSum { get; init; }

    /// <summary>Refuses what cannot be computed.</summary>
    public void Validate()
    {
        if (!(Temporal >= 0 && Grounding >= 0 && Contrastive >= 0) || !(Temporal + Grounding + Contrastive > 0))
            throw new ArgumentException(
                $"losses: weights must be 0 or more, and one above 0; they are temporal {Temporal}, grounding {Grounding}, contrastive "
                + $"{Contrastive}.");
        if (Temporal > 0 && !Blend)
            throw new ArgumentException(
                "losses: temporal grouping tells the clips of two blended videos apart, but blend is false. Set temporal to 0 or blend to "
                + "true.");
        if (!(TemporalTemperature > 0) || !(PhraseTemperature > 0))
            throw new ArgumentException(
                $"losses: temperatures must be positive; temporal {TemporalTemperature}, phrase {PhraseTemperature}.");
        if (Phrases < 1 || PhraseLength < 3)
            throw new ArgumentException(
                $"losses: phrases ({Phrases}) must be at least 1 and phraseLength ({PhraseLength}) at least 3.");
    }
}

/// <summary>How the assignment of clips is compared with the mask.</summary>
public enum AssignmentError
{
    /// <summary>Mean squared error over both columns (the paper's Eq. 2).</summary>
    MeanSquare,
    /// <summary>Binary cross-entropy.</summary>
    CrossEntropy,
}
