namespace Gexia.Data.Text.Phrases;

/// <summary>The tags of a word that stands in no list, by how it ends. What has no telling ending is a noun.</summary>
internal static class WordEndings
{
    private static readonly (string[] Endings, TagChoice[] Choices)[] Rules =
    [
        (["ly"], [new(WordTag.Adv, 2), new(WordTag.Adj, 12), new(WordTag.Sing, 20)]),
        (["ing"], [new(WordTag.Ing, 3), new(WordTag.Adj, 14), new(WordTag.Sing, 15)]),
        (["ings", "ness", "ics"], [new(WordTag.Sing, 0), new(WordTag.Plur, 0)]),
        (["ed"], [new(WordTag.Adj, 6), new(WordTag.Past, 3), new(WordTag.Part, 3)]),
        (["ous", "ful", "less", "able", "ible", "ish", "esque", "ward", "like", "ive", "ic", "ical", "ial", "ional"],
            [new(WordTag.Adj, 2), new(WordTag.Sing, 10)]),
        (["ss", "us", "is"], [new(WordTag.Sing, 0)]),
        (["s"], [new(WordTag.Plur, 2), new(WordTag.Sing, 10), new(WordTag.Pres, 18)]),
        (["y", "al", "an", "ese", "ent", "ant"], [new(WordTag.Sing, 2), new(WordTag.Adj, 6)]),
    ];

    private static readonly TagChoice[] Noun = [new(WordTag.Sing, 2), new(WordTag.Base, 40)];

    /// <summary>The choices of the first rule whose ending fits, with at least two letters before it.</summary>
    public static IReadOnlyList<TagChoice> Choices(ReadOnlySpan<char> word)
    {
        foreach (var (endings, choices) in Rules)
            foreach (var ending in endings)
                if (word.Length > ending.Length + 1 && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return choices;
        return Noun;
    }
}
