using System.Globalization;

namespace Gexia.Data.Text.Phrases;

/// <summary>A tag that a word can have.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Cost">How unusual the word is under it, in tenths; 0 is usual.</param>
internal readonly record struct TagChoice(WordTag Tag, int Cost);

/// <summary>Which tags a word can have: by the list lexicon.txt where it stands there, otherwise by its ending.</summary>
internal sealed class Lexicon
{
    /// <summary>Longer words stand in no list: their last letters decide.</summary>
    private const int LongestEntry = 24;

    private const int ModifierOfMover = 5, ModifierOfVerb = 20, Gerund = 25, ParticipleBeforeNoun = 10;

    private static readonly Lazy<Lexicon> Loaded = new(() => new Lexicon());

    private readonly Dictionary<string, List<TagChoice>> words = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<Expression>> expressions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> perception = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Several words that act as one.</summary>
    /// <param name="Words">The words, the first included.</param>
    /// <param name="Choice">What they are together.</param>
    public sealed record Expression(string[] Words, TagChoice Choice);

    public static Lexicon English => Loaded.Value;

    private Lexicon()
    {
        var verbs = new List<(string Word, int AsVerb, int AsNoun)>();
        var irregular = new Dictionary<string, string[]>();
        HashSet<string> moves = [], attributive = [];
        foreach (var line in EnglishTable.Rows("lexicon.txt"))
        {
            var entries = line.AsSpan(1).ToArray();
            switch (line[0])
            {
                case "verb": verbs.AddRange(entries.Select(Entry).Select(e => (e.Word, 0, e.Stated ? e.Cost : -1))); break;
                case "noun/verb": verbs.AddRange(entries.Select(Entry).Select(e => (e.Word, e.Cost, 0))); break;
                case "moves": moves.UnionWith(entries); break;
                case "attributive": attributive.UnionWith(entries.Select(e => Entry(e).Word)); break;
                case "perception": perception.UnionWith(entries.SelectMany(e => new[] { e, VerbForms.Third(e) })); break;
                case "irregular": foreach (var forms in Groups(entries)) irregular[forms[0]] = forms; break;
                case "expression": foreach (var group in Groups(entries[1..])) AddExpression(entries[0], group); break;
                default: foreach (var (word, cost, _) in entries.Select(Entry)) Add(word, TagOf(line[0]), cost); break;
            }
        }
        foreach (var (word, asVerb, asNoun) in verbs.DistinctBy(verb => verb.Word))
        {
            AddVerb(word, asVerb, irregular.GetValueOrDefault(word), moves.Contains(word));
            if (asNoun >= 0) AddNoun(word, asNoun);
        }
        foreach (var word in attributive) Add(word, WordTag.Adj, 0);
    }

    /// <summary>The tags that a word can have, at least one.</summary>
    public IReadOnlyList<TagChoice> Choices(ReadOnlySpan<char> word)
    {
        if (word.Length <= LongestEntry)
        {
            Span<char> plain = stackalloc char[word.Length];
            word.Replace(plain, '\u2019', '\'');
            if (words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(plain, out var known)) return known;
        }
        return WordEndings.Choices(word);
    }

    /// <summary>The expressions that begin with a word, longest first.</summary>
    public IReadOnlyList<Expression> ExpressionsAt(ReadOnlySpan<char> word) =>
        word.Length <= LongestEntry && expressions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var found) ? found : [];

    /// <summary>Whether a verb can have a clause without conjunction behind it: watches the batter swing.</summary>
    public bool IsPerception(ReadOnlySpan<char> word) =>
        word.Length <= LongestEntry && perception.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private void AddVerb(string word, int cost, string[]? irregular, bool mover)
    {
        Add(word, WordTag.Base, cost);
        Add(VerbForms.Third(word), WordTag.Pres, cost);
        var ing = VerbForms.Ing(word);
        Add(ing, WordTag.Ing, 0);
        Add(ing, WordTag.Adj, mover ? ModifierOfMover : ModifierOfVerb);
        Add(ing, WordTag.Sing, Gerund);
        Add(irregular?[1] ?? VerbForms.Past(word), WordTag.Past, 0);
        var participle = irregular?[2] ?? VerbForms.Past(word);
        Add(participle, WordTag.Part, 0);
        if (participle != word) Add(participle, WordTag.Adj, ParticipleBeforeNoun);
    }

    private void AddNoun(string word, int cost)
    {
        Add(word, WordTag.Sing, cost);
        Add(VerbForms.Third(word), WordTag.Plur, cost);
    }

    /// <summary>Adds a choice, or makes one that is there cheaper.</summary>
    private void Add(string word, WordTag tag, int cost)
    {
        if (!words.TryGetValue(word, out var choices)) words.Add(word, choices = []);
        var at = choices.FindIndex(choice => choice.Tag == tag);
        if (at < 0) choices.Add(new TagChoice(tag, cost));
        else if (cost < choices[at].Cost) choices[at] = new TagChoice(tag, cost);
    }

    private void AddExpression(string tag, string[] group)
    {
        var expression = new Expression(group, new TagChoice(TagOf(tag), 0));
        if (!expressions.TryGetValue(group[0], out var others)) expressions.Add(group[0], others = []);
        others.Add(expression);
        others.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
    }

    private static IEnumerable<string[]> Groups(string[] entries) =>
        string.Join(' ', entries).Split('|', StringSplitOptions.TrimEntries).Select(group => group.Split(' '));

    private static (string Word, int Cost, bool Stated) Entry(string entry) =>
        entry.IndexOf(':') is var colon and > 0
            ? (entry[..colon], int.Parse(entry.AsSpan(colon + 1), CultureInfo.InvariantCulture), true)
            : (entry, 0, false);

    private static WordTag TagOf(string name) => Enum.Parse<WordTag>(name, ignoreCase: true);
}
