namespace Gexia.Data.Text.Phrases;

/// <summary>What a word is in its sentence, as far as noun phrases depend on it. The names head the columns of costs.txt.</summary>
internal enum WordTag
{
    /// <summary>Determiner or possessive: a, the, some, his.</summary>
    Det,
    /// <summary>Pronoun.</summary>
    Pro,
    /// <summary>Adjective, or a participle that stands as one before a noun.</summary>
    Adj,
    /// <summary>Number.</summary>
    Num,
    /// <summary>Noun in the singular, or one that cannot be counted.</summary>
    Sing,
    /// <summary>Noun in the plural.</summary>
    Plur,
    /// <summary>Verb of the third person singular: walks.</summary>
    Pres,
    /// <summary>Verb in its base form: (they) walk, (to) walk.</summary>
    Base,
    /// <summary>Verb in -ing that keeps its verbal character: walking the dog.</summary>
    Ing,
    /// <summary>Verb of the past tense: walked.</summary>
    Past,
    /// <summary>Past participle that keeps its verbal character: (is) broken, (a man) dressed in black.</summary>
    Part,
    /// <summary>A form of be or have.</summary>
    Aux,
    /// <summary>can, will, do, …, before a base form.</summary>
    Modal,
    /// <summary>Adverb.</summary>
    Adv,
    /// <summary>Preposition.</summary>
    Prep,
    /// <summary>What opens a clause with a verb of its own: while, because, where.</summary>
    Sub,
    /// <summary>The word to.</summary>
    To,
    /// <summary>and, or, but.</summary>
    Conj,
    /// <summary>The possessive ending.</summary>
    Poss,
    /// <summary>Punctuation, symbols, and words in other than Latin letters.</summary>
    Punct,
    /// <summary>The end of a sentence. No word has it.</summary>
    End,
}
