using System.Globalization;
using Gexia.Data.Weights;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Pretrained;

/// <summary>
/// What the tensors of a CLIP do not say, kept among the notes of its safetensors file, so that a bare file can be opened alone: heads,
/// activations, LayerNorm's epsilon and the end token. Files of other programs have none of them; other programs do not mind them.
/// </summary>
internal sealed record BareNotes
{
    private const string VisionHeadsKey = "vision_heads", TextHeadsKey = "text_heads", VisionActivationKey = "vision_activation",
        TextActivationKey = "text_activation",
        VisionEpsilonKey = "vision_layer_norm_eps", TextEpsilonKey = "text_layer_norm_eps";

    private static readonly (string Word, Activation Activation)[] activations =
        [("quick_gelu", Activation.QuickGelu), ("gelu", Activation.Gelu)];

    public int? VisionHeads { get; private init; }

    public int? TextHeads { get; private init; }

    public Activation? VisionActivation { get; private init; }

    public Activation? TextActivation { get; private init; }

    public double? VisionEpsilon { get; private init; }

    public double? TextEpsilon { get; private init; }

    public int? EndOfText { get; private init; }

    /// <summary>The notes of a file.</summary>
    /// <exception cref="WeightsException">A note has no possible value.</exception>
    public static BareNotes Read(WeightsFile file)
    {
        return new()
        {
            VisionHeads = Number(VisionHeadsKey),
            TextHeads = Number(TextHeadsKey),
            VisionActivation = Named(VisionActivationKey),
            TextActivation = Named(TextActivationKey),
            VisionEpsilon = Real(VisionEpsilonKey),
            TextEpsilon = Real(TextEpsilonKey),
            EndOfText = Number(EndToken.Name),
        };

        int? Number(string key) => !file.Notes.TryGetValue(key, out var text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong(key, text, "a whole number");

        Activation? Named(string key) => !file.Notes.TryGetValue(key, out var text) ? null
            : Array.Find(activations, pair => pair.Word == text) is { Word: not null } known
                ? known.Activation
                : throw Wrong(key, text, "quick_gelu or gelu");

        double? Real(string key) => !file.Notes.TryGetValue(key, out var text) ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
                ? number
                : throw Wrong(key, text, "a number from 0 to 1");

        WeightsException Wrong(string key, string text, string wanted) =>
            new(file.Files[0], $"its note {key} must be {wanted}, but is '{WeightsException.Shorten(text)}'.");
    }

    /// <summary>The notes to write with a model's tensors.</summary>
    public static Dictionary<string, string> Of(ClipConfig config)
    {
        var notes = new Dictionary<string, string>
        {
            ["format"] = "pt",      // what other readers of safetensors expect of weights in PyTorch's layout
            [VisionHeadsKey] = Text(config.Vision.Tower.Heads),
            [TextHeadsKey] = Text(config.Text.Tower.Heads),
            [VisionActivationKey] = Word(config.Vision.Tower.Activation),
            [TextActivationKey] = Word(config.Text.Tower.Activation),
            [VisionEpsilonKey] = config.Vision.Tower.Epsilon.ToString("R", CultureInfo.InvariantCulture),
            [TextEpsilonKey] = config.Text.Tower.Epsilon.ToString("R", CultureInfo.InvariantCulture),
        };
        if (config.Text.EndOfText is { } end) notes[EndToken.Name] = Text(end);
        return notes;

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

        static string Word(Activation activation) => Array.Find(activations, pair => pair.Activation == activation).Word;
    }
}
