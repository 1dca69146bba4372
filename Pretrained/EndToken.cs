using System.Text.Json;
using Gexia.Data.Weights;
using Gexia.Models.Clip;

namespace Gexia.Pretrained;

/// <summary>What a CLIP's <c>config.json</c> says about the token at which texts are pooled, <see cref="TextConfig.EndOfText"/>.</summary>
/// <remarks>
/// It is <c>text_config.eos_token_id</c>. Configurations from before the reference library pooled by that number all
/// state 2, whatever the vocabulary; for that number, and for none, the largest id of a text counts.
/// </remarks>
internal static class EndToken
{
    /// <summary>The field.</summary>
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
        _ => throw new WeightsException(
            path,
            $"text_config.{Name} names several tokens ([{string.Join(", ", stated)}]), but a text is pooled at one. "
            + $"State the one that ends every text."),
    };

    /// <summary>
    /// The fields of <c>text_config</c> that make the reference library pool at the same places. The start token stands before the
    /// end token, which also pads.
    /// </summary>
    public static void Write(Utf8JsonWriter json, int? endOfText)
    {
        json.WriteNumber("bos_token_id", endOfText is { } end ? Math.Max(0, end - 1) : 0);
        json.WriteNumber(Name, endOfText ?? Historic);
        json.WriteNumber("pad_token_id", endOfText ?? 1);
    }
}
