namespace Gexia.Data.Text.Phrases;

/// <summary>
/// Decides what each word of a sentence is: the tags whose costs (of words, of neighbours, of clauses) have the least sum.
/// </summary>
/// <remarks>
/// Viterbi's algorithm over pairs (tag, state of the clause): cost(i, s) = word(i, s) + min over s' of cost(i−1, s') + step(s', s). A
/// sentence longer than <see cref="LongestSentence"/> words is cut there, so that memory is bounded and time is linear in the text. Costs
/// are whole numbers and the first of equal ways wins, so the result is the same everywhere.
/// </remarks>
internal sealed class WordTagger
{
    /// <summary>Most words that are decided together.</summary>
    public const int LongestSentence = 256;

    private const int Never = int.MaxValue / 2;

    private static readonly TagChoice[] Sign = [new(WordTag.Punct, 0)], Conjunction = [new(WordTag.Conj, 0)],
        Number = [new(WordTag.Num, 0), new(WordTag.Sing, 12)];

    private readonly string text;
    private readonly List<TaggedWord> tagged = [];
    private readonly List<Candidate> sentence = [];

    /// <summary>A word, or an expression of several, before it is decided.</summary>
    private readonly record struct Candidate(int Start, int Length, IReadOnlyList<TagChoice> Choices, bool Perception);

    private WordTagger(string text) => this.text = text;

    /// <summary>The words of a text with their tags. Signs are among them; ends of sentences are <see cref="WordTag.End"/>.</summary>
    public static List<TaggedWord> Tag(string text)
    {
        var tagger = new WordTagger(text);
        var words = WordReader.Read(text);
        for (var i = 0; i < words.Count;)
        {
            if (words[i].Kind is WordKind.Stop)
            {
                tagger.Decide();
                tagger.tagged.Add(new TaggedWord(words[i].Start, words[i].Length, WordTag.End));
                i++;
            }
            else i += tagger.Take(words, i);
            if (tagger.sentence.Count == LongestSentence) tagger.Decide();
        }
        tagger.Decide();
        return tagger.tagged;
    }

    /// <summary>Adds the word at a place, or the expression that begins there, and says how many words it took.</summary>
    private int Take(List<WordSpan> words, int at)
    {
        var word = words[at];
        var letters = LettersOf(word);
        if (word.Kind is WordKind.Word)
        {
            foreach (var expression in Lexicon.English.ExpressionsAt(letters))
                if (Fits(expression, words, at))
                {
                    var last = words[at + expression.Words.Length - 1];
                    sentence.Add(new Candidate(word.Start, last.Start + last.Length - word.Start, [expression.Choice], false));
                    return expression.Words.Length;
                }
        }
        sentence.Add(word.Kind switch
        {
            WordKind.Number => new Candidate(word.Start, word.Length, Number, false),
            WordKind.Word => new Candidate(word.Start, word.Length, ChoicesOf(letters), Lexicon.English.IsPerception(letters)),
            _ => new Candidate(word.Start, word.Length, letters is "&" ? Conjunction : Sign, false),
        });
        return 1;
    }

    private bool Fits(Lexicon.Expression expression, List<WordSpan> words, int at)
    {
        if (at + expression.Words.Length > words.Count) return false;
        for (var i = 1; i < expression.Words.Length; i++)
            if (!LettersOf(words[at + i]).Equals(expression.Words[i], StringComparison.OrdinalIgnoreCase)) return false;
        return true;
    }

    private ReadOnlySpan<char> LettersOf(WordSpan word) => text.AsSpan(word.Start, word.Length);

    private static readonly TagChoice[] ClosingApostrophe = [new(WordTag.Poss, 0), new(WordTag.Punct, 0)],
        EndingS = [new(WordTag.Poss, 0), new(WordTag.Aux, 8)];

    private static IReadOnlyList<TagChoice> ChoicesOf(ReadOnlySpan<char> word) =>
        word[0] is not ('\'' or '\u2019') ? Lexicon.English.Choices(word)
        : word.Length == 1 ? ClosingApostrophe
        : word.Length == 2 && word[1] is 's' or 'S' ? EndingS
        : Lexicon.English.Choices(word);

    /// <summary>Decides the sentence that was gathered, and begins the next.</summary>
    private void Decide()
    {
        if (sentence.Count == 0) return;
        var back = new int[sentence.Count][];
        var costs = First(sentence[0]);
        for (var i = 1; i < sentence.Count; i++) (costs, back[i]) = Next(sentence[i - 1], costs, sentence[i]);

        var best = Last(sentence[^1], costs);
        var tags = new WordTag[sentence.Count];
        for (var i = sentence.Count - 1; i >= 0; i--)
        {
            tags[i] = sentence[i].Choices[best / Clause.States].Tag;
            if (i > 0) best = back[i][best];
        }
        for (var i = 0; i < tags.Length; i++) tagged.Add(new TaggedWord(sentence[i].Start, sentence[i].Length, tags[i]));
        sentence.Clear();
    }

    /// <summary>The costs of the first word; place of (choice, state): choice · <see cref="Clause.States"/> + state.</summary>
    private static int[] First(Candidate word)
    {
        var costs = NoWay(word);
        for (var i = 0; i < word.Choices.Count; i++)
        {
            var (cost, state) = Clause.Start(word.Choices[i].Tag, word.Perception);
            costs[(i * Clause.States) + (int)state] = cost + word.Choices[i].Cost;
        }
        return costs;
    }

    /// <summary>The least costs up to a word, and from which place of the word before each comes.</summary>
    private static (int[] Costs, int[] Back) Next(Candidate before, int[] costs, Candidate word)
    {
        var (next, back) = (NoWay(word), new int[word.Choices.Count * Clause.States]);
        for (var from = 0; from < costs.Length; from++)
        {
            if (costs[from] >= Never) continue;
            var previous = before.Choices[from / Clause.States].Tag;
            for (var i = 0; i < word.Choices.Count; i++)
            {
                var (cost, state) = Clause.Step(previous, (ClauseState)(from % Clause.States), word.Choices[i].Tag, word.Perception);
                var to = (i * Clause.States) + (int)state;
                var sum = costs[from] + cost + word.Choices[i].Cost;
                if (sum < next[to]) (next[to], back[to]) = (sum, from);
            }
        }
        return (next, back);
    }

    private static int Last(Candidate word, int[] costs)
    {
        var (best, least) = (0, int.MaxValue);
        for (var at = 0; at < costs.Length; at++)
        {
            if (costs[at] >= Never) continue;
            var sum = costs[at] + Clause.End(word.Choices[at / Clause.States].Tag, (ClauseState)(at % Clause.States));
            if (sum < least) (best, least) = (at, sum);
        }
        return best;
    }

    private static int[] NoWay(Candidate word)
    {
        var costs = new int[word.Choices.Count * Clause.States];
        Array.Fill(costs, Never);
        return costs;
    }
}
