namespace Gexia.Data.Text;

/// <summary>The prompts of a caption's noun phrases, which spatial grounding compares with regions of the video.</summary>
/// <remarks>
/// A prompt is a phrase in one of <see cref="Templates"/>. Where a caption has more phrases than are asked for, training draws among them
/// and evaluation takes the first; where it has fewer, phrases repeat; where it has none, each prompt is the caption itself.
/// </remarks>
public static class CaptionPhrases
{
    /// <summary>The sentences that phrases are put into; {n} stands for the phrase.</summary>
    public static IReadOnlyList<string> Templates { get; } =
        ["a photo of a {n}.", "a video of a {n}.", "there is a {n} in the scene.", "a {n}."];

    /// <summary>
    /// Prompts of random phrases: different ones as far as the caption has them, then repetitions; a random template each.
    /// </summary>
    /// <param name="caption">The caption.</param>
    /// <param name="count">How many prompts, not negative.</param>
    /// <param name="rng">Where the draws come from: the result is a function of the caption, the count and its state.</param>
    /// <returns><paramref name="count"/> prompts.</returns>
    public static string[] Training(string caption, int count, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(rng);
        var phrases = NounPhrases.Of(caption);
        var prompts = new string[count];
        if (phrases.Count == 0)
        {
            Array.Fill(prompts, caption);
            return prompts;
        }
        var drawn = rng.Sample(phrases.Count, Math.Min(count, phrases.Count));
        for (var i = 0; i < count; i++)
        {
            var phrase = phrases[i < drawn.Length ? drawn[i] : rng.NextInt32(phrases.Count)];
            prompts[i] = Prompt(Templates[rng.NextInt32(Templates.Count)], phrase);
        }
        return prompts;
    }

    /// <summary>Prompts of the first phrases in the first template; with fewer phrases than prompts they come round again.</summary>
    /// <inheritdoc cref="Training" path="/param"/>
    /// <inheritdoc cref="Training" path="/returns"/>
    public static string[] Evaluation(string caption, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var phrases = NounPhrases.Of(caption);
        var prompts = new string[count];
        for (var i = 0; i < count; i++) prompts[i] = phrases.Count == 0 ? caption : Prompt(Templates[0], phrases[i % phrases.Count]);
        return prompts;
    }

    /// <summary>Every prompt that <see cref="Training"/> may give: for tokenizers that must know all words beforehand.</summary>
    public static IEnumerable<string> All(string caption) => NounPhrases.Of(caption) is { Count: > 0 } phrases
        ? phrases.SelectMany(phrase => Templates.Select(template => Prompt(template, phrase)))
        : [caption];

    private static string Prompt(string template, NounPhrase phrase) => template.Replace("{n}", phrase.Text, StringComparison.Ordinal);
}
