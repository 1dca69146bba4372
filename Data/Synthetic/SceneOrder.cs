namespace Gexia.Data.Synthetic;

/// <summary>What a source of <see cref="OrderWorld"/> shows: the scenes of a palette on a background, in one of their orders.</summary>
/// <param name="Palette">Number of the palette in its world.</param>
/// <param name="Background">Behind all four scenes.</param>
/// <param name="Permutation">0..23.</param>
internal readonly record struct SceneOrder(int Palette, SceneBackground Background, int Permutation)
{
    /// <summary>Orders of four scenes.</summary>
    public const int Permutations = 24;

    /// <summary>Which of the palette's scenes comes first, second, …: the permutation's number in the factorial system.</summary>
    public IReadOnlyList<int> Places
    {
        get
        {
            List<int> left = [.. Enumerable.Range(0, ScenePalette.Scenes)], places = [];
            for (
                var (rest, ways) = (Permutation, Permutations / ScenePalette.Scenes); left.Count > 0; rest %= ways,
                ways /= Math.Max(1, left.Count))
            {
                places.Add(left[rest / ways]);
                left.RemoveAt(rest / ways);
            }
            return places;
        }
    }
}
