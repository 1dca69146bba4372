using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Training.Config;

/// <summary>Which model is trained.</summary>
public enum ModelKind
{
    /// <summary>Dense features and IAMs.</summary>
    Gexia,
    /// <summary>CLIP4Clip's mean pooling on the same towers.</summary>
    MeanPooling,
}

/// <summary>The <c>model</c> section.</summary>
public sealed record ModelConfig
{
    /// <summary>Which model.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Sizes of both towers and of the IAM. A vocabulary of 0 stands for the tokenizer's; see <see cref="For"/>.</summary>
    public required GexiaConfig Gexia { get; init; }

    /// <summary>Width of the joint space of mean pooling.</summary>
    public required int ProjectionWidth { get; init; }

    /// <summary>A safetensors file with the towers' first weights; null starts from fresh ones.</summary>
    public string? Weights { get; init; }

    /// <summary>The towers alone, for mean pooling.</summary>
    public ClipConfig Clip => new() { Vision = Gexia.Vision, Text = Gexia.Text, ProjectionWidth = ProjectionWidth };

    /// <summary>The same for the texts of a tokenizer: its number of ids where the configuration leaves it open, and its end token.</summary>
    /// <param name="tokenizer">Makes the ids that the model reads.</param>
    /// <exception cref="ConfigException">The configuration states fewer ids than the tokenizer has.</exception>
    public ModelConfig For(ITokenizer tokenizer)
    {
        var config = WithVocabulary(tokenizer.VocabularySize);
        return config with { Gexia = config.Gexia with { Text = config.Gexia.Text with { EndOfText = tokenizer.EndOfText } } };
    }

    /// <summary>The same with a tokenizer's number of ids where the configuration leaves it open.</summary>
    /// <param name="ids">Ids of the tokenizer.</param>
    /// <exception cref="ConfigException">The configuration states fewer ids than the tokenizer has.</exception>
    public ModelConfig WithVocabulary(int ids)
    {
        var stated = Gexia.Text.VocabularySize;
        if (stated != 0 && stated < ids) throw new ConfigException($"model.text.vocabularySize is {stated}, but the tokenizer has {ids} ids. Leave it out to take the tokenizer's.");
        return stated != 0 ? this : this with { Gexia = Gexia with { Text = Gexia.Text with { VocabularySize = ids } } };
    }

    internal static ModelConfig Read(ConfigSection section)
    {
        var kind = section.Choice<ModelKind>("kind", ModelKind.Gexia);
        var vision = section.Section("vision");
        var visionConfig = new VisionConfig { ImageSize = vision.Count("imageSize", null, 1, 4096), PatchSize = vision.Count("patchSize", null, 1, 4096), Tower = ReadTower(vision) };
        var text = section.Section("text");
        var textConfig = new TextConfig { VocabularySize = text.Count("vocabularySize", 0, 0, 1 << 24), ContextLength = text.Count("contextLength", 77, 2, 1 << 16), Tower = ReadTower(text) };
        var config = new ModelConfig
        {
            Kind = kind,
            Gexia = new() { Vision = visionConfig, Text = textConfig, Iam = ReadIam(section.Section("iam"), visionConfig.Tower.Width), Dense = ReadDense(section.Section("dense")), Checkpoint = section.Flag("checkpoint", false) },
            ProjectionWidth = section.Count("projectionWidth", visionConfig.Tower.Width, 1, 1 << 16),
            Weights = section.OptionalPath("weights"),
        };
        try
        {
            config.WithVocabulary(Math.Max(3, textConfig.VocabularySize)).Gexia.Validate();
            return config;
        }
        catch (ArgumentException error)
        {
            throw section.Error("", $"cannot be built: {error.Message}");
        }
    }

    private static TowerConfig ReadTower(ConfigSection section) => new()
    {
        Width = section.Count("width", null, 1, 1 << 16),
        Layers = section.Count("layers", null, 0, 1024),
        Heads = section.Count("heads", null, 1, 1024),
        MlpRatio = section.Number("mlpRatio", 4, 0.01, 64),
        Activation = section.Choice<Activation>("activation", Activation.QuickGelu),
        Epsilon = section.Number("epsilon", 1e-5, 0, 1),
        Initialization = section.Choice<Initialization>("initialization", Initialization.FanIn),
    };

    private static IamConfig ReadIam(ConfigSection section, int width) => new()
    {
        Vectors = section.Count("vectors", 32, 1, 4096),
        Width = section.Count("width", width, 1, 1 << 16),
        Heads = section.Count("heads", 4, 1, 1024),
        MlpRatio = section.Number("mlpRatio", 4, 0.01, 64),
        Mlp = section.Choice<IamMlp>("mlp", IamMlp.AfterSelfAttention),
        FinalNorm = section.Flag("finalNorm", true),
        Literal = section.Flag("literal", false),
        Initialization = section.Choice<Initialization>("initialization", Initialization.FanIn),
    };

    private static DenseConfig ReadDense(ConfigSection section) => new()
    {
        UseCls = section.Flag("useCls", true),
        TemporalEmbedding = section.Flag("temporalEmbedding", true),
        MaxFrames = section.Count("maxFrames", 64, 1, 1 << 16),
        MaskTextPads = section.Flag("maskTextPads", true),
        LongText = section.Choice<LongText>("longText", LongText.Truncate),
        MaxChunks = section.Count("maxChunks", 8, 1, 1024),
    };
}
