using Gexia.Data.Text;
using Gexia.Models;

namespace Gexia.Training.Config;

/// <summary>The <c>model</c> section.</summary>
public sealed record ModelConfig
{
    /// <summary>Which kind of model.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Its sizes. A vocabulary of 0 stands for the tokenizer's; see <see cref="For"/>.</summary>
    public required VideoTextConfig Sizes { get; init; }

    /// <summary>A safetensors file with the towers' first weights; null starts from fresh ones.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// A run, or a file of weights, whose parameters the model starts with, every one by its name; null starts from fresh ones. A run also
    /// gives the sizes and the tokenizer, see <see cref="StartSettings"/>.
    /// </summary>
    public string? Start { get; init; }

    /// <summary>Which parameters <see cref="Start"/> gives.</summary>
    public StartParts StartWith { get; init; }

    /// <summary>
    /// The same for the texts of a tokenizer: its number of ids where the configuration leaves it open, and its end token.
    /// </summary>
    /// <param name="tokenizer">Makes the ids that the model reads.</param>
    /// <exception cref="ConfigException">The configuration states fewer ids than the tokenizer has.</exception>
    public ModelConfig For(ITokenizer tokenizer)
    {
        var config = WithVocabulary(tokenizer.VocabularySize);
        return config with { Sizes = config.Sizes with { Text = config.Sizes.Text with { EndOfText = tokenizer.EndOfText } } };
    }

    /// <summary>The same with a tokenizer's number of ids where the configuration leaves it open.</summary>
    /// <param name="ids">Ids of the tokenizer.</param>
    /// <exception cref="ConfigException">The configuration states fewer ids than the tokenizer has.</exception>
    public ModelConfig WithVocabulary(int ids)
    {
        var stated = Sizes.Text.VocabularySize;
        if (stated != 0 && stated < ids)
            throw new ConfigException(
                $"model.text.vocabularySize is {stated}, but the tokenizer has {ids} ids. Leave it out to take the tokenizer's.");
        return stated != 0 ? this : this with { Sizes = Sizes with { Text = Sizes.Text with { VocabularySize = ids } } };
    }

    internal static ModelConfig Read(ConfigSection section)
    {
        var note = new KeyNote(
            "Which model: GEXIA, CLIP4Clip's mean pooling on the same towers, to compare with, or S-ViLM.",
            "GEXIA §3.2; compared with CLIP4Clip in Table 1; S-ViLM");
        var kind = ModelKinds.Named(section.Choice("kind", note, [.. ModelKinds.All.Select(kind => kind.Name)], ModelKinds.All[0].Name));
        PresetSettings.Read(section, kind);
        try
        {
            var sizes = kind.Read(section);
            var weights = section.OptionalPath(
                "weights",
                new(
                    "Safetensors with the towers' first weights; null draws fresh ones.", "GEXIA §4.1 and Table 5: those of CLIP ViT-B/32",
                    "pretrained", "init_from", "checkpoint_path"));
            var start = section.OptionalPath(
                "start",
                new(
                    "A run, or a safetensors file, whose weights the model starts with; a run also gives the sizes and the tokenizer, "
                    + "which then need not be stated.", "ours", "init", "resume_from", "finetune_from", "load_from"));
            var with = section.Choice<StartParts>(
                "startWith",
                new(
                    "What start gives: every parameter; or the towers alone, which two kinds of models can share.", "ours"),
                StartParts.All);
            if (start is not null && weights is not null)
                throw section.Error("start", "gives all that weights would give. Name one of the two.");
            var config = new ModelConfig { Kind = kind, Sizes = sizes, Weights = weights, Start = start, StartWith = with };
            config.WithVocabulary(Math.Max(3, sizes.Text.VocabularySize)).Sizes.Validate();
            return config;
        }
        catch (ArgumentException error)
        {
            throw section.Error("", $"cannot be built: {error.Message}");
        }
    }
}
