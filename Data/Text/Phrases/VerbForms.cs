namespace Gexia.Data.Text.Phrases;

/// <summary>The forms of an English verb by the rules of spelling.</summary>
internal static class VerbForms
{
    /// <summary>walk → walks, carry → carries, watch → watches. The plural of nouns follows the same rule.</summary>
    public static string Third(string word) =>
        EndsInConsonantY(word) ? $"{word[..^1]}ies"
        : word[^1] is 's' or 'x' or 'z' or 'o' || (word[^1] is 'h' && word[^2] is 's' or 'c') ? word + "es"
        : word + "s";

    /// <summary>walk → walking, ride → riding, run → running, lie → lying.</summary>
    public static string Ing(string word) =>
        word.EndsWith("ie", StringComparison.Ordinal) ? $"{word[..^2]}ying"
        : word[^1] == 'e' && word[^2] is not ('e' or 'y' or 'o') ? $"{word[..^1]}ing"
        : Doubled(word) + "ing";

    /// <summary>walk → walked, carry → carried, stop → stopped.</summary>
    public static string Past(string word) =>
        EndsInConsonantY(word) ? $"{word[..^1]}ied" : word[^1] == 'e' ? word + "d" : Doubled(word) + "ed";

    private static bool EndsInConsonantY(string word) => word[^1] == 'y' && !IsVowel(word[^2]);

    /// <summary>Doubles the last consonant behind a single short vowel in a word of one syllable.</summary>
    private static string Doubled(string word)
    {
        if (word.Length < 3 || IsVowel(word[^1]) || word[^1] is 'w' or 'x' or 'y' || !IsVowel(word[^2])) return word;
        var before = word.AsSpan(0, word.Length - 2);
        if (before.EndsWith("qu")) before = before[..^1];
        return before.IndexOfAny("aeiou") < 0 || before.EndsWith("q") ? word + word[^1] : word;
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
