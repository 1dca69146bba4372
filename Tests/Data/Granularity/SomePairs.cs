using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Granularities;

namespace Gexia.Tests.Data.Granularities;

/// <summary>Pairs to expand.</summary>
internal static class SomePairs
{
    /// <summary>A pair of one segment; the text names it.</summary>
    public static Pair Of(long id, string source, double start, double end) =>
        Pair.Of(id, new ClipSegment(source + ".mp4", start, end), $"{source} {id}", source, Granularity.Svst);

    /// <summary>Up to 40 pairs of up to 6 sources, times with many ties, in no order.</summary>
    public static Arbitrary<Pair[]> Any { get; } =
        (from source in Gen.Elements("a", "b", "c", "d", "e", "f")
         from start in Gen.Choose(0, 4)
         from length in Gen.Choose(0, 3)
         select (source, start, length)).ArrayOf().Resize(40).Select(items =>
            items.Select((item, i) => Of(i, item.source, item.start, item.start + item.length / 2.0)).ToArray()).ToArbitrary();

    /// <summary>Texts and segments, which records compare by reference.</summary>
    public static List<string> Facts(IEnumerable<Pair> pairs) =>
        [
            .. pairs.Select(
                pair => $"{pair.Id} {pair.Source} {pair.Start} {pair.End} {pair.Granularity} {pair.Text} [{string.Join(' ', pair.Clip)}]")
        ];
}
