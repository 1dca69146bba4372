namespace Gexia.Data.Text.Phrases;

/// <summary>A word, or an expression of several, with the one tag that was decided.</summary>
/// <param name="Start">First character in the text.</param>
/// <param name="Length">In characters.</param>
/// <param name="Tag">What it is.</param>
internal readonly record struct TaggedWord(int Start, int Length, WordTag Tag)
{
    public int End => Start + Length;

    public bool IsNoun => Tag is WordTag.Sing or WordTag.Plur;
}
