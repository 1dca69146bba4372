namespace Gexia.Training.Evaluation;

/// <summary>Which rank a query gets when others score exactly as its correct item.</summary>
public enum TieRule
{
    /// <summary>
    /// Behind all of them: 1 + better + equal. The default, so that a model that gives one score to everything finds nothing.
    /// </summary>
    Pessimistic,
    /// <summary>Before all of them: 1 + better.</summary>
    Optimistic,
    /// <summary>In the middle: 1 + better + equal/2.</summary>
    Mean,
}

/// <summary>Ranks from scores.</summary>
internal static class Ranking
{
    /// <summary>The 1-based rank of the correct item among all scores of one query.</summary>
    /// <param name="scores">[gallery], larger is better. NaN is worse than every number.</param>
    /// <param name="correct">Index of the correct item.</param>
    /// <param name="ties">What equal scores mean.</param>
    /// <returns>1..gallery; the last place under every rule when the correct item's score is NaN.</returns>
    public static double Rank(ReadOnlySpan<float> scores, int correct, TieRule ties)
    {
        var own = scores[correct];
        if (float.IsNaN(own)) return scores.Length;
        int better = 0, equal = -1; // the correct item equals itself
        foreach (var score in scores)
        {
            if (score > own) better++;
            else if (score == own) equal++;
        }
        return 1 + better + (ties switch { TieRule.Pessimistic => equal, TieRule.Optimistic => 0, _ => equal / 2.0 });
    }

    /// <summary>
    /// The same where equal scores go by their index, the lowest first: the largest score with the lowest index is the answer.
    /// </summary>
    /// <returns>1..gallery; infinite when the correct item's score is NaN, which is never the answer.</returns>
    public static double InOrder(ReadOnlySpan<float> scores, int correct)
    {
        var own = scores[correct];
        if (float.IsNaN(own)) return double.PositiveInfinity;
        var before = 0;
        for (var i = 0; i < scores.Length; i++)
            if (scores[i] > own || (scores[i] == own && i < correct)) before++;
        return 1 + before;
    }
}
