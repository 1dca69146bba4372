using Gexia.Models.Clip;

namespace Gexia.Training.Miniature;

/// <summary>Texts for CLIP's vocabulary that fill the context: nothing is padding, so nothing can be cut.</summary>
internal static class SampleTexts
{
    public static TextIds Full(int texts, int tokens) =>
        TextIds.Of([.. Enumerable.Range(0, texts * tokens).Select(i => i % tokens == tokens - 1 ? 49407 : 1 + (i * 7919 % 49000))], tokens);
}
