using System.Globalization;
using System.Text.Json;
using Gexia.Data.Weights;
using Gexia.Models.Clip;

namespace Gexia.Training.Pretrained;

/// <summary>What files of a CLIP say about the token at which texts are pooled, <see cref="TextConfig.EndOfText"/>.</summary>
/// <remarks>
/// In <c>config.json</c> it is <c>text_config.eos_token_id</c>. Configurations from before the reference library pooled by that number all
/// state 2, whatever the vocabulary; for that number, and for none, the largest id of a text counts. A bare safetensors file keeps the
/// number among its notes.
/// </remarks>
internal static class EndToken
{
    /// <summary>Field of a configuration, and key of a safetensors file's notes.</summary>
    public const string Name = "eos_token_id";

    private const int Historic = 2;

    /// <summary>The token that a configuration means; null for the largest id of a text.</summary>
    /// <param name="path">The configuration, for messages.</param>
    /// <param name="stated">Its numbers, none where it says nothing.</param>
    /// <exception cref="WeightsException">It states several.</exception>
    public static int? Of(string path, IReadOnlyList<int> stated) => stated.Distinct().ToArray() switch
    {
        [] or [Historic] => null,
        [var one] => one,
        _ => throw new WeightsException(path, $"text_config.{Name} names several tokens ([{string.Join(", ", stated)}]), but a text is pooled at one. State the one that ends every text."),
    };

    /// <summary>The token that a bare file's notes name; null for the largest id of a text.</summary>
    /// <exception cref="WeightsException">The note is no whole number.</exception>
    public static int? Of(WeightsFile file) => !file.Notes.TryGetValue(Name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Of(file.Files[0], [id])
        : throw new WeightsException(file.Files[0], $"its note {Name} must be a whole number, but is '{WeightsException.Shorten(text)}'.");

    /// <summary>The fields of <c>text_config</c> that make the reference library pool at the same places. The start token stands before the end token, which also pads.</summary>
    public static void Write(Utf8JsonWriter json, int? endOfText)
    {
        json.WriteNumber("bos_token_id", endOfText is { } end ? Math.Max(0, end - 1) : 0);
        json.WriteNumber(Name, endOfText ?? Historic);
        json.WriteNumber("pad_token_id", endOfText ?? 1);
    }

    /// <summary>The notes of a bare file: OpenAI's models have none about this.</summary>
    public static Dictionary<string, string> Notes(int? endOfText)
    {
        var notes = new Dictionary<string, string> { ["format"] = "pt" };
        if (endOfText is { } end) notes[Name] = end.ToString(CultureInfo.InvariantCulture);
        return notes;
    }
}
