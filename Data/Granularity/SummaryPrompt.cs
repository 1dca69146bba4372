using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gexia.Data.Granularities;

/// <summary>What a language model is asked, with places for the text and for the longest summary.</summary>
/// <remarks>
/// GEXIA's text compression Θt (§4.1, appendix A) asks Vicuna-13B-v1.5; the paper does not print its prompt, so this one is ours.
/// A template without the place for the text has it at its end, after a blank line.
/// </remarks>
/// <param name="template">Any text; <c>{text}</c> and <c>{maxWords}</c> are the places.</param>
internal sealed class SummaryPrompt(string template)
{
    private const string Text = "{text}", MaxWords = "{maxWords}";

    /// <summary>The longest template, in characters.</summary>
    public const int Longest = 20_000;

    /// <summary>What is asked where nobody says otherwise.</summary>
    public static SummaryPrompt Default { get; } = new(
        "Summarise the following video descriptions in one short sentence of at most {maxWords} words. "
        + "Mention the main subjects and what happens.");

    /// <summary>The template, with the place for the text.</summary>
    public string Template { get; } = template.Contains(Text, StringComparison.Ordinal) ? template : $"{template.TrimEnd()}\n\n{Text}";

    /// <summary>Sixteen hexadecimal digits that two templates share only when they are the same.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Template)))[..16];

    /// <summary>The question about a text. What stands in the text stays as it is: its braces are no places.</summary>
    public string Ask(string text, int maxWords) => string.Join(text, Parts(maxWords));

    /// <summary>What stands around the text.</summary>
    public IReadOnlyList<string> Parts(int maxWords) =>
        Template.Replace(MaxWords, maxWords.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Split(Text);
}
