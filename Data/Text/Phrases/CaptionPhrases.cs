namespace Gexia.Data.Text;

/// <summary>The noun phrases of a caption, each in a prompt.</summary>
internal static class CaptionPhrases
{
    /// <summary>What a phrase {n} is put into.</summary>
    public static IReadOnlyList<string> Templates { get; } =
        ["a photo of a {n}.", "a video of a {n}.", "there is a {n} in the scene.", "a {n}."];

    /// <summary>As training asks.</summary>
    public static string[] Training(string caption, int count, Rng rng) =>
        [
            .. Enumerable.Range(0, count)
                .Select(_ => Templates[rng.NextInt32(Templates.Count)].Replace("{n}", caption, StringComparison.Ordinal))
        ];

    /// <summary>As evaluation asks.</summary>
    public static string[] Evaluation(string caption, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Templates[0].Replace("{n}", caption, StringComparison.Ordinal))];
}
