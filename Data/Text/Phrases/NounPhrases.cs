using Gexia.Data.Text.Phrases;

namespace Gexia.Data.Text;

/// <summary>A noun phrase of a text, without its determiner.</summary>
/// <param name="Start">Its first character in the text.</param>
/// <param name="Length">In characters.</param>
/// <param name="Text">The phrase as the text has it.</param>
public readonly record struct NounPhrase(int Start, int Length, string Text);

/// <summary>
/// Finds the noun phrases of English captions: [determiner] adverbs, adjectives, participles, numbers and nouns up to the last noun.
/// </summary>
/// <remarks>
/// <para>A phrase holds no other phrase: "the back of a truck" gives "back" and "truck", "a man and a woman" gives "man" and "woman". A
/// possessor and what is possessed are one ("the man's hat" gives "man's hat"), and so are nouns that follow each other ("soccer ball") and
/// adjectives that are joined ("a black and white dog"). Leading determiners, possessives ("his") and quantifiers ("some", "many", "a lot
/// of") are left out, numbers stay. Pronouns are no phrases, nor are the nouns of "in front of" and the like.</para>
/// <para>Words are tagged by a list of the usual words of captions, by endings, and by what is likely beside what; there is no model and no
/// network. Other languages than English give no meaningful phrases, scripts other than Latin none. Time is linear in the text.</para>
/// </remarks>
public static class NounPhrases
{
    /// <summary>The phrases from left to right.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    public static IReadOnlyList<NounPhrase> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = WordTagger.Tag(text);
        var phrases = new List<NounPhrase>();
        for (var at = 0; at < words.Count;)
        {
            var (noun, next) = Scan(words, at);
            if (noun >= at)
            {
                var (start, end) = (words[at].Start, words[noun].End);
                phrases.Add(new NounPhrase(start, end - start, text[start..end]));
            }
            at = next;
        }
        return phrases;
    }

    /// <summary>
    /// The last noun of the phrase that begins at a place, or −1, and where to look for the next: no word is read more than twice.
    /// </summary>
    private static (int Noun, int Next) Scan(List<TaggedWord> words, int first)
    {
        if (!Begins(words, first)) return (-1, first + 1);
        var (noun, at) = (-1, first);
        for (; at < words.Count; at++)
        {
            if (words[at].IsNoun) noun = at;
            else if (!GoesOn(words, first, at, noun >= 0)) break;
        }
        return (noun, noun >= 0 ? noun + 1 : Math.Max(at, first + 1));
    }

    private static bool Begins(List<TaggedWord> words, int at) => words[at].Tag switch
    {
        WordTag.Adj or WordTag.Num or WordTag.Sing or WordTag.Plur => true,
        // "a brightly lit stage", "slowly moving cars": but not "and then red cars".
        WordTag.Adv => at > 0 && words[at - 1].Tag is WordTag.Det or WordTag.Prep && Modifies(words, at),
        _ => false,
    };

    /// <summary>Whether a phrase may go on past a word that is no noun.</summary>
    private static bool GoesOn(List<TaggedWord> words, int first, int at, bool hasNoun) => words[at].Tag switch
    {
        WordTag.Adj => true,
        WordTag.Num => !hasNoun,
        WordTag.Adv => !hasNoun && Modifies(words, at),
        WordTag.Poss => hasNoun,
        // "a black and white dog": adjectives are joined only before any noun, and not behind "is".
        WordTag.Conj => !hasNoun && words[at - 1].Tag is WordTag.Adj && !IsPredicate(words, first) && IsNominal(words, at + 1),
        WordTag.Punct => !hasNoun && words[at - 1].Tag is WordTag.Adj && at + 1 < words.Count && words[at + 1].Tag is WordTag.Adj,
        _ => false,
    };

    private static bool Modifies(List<TaggedWord> words, int at) =>
        at + 1 < words.Count && words[at + 1].Tag is WordTag.Adj or WordTag.Num or WordTag.Adv;

    private static bool IsPredicate(List<TaggedWord> words, int first) => first > 0 && words[first - 1].Tag is WordTag.Aux;

    private static bool IsNominal(List<TaggedWord> words, int at) =>
        at < words.Count && (words[at].IsNoun || words[at].Tag is WordTag.Adj);
}
