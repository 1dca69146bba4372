namespace Gexia.Data.Loading;

/// <summary>
/// What contrastive training needs of its pairs. The loss compares a pair with the others of its batch: a pair alone has loss 0
/// whatever the model says, and where all texts are one, or all clips, there is nothing to tell apart. Then nothing is ever learnt.
/// </summary>
public static class ContrastiveRule
{
    /// <summary>The least number of pairs in a batch, each with a clip of its own.</summary>
    public const int Least = 2;

    /// <summary>Refuses a set of which no batch can be made that teaches anything.</summary>
    /// <param name="set">All pairs of one granularity.</param>
    /// <param name="file">Where they come from, for the message.</param>
    /// <exception cref="GexiaException">With the count and the remedy.</exception>
    public static void Require(PlannedSet set, string file)
    {
        int pairs = set.VideoKeys.Count, clips = set.Clips, texts = set.TextKeys.Distinct(StringComparer.Ordinal).Count();
        if (set.BatchSize < Least)
            throw new GexiaException(
                $"{file}: {set.Granularity} is to be trained in batches of {set.BatchSize}, but {Reason} at least {Least}. "
                + $"Raise training.granularities.{set.Granularity}.batch.");
        if (clips >= Least && texts >= Least) return;
        var (found, needed) = clips < Least ? ($"of {Count(clips, "clip")}", "clips") : ("with one and the same text", "texts");
        throw new GexiaException(
            $"{file}: gives {set.Granularity} {Count(pairs, "pair")} {found}, but {Reason} at least {Least} different {needed}: with fewer "
            + $"nothing is learnt. "
            + $"Add pairs of other videos (a long pair takes a source of at least data.minPairs short ones), or leave {set.Granularity} "
            + $"out of training.granularities.");
    }

    private const string Reason = "the contrastive loss compares the pairs of a batch and needs";

    private static string Count(int number, string noun) => number == 1 ? $"{number} {noun}" : $"{number} {noun}s";
}
