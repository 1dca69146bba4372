namespace Gexia.Data.Loading;

/// <summary>Which clips of a batch's videos are of which video, after cut-and-paste (S-ViLM §3).</summary>
/// <param name="Clips">N: equal clips of each video.</param>
/// <param name="Background">[videos] the video p_i that surrounds a stretch of video i.</param>
/// <param name="Start">[videos] s_i: the first clip of the stretch.</param>
/// <param name="Length">[videos] d_i: its clips; N where nothing is pasted.</param>
public sealed record Blend(int Clips, IReadOnlyList<int> Background, IReadOnlyList<int> Start, IReadOnlyList<int> Length)
{
    /// <summary>Videos.</summary>
    public int Count => Background.Count;

    /// <summary>m_i[j]: whether clip j of video i is its own.</summary>
    public bool IsForeground(int video, int clip) => clip >= Start[video] && clip < Start[video] + Length[video];

    /// <summary>β_i: the share of video i's own clips.</summary>
    public double Share(int video) => (double)Length[video] / Clips;

    /// <summary>A batch in which nothing is pasted.</summary>
    /// <param name="videos">Videos.</param>
    /// <param name="clips">Clips of each.</param>
    public static Blend None(int videos, int clips) => new(
        clips, [.. Enumerable.Range(0, videos)], new int[videos], [.. Enumerable.Repeat(clips, videos)]);

    /// <summary>
    /// Draws backgrounds as a derangement, so that every video is background once and never its own, and stretches of at least half:
    /// d ~ U{⌈N/2⌉, …, N − 1}, s ~ U{0, …, N − d}.
    /// </summary>
    /// <param name="videos">At least 2.</param>
    /// <param name="clips">N, at least 2.</param>
    /// <param name="touching">False leaves a clip of the background behind every stretch where there is one: s ≤ max(0, N − d − 1).</param>
    /// <param name="rng">Of the step; each video has a stream of its own.</param>
    /// <exception cref="ArgumentException">There is nothing to paste into, or no clip to leave.</exception>
    public static Blend Draw(int videos, int clips, bool touching, Rng rng)
    {
        if (videos < 2 || clips < 2)
            throw new ArgumentException($"Blend: pasting needs at least 2 videos of at least 2 clips; there are {videos} of {clips}.");
        var background = Derangement(videos, rng.At(0, "background"));
        var (start, length) = (new int[videos], new int[videos]);
        for (var video = 0; video < videos; video++)
        {
            var own = rng.At(video, "stretch");
            var least = (clips + 1) / 2;
            length[video] = least + own.NextInt32(clips - least);
            start[video] = own.NextInt32(Math.Max(1, clips - length[video] + (touching ? 1 : 0)));
        }
        return new(clips, background, start, length);
    }

    // Permutations until none keeps its place: of n > 1 things about every third does not, so the draw is uniform over derangements.
    private static int[] Derangement(int count, Rng rng)
    {
        var order = Enumerable.Range(0, count).ToArray();
        do rng.Shuffle(order);
        while (order.Index().Any(item => item.Index == item.Item));
        return order;
    }

    /// <summary>Puts the clips together, each at its own place in time.</summary>
    /// <param name="pixels">[videos, frames, …] row-major; the frames are a multiple of the clips.</param>
    /// <returns>As many bytes: clip j of video i where <see cref="IsForeground"/>, else clip j of its background.</returns>
    public byte[] Apply(byte[] pixels)
    {
        var clip = pixels.Length / (Count * Clips);
        if (clip * Count * Clips != pixels.Length)
            throw new ArgumentException($"Blend: {pixels.Length} bytes are not {Count} videos of {Clips} clips.", nameof(pixels));
        var blended = new byte[pixels.Length];
        for (var video = 0; video < Count; video++)
            for (var j = 0; j < Clips; j++)
            {
                var from = IsForeground(video, j) ? video : Background[video];
                pixels.AsSpan(((from * Clips) + j) * clip, clip).CopyTo(blended.AsSpan(((video * Clips) + j) * clip));
            }
        return blended;
    }
}
