using Gexia.Data.Datasets.Splits;
using Gexia.Training.Evaluation;

namespace Gexia.Training.Tasks.Localization;

/// <summary>Positions at equal distances along a video, and the times of actions as seen from them.</summary>
/// <param name="count">Positions.</param>
/// <param name="duration">Seconds of the video.</param>
internal sealed class Positions(int count, double duration)
{
    /// <summary>The shortest way that a position states, in positions: of it the logarithm is taken.</summary>
    private const double Shortest = 0.05;

    /// <summary>Seconds from one to the next.</summary>
    public double Step => duration / count;

    /// <summary>Seconds of a position: the middle of its part of the video.</summary>
    public double At(int position) => (position + 0.5) * Step;

    /// <summary>What a head is to say at each position.</summary>
    /// <remarks>A position belongs to the shortest action that it lies in; an action between two positions to the one next to it.</remarks>
    /// <param name="segments">The actions, in seconds; what lies behind the video's end is cut off.</param>
    /// <param name="background">The number of no class.</param>
    /// <param name="classes">[positions] receives the classes.</param>
    /// <param name="times">[positions, 2] receives ln of the ways to start and end, 0 at the background.</param>
    /// <returns>How many positions belong to an action.</returns>
    public int Targets(IReadOnlyList<ActionSegment> segments, int background, Span<int> classes, Span<float> times)
    {
        classes.Fill(background);
        times.Clear();
        var inside = 0;
        // The longest first, so that the shortest has the last word.
        foreach (var segment in segments.Where(one => one.Start < duration).OrderByDescending(one => one.End - one.Start))
        {
            var (start, end) = (segment.Start, Math.Min(segment.End, duration));
            var (first, last) = ((int)Math.Ceiling((start / Step) - 0.5), (int)Math.Ceiling((end / Step) - 0.5) - 1);
            if (last < first) first = last = (int)((start + end) / 2 / Step);
            for (var i = Math.Max(0, first); i <= Math.Min(last, classes.Length - 1); i++)
            {
                if (classes[i] == background) inside++;
                classes[i] = segment.Label;
                times[2 * i] = (float)Math.Log(Math.Max(Shortest, (At(i) - start) / Step));
                times[(2 * i) + 1] = (float)Math.Log(Math.Max(Shortest, (end - At(i)) / Step));
            }
        }
        return inside;
    }

    /// <summary>The action that a head states at a position.</summary>
    /// <param name="video">Number of the video.</param>
    /// <param name="position">Where.</param>
    /// <param name="label">Which class.</param>
    /// <param name="score">How sure.</param>
    /// <param name="before">ln of the positions to its start.</param>
    /// <param name="after">ln of the positions to its end.</param>
    public ActionSpan Span(int video, int position, int label, double score, double before, double after) => new(
        video, label, Math.Max(0, At(position) - (Math.Exp(before) * Step)), Math.Min(duration, At(position) + (Math.Exp(after) * Step)),
        score);
}
