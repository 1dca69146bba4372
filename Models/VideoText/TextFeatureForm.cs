namespace Gexia.Models;

/// <summary>What a text tower alone makes of texts.</summary>
/// <param name="Width">Numbers of a token, or of a text.</param>
/// <param name="PerToken">Whether there are features of every token, [texts·windows, length, width]; else [texts, width].</param>
/// <param name="SeesPadding">Whether what lies behind a text's end is looked at.</param>
internal sealed record TextFeatureForm(int Width, bool PerToken, bool SeesPadding);
