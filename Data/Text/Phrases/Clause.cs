namespace Gexia.Data.Text.Phrases;

/// <summary>What of a clause has been read: an English clause has one finite verb.</summary>
internal enum ClauseState
{
    /// <summary>No finite verb yet.</summary>
    Open,
    /// <summary>No finite verb yet, but a conjunction: the subject may be several. A man and a dog play.</summary>
    Joined,
    /// <summary>It has its finite verb.</summary>
    Closed,
    /// <summary>It has one, and a conjunction or a comma, behind which another may come.</summary>
    Reopened,
    /// <summary>It has a verb like "watch", behind whose object a base form may stand: watches the batter swing.</summary>
    Perceiving,
}

/// <summary>The grammar of clauses: which tag costs how much in which state, and to which state it leads.</summary>
internal static class Clause
{
    /// <summary>How many states there are.</summary>
    public const int States = 5;

    private const int SecondVerb = 25, SecondVerbBehindAdverb = 10, CoordinatedVerb = 3, WithoutVerb = 10, BaseBehindNoun = 4;

    /// <summary>The cost of a tag behind another, and the state of the clause after it.</summary>
    public static (int Cost, ClauseState State) Step(WordTag previous, ClauseState state, WordTag tag, bool perception)
    {
        var cost = TagCosts.After(previous, tag);
        if (tag is WordTag.Sub) return (cost, ClauseState.Open);
        if (tag is WordTag.Conj or WordTag.Punct) return (cost, HasVerb(state) ? ClauseState.Reopened : ClauseState.Joined);
        if (tag is WordTag.Base && state is ClauseState.Perceiving && previous is WordTag.Sing or WordTag.Plur or WordTag.Pro)
            return (BaseBehindNoun, ClauseState.Closed);
        if (tag is WordTag.Base && state is ClauseState.Joined && previous is WordTag.Sing) return (BaseBehindNoun, ClauseState.Closed);
        if (IsFinite(previous, tag))
        {
            cost += state switch
            {
                ClauseState.Open or ClauseState.Joined => 0,
                ClauseState.Reopened => CoordinatedVerb,
                _ => previous is WordTag.Adv ? SecondVerbBehindAdverb : SecondVerb,
            };
            state = ClauseState.Closed;
        }
        return (cost, perception && IsVerb(tag) ? ClauseState.Perceiving : state);
    }

    /// <summary>The cost of a first tag, and the state after it.</summary>
    public static (int Cost, ClauseState State) Start(WordTag tag, bool perception) =>
        (TagCosts.AtStart(tag),
            !IsVerb(tag) && tag is not (WordTag.Aux or WordTag.Modal) ? ClauseState.Open
            : perception ? ClauseState.Perceiving
            : tag is WordTag.Ing or WordTag.Part ? ClauseState.Open
            : ClauseState.Closed);

    /// <summary>The cost of ending a sentence.</summary>
    public static int End(WordTag last, ClauseState state) =>
        TagCosts.After(last, WordTag.End) + (HasVerb(state) ? 0 : WithoutVerb);

    private static bool HasVerb(ClauseState state) => state is not (ClauseState.Open or ClauseState.Joined);

    private static bool IsVerb(WordTag tag) =>
        tag is WordTag.Pres or WordTag.Base or WordTag.Past or WordTag.Ing or WordTag.Part;

    private static bool IsFinite(WordTag previous, WordTag tag) => tag switch
    {
        WordTag.Pres or WordTag.Past or WordTag.Modal => true,
        WordTag.Aux => previous is not (WordTag.Aux or WordTag.Modal or WordTag.To),
        WordTag.Base => previous is not (WordTag.To or WordTag.Modal),
        _ => false,
    };
}
