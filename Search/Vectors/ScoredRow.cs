namespace Gexia.Search.Vectors;

/// <summary>A row of a <see cref="VectorStore"/> and how near it is to a query.</summary>
/// <param name="Row">Its number, from 0, in the order of adding.</param>
/// <param name="Score">The product row·query in float32: the cosine where both have length 1.</param>
public readonly record struct ScoredRow(int Row, float Score)
{
    /// <summary>Whether it stands before another in a ranking: by the larger score, of equal scores by the lower row.</summary>
    internal bool IsBefore(ScoredRow other) => Score > other.Score || (Score == other.Score && Row < other.Row);
}
