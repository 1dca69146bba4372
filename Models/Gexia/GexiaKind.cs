using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>GEXIA: dense features and IAMs on CLIP's towers.</summary>
internal sealed class GexiaKind : ModelKind
{
    private const string Ours = "ours";

    public override string Name => "gexia";

    public override IReadOnlyList<ModelOptions> Sweep { get; } =
        [new Iterations(1, 1), new Iterations(3, 1), new Iterations(3, 3), new Iterations(5, 5)];

    // CLIP's trained temperature is no tower's: GEXIA starts again at 0.07.
    internal override bool IsTower(Parameter parameter) =>
        base.IsTower(parameter) && !parameter.Name.StartsWith("iam.", StringComparison.Ordinal);

    // GEXIA §4.3: the encoders at one rate, all else at another.
    internal override bool IsEncoder(Parameter parameter) => IsTower(parameter);

    internal override VideoTextConfig Read(IConfigReader section) => ReadAll(section).Gexia;

    internal override ModelOptions ReadOptions(IConfigReader section) => ReadIterations(section);

    /// <summary>The key <c>iterations</c> of a granularity.</summary>
    internal static Iterations ReadIterations(IConfigReader section) => section.Parsed(
        "iterations",
        new(
            "#iter: shared steps of the video's IAM and of the text's, as 3-1.",
            "GEXIA §4.1, §4.4 and Table 4: SVST 1-1, LVLT 3-3, LVST 3-1", "iter", "num_iter"),
        "1-1", Iterations.Parse);

    /// <summary>
    /// All keys of GEXIA and of mean pooling, which it is compared with: one configuration serves both, only its <c>kind</c> differs.
    /// </summary>
    internal static (GexiaConfig Gexia, int ProjectionWidth) ReadAll(IConfigReader section)
    {
        var (vision, text) = (ClipSections.Vision(section.Section("vision")), ClipSections.Text(section.Section("text")));
        var config = new GexiaConfig
        {
            Vision = vision,
            Text = text,
            Iam = ReadIam(section.Section("iam"), vision.Tower.Width),
            Dense = ReadDense(section.Section("dense")),
            Checkpoint = ClipSections.Checkpoint(section),
        };
        // 0 stands for the tokenizer's
        (config with { Text = text with { VocabularySize = Math.Max(3, text.VocabularySize) } }).Validate();
        return (config, ClipSections.ProjectionWidth(section, vision.Tower.Width));
    }

    private static IamConfig ReadIam(IConfigReader section, int width) => new()
    {
        Vectors = section.Count(
            "vectors",
            new(
                "N: base vectors that approximate a video, and as many a text.", "GEXIA §3.2 names N without its value; 32 is ours",
                "num_latents", "latents", "queries"),
            32,
            1,
            4096),
        Width = section.Count(
            "width",
            new("D: numbers of a base vector and of an embedding.", "GEXIA §3.2 names D without its value; ours, 512 with ViT-B/32", "dim")
            {
                Default = "vision.width"
            },
            width,
            1,
            1 << 16),
        Heads = section.Count("heads", new("Heads of cross- and self-attention.", "ours; 8 with ViT-B/32", "num_heads"), 4, 1, 1024),
        MlpRatio = section.Number("mlpRatio", new("Width of the MLP as a multiple of D.", Ours), 4, 0.01, 64),
        Mlp = section.Choice<IamMlp>(
            "mlp", new("Where a step has an MLP.", "ours: GEXIA §3.2 draws cross- and self-attention only"), IamMlp.AfterSelfAttention),
        FinalNorm = section.Flag("finalNorm", new("A layer norm after the last step, so that any #iter gives one scale.", Ours), true),
        Literal = section.Flag(
            "literal", new("A step as GEXIA §3.2 writes it, A ← SA(CA(A, F)): no residuals, norms or MLP.", "GEXIA §3.2; off is ours"),
            false),
        Initialization = section.Choice<Initialization>(
            "initialization", new("As of the towers; base vectors N(0, 0.15²) or N(0, 0.02²).", Ours, "init"), Initialization.FanIn),
    };

    private static DenseConfig ReadDense(IConfigReader section) => new()
    {
        UseCls = section.Flag(
            "useCls", new("Keep each frame's class token beside its P patches.", "ours; GEXIA §3.2 speaks of P patches"), true),
        TemporalEmbedding = section.Flag(
            "temporalEmbedding",
            new(
                "Add a learned vector for the place of the frame; without it a video has no order.",
                "ours, zero at first; the paper has none"),
            true),
        MaxFrames = section.Count(
            "maxFrames", new("Places that the temporal embedding knows; no granularity may have more frames.", Ours), 64, 1, 1 << 16),
        MaskTextPads = section.Flag(
            "maskTextPads",
            new(
                "Padding is no key of the text's IAM, so a text's embedding does not depend on its padding.",
                "ours; GEXIA §3.2 says nothing"),
            true),
        LongText = section.Choice<LongText>(
            "longText",
            new("What becomes of a text beyond contextLength: cut, or encoded in windows.", "truncate: GEXIA §3.2; chunk is ours"),
            LongText.Truncate),
        MaxChunks = section.Count("maxChunks", new("Windows at most, where longText is chunk.", Ours), 8, 1, 1024),
    };
}
