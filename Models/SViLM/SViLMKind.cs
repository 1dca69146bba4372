using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>S-ViLM: group tokens in a video transformer, temporal grouping and spatial grounding.</summary>
internal sealed class SViLMKind : ModelKind
{
    private const string Ours = "ours";

    public override string Name => "svilm";

    internal override bool IsTower(Parameter parameter) =>
        base.IsTower(parameter) && !parameter.Name.StartsWith("svilm.", StringComparison.Ordinal);

    internal override VideoTextConfig Read(IConfigReader section)
    {
        var (vision, text) = (ClipSections.Vision(section.Section("vision")), ClipSections.Text(section.Section("text")));
        var video = ReadVideo(section.Section("video"));
        var depth = video.Encoding == VideoEncoding.Joint ? vision.Tower.Layers : video.Layers;
        return new SViLMConfig
        {
            Vision = vision,
            Text = text,
            Video = video,
            Groups = ReadGroups(section.Section("groups"), depth),
            ProjectionWidth = section.Count(
                "commonWidth", new("Width of the common space of videos, group tokens and texts.", "S-ViLM: 256 (from memory)"), 256, 1,
                1 << 16),
            Losses = ReadLosses(section.Section("losses")),
            Checkpoint = ClipSections.Checkpoint(section),
        };
    }

    private static SpaceTimeConfig ReadVideo(IConfigReader section) => new()
    {
        Encoding = section.Choice<VideoEncoding>(
            "encoding",
            new(
                "joint: patches of several frames through one transformer; frames: CLIP's image tower, then layers over all frames.",
                "joint: S-ViLM; frames is ours"),
            VideoEncoding.Joint),
        Tubelet = section.Count("tubelet", new("Frames that a patch of the joint encoder spans.", "S-ViLM: 2 (from memory)"), 1, 1, 1024),
        MaxClips = section.Count(
            "maxClips", new("Rows of the temporal positions: the most clips of a video.", "ours; S-ViLM has 16 clips of 2 frames"), 32, 1,
            1 << 16),
        Layers = section.Count("layers", new("Layers over all frames, with encoding frames.", Ours), 2, 1, 1024),
    };

    private static GroupingConfig ReadGroups(IConfigReader section, int depth)
    {
        var groups = new GroupingConfig
        {
            Tokens = section.Count("tokens", new("M: group tokens.", "S-ViLM: 32"), 32, 1, 4096),
            Layers = section.Parsed(
                "layers",
                new("After which layers of the video encoder a grouping block stands, as 6,9,12; empty for none.", "S-ViLM: 6,9,12")
                {
                    Default = "half of the layers, three quarters, and the last"
                },
                string.Join(',', new[] { depth / 2, depth * 3 / 4, depth }.Where(layer => layer > 0).Distinct()), ParseLayers),
            Assignment = section.Choice<GroupAssignment>(
                "assignment", new("A token belongs to one group, or to all by the soft-max.", "S-ViLM: hard (from memory)"),
                GroupAssignment.Hard),
            Noise = section.Flag("noise", new("Gumbel noise on the logits in training.", "S-ViLM (from memory)"), true),
            Temperature = section.Number("assignmentTemperature", new("Of a token's soft-max over the groups.", Ours), 1, 1e-3, 1e3),
            Initialization = section.Choice<Initialization>(
                "initialization", new("As of the towers; group tokens N(0, 0.15²) or N(0, 0.02²).", Ours), Initialization.FanIn),
        };
        return section.Flag(
            "groupVitFull",
            new(
                "GroupViT's block: index mixing and cross-attention before the assignment, group tokens in self-attention. S-ViLM's is not "
                + "known in full.", "ours: off"),
            false) ? groups.ToGroupVitFull() : groups with
            {
                TokenMix = section.Flag("tokenMix", new("An MLP along the index of the group tokens.", Ours), false),
                PreAssign = section.Flag("preAssign", new("Cross-attention to the video's tokens before the assignment.", Ours), false),
                SelfAttention = section.Flag(
                    "selfAttention", new("Group tokens take part in the encoder's self-attention.", Ours), false),
            };
    }

    private static int[] ParseLayers(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(word =>
        int.TryParse(word, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var layer)
            ? layer
            : throw new FormatException($"'{text}' is no list of layers such as 6,9,12."))];

    private static SViLMLosses ReadLosses(IConfigReader section) => new()
    {
        Temporal = section.Number("temporal", new("ω₁ of temporal grouping, L_t; 0 leaves it out.", "S-ViLM: 1"), 1, 0, 1e6),
        Grounding = section.Number("grounding", new("ω₂ of spatial grounding, L_g; 0 leaves it out.", "S-ViLM: 1"), 1, 0, 1e6),
        Contrastive = section.Number("contrastive", new("ω₃ of videos against captions, L_c.", "S-ViLM: 1"), 1, 0, 1e6),
        Blend = section.Flag("blend", new("Paste a stretch of each video into another one of the batch.", "S-ViLM §3"), true),
        Touching = section.Flag("touching", new("The stretch may end with the video.", Ours), true),
        TemporalTemperature = section.Number(
            "temporalTemperature", new("τ_t: of a clip's soft-max over the two centres.", "ours: not published"), 0.07, 1e-3, 1e3),
        TemporalError = section.Choice<AssignmentError>(
            "temporalError", new("How assignments are compared with the mask.", "S-ViLM Eq. 2: meanSquare"), AssignmentError.MeanSquare),
        StopCentres = section.Flag("stopCentres", new("No gradient through the two centres.", Ours), false),
        PhraseTemperature = section.Number(
            "phraseTemperature", new("Of a phrase's soft-max over the group tokens.", "ours: not published"), 0.07, 1e-3, 1e3),
        Phrases = section.Count("phrases", new("K: noun phrases of a caption.", "S-ViLM: 2"), 2, 1, 64),
        PhraseLength = section.Count("phraseLength", new("Ids of a phrase in its prompt; longer ones are cut.", Ours), 24, 3, 1 << 16),
        NormaliseColumns = section.Flag(
            "normaliseColumns", new("Divide the weights of a text's positives by their sum.", "ours: off"), false),
        HalfSum = section.Flag(
            "halfSum", new("The mean of both directions instead of the sum.", "ours; S-ViLM sums (from memory)"), false),
    };
}
