using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Text;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>
/// What of a file of pairs can be used, and why the rest cannot: what training and evaluation would find, before any of them.
/// </summary>
/// <remarks>Every video is decoded from end to end, by the rules of <see cref="PairVideos"/> and <see cref="SegmentFit"/>.</remarks>
public sealed class PairCheck
{
    /// <summary>What is assumed of the model and the training.</summary>
    /// <param name="FrameSize">Side of the square frames, pixels.</param>
    /// <param name="Context">Ids of CLIP's tokenizer, start and end included, that a text may have without being cut.</param>
    /// <param name="MinPairs">Pairs that a source must have for a long one.</param>
    public sealed record Assumptions(int FrameSize = 224, int Context = 77, int MinPairs = 4);

    private PairCheck() { }

    /// <summary>Pairs that the file holds, usable or not.</summary>
    public required int Pairs { get; init; }

    /// <summary>The pairs that can be used, in the file's order.</summary>
    public required IReadOnlyList<Pair> Usable { get; init; }

    /// <summary>Different videos that are named, usable or not.</summary>
    public required int Videos { get; init; }

    /// <summary>
    /// What is wrong, by line: pairs that cannot be used, and those that are used changed (<see cref="BadPair.IsUsed"/>).
    /// </summary>
    public required IReadOnlyList<BadPair> Problems { get; init; }

    /// <summary>
    /// Videos of which only a part can be decoded and what the decoder says, in the order of the names. Segments in that part are usable.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, string>> PartialVideos { get; init; }

    /// <summary>How many usable pairs there are of each granularity, after the default expansion.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Granularities { get; init; }

    /// <summary>Usable pairs that show and say what an earlier line does, and that line.</summary>
    public required IReadOnlyList<(int Line, int SameAs)> Duplicates { get; init; }

    /// <summary>Usable pairs whose text does not fit the context, and the ids it has.</summary>
    public required IReadOnlyList<(int Line, int Ids)> LongTexts { get; init; }

    /// <summary>Different sources of the usable pairs.</summary>
    public int Sources => Usable.Select(pair => pair.Source).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Usable pairs that state no end and so last as long as their video.</summary>
    public int WithoutEnd => Usable.Count(pair => pair.Clip.Any(segment => segment.IsOpen));

    /// <summary>Reads the file and decodes its videos.</summary>
    /// <param name="pairs">The file and the folder of its videos.</param>
    /// <param name="assumptions">What the pairs are wanted for; null for <see cref="Assumptions"/>' own values.</param>
    /// <param name="decoded">Is told how many videos of how many are decoded.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="GexiaException">The file is malformed, or a program is missing that decodes videos.</exception>
    public static PairCheck Of(
        PairFile pairs, Assumptions? assumptions = null, Action<int, int>? decoded = null, CancellationToken cancellation = default)
    {
        assumptions ??= new();
        var problems = new List<BadPair>();
        List<Pair> readable = [.. PairReader.Read(pairs, bad: problems.Add, cancellation: cancellation)];
        var count = readable.Count + problems.Count;
        string[] names = [.. readable.SelectMany(pair => pair.Clip).Select(segment => segment.Video).Distinct(StringComparer.Ordinal)];
        var source = DecodedFacts.Of(pairs.VideoFolder, names, assumptions.FrameSize, VideoLimits.Default, decoded, cancellation);

        BadVideos badVideos = new(BadVideoPolicy.Skip);
        BadPairs badPairs = new(BadVideoPolicy.Skip);
        var fitting = new PairVideos(source, badVideos, badPairs, "pairs").Usable(readable, cancellation);
        var reasons = badVideos.All.ToDictionary(video => video.Key, video => video.Value, StringComparer.Ordinal);
        problems.AddRange(badPairs.All);
        foreach (var segment in readable.SelectMany(pair => pair.Clip))
            if (reasons.TryGetValue(segment.Video, out var reason)) problems.Add(new BadPair(segment.Line, segment.Video, reason));
        List<Pair> usable = [.. readable.Where(fitting.Contains)];
        return new PairCheck
        {
            Pairs = count,
            Usable = usable,
            Videos = names.Select(source.NameOf).Distinct(StringComparer.Ordinal).Count(),
            Problems =
            [
                .. problems.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Video, StringComparer.Ordinal)
                    .ThenBy(problem => problem.Reason, StringComparer.Ordinal)
            ],
            PartialVideos = badVideos.Partial,
            Granularities = Expanded(usable, assumptions.MinPairs),
            Duplicates = [.. Repeated(usable, source)],
            LongTexts = [.. TooLong(usable, assumptions.Context, cancellation)],
        };
    }

    private static List<KeyValuePair<string, int>> Expanded(List<Pair> usable, int minPairs)
    {
        var counts = usable.CountBy(pair => pair.Granularity.Name).ToList();
        var joined = Integration
            .BySource(usable.Where(pair => pair.Granularity == Granularity.Svst), new IntegrationOptions(Granularity.Lvlt, minPairs))
            .Count();
        foreach (var name in (string[])[Granularity.Lvlt.Name, Granularity.Lvst.Name])
            if (!counts.Exists(known => known.Key == name)) counts.Add(new(name, joined));
        return counts;
    }

    private static IEnumerable<(int Line, int SameAs)> Repeated(List<Pair> usable, IFrameSource source)
    {
        var first = new Dictionary<(string Clip, string Text), int>();
        foreach (var (pair, clip) in usable.Zip(ClipKey.Of(usable, source.NameOf)))
            if (!first.TryAdd((clip, pair.Text.Trim()), pair.Clip[0].Line))
                yield return (pair.Clip[0].Line, first[(clip, pair.Text.Trim())]);
    }

    // An id stands for a byte at least, and a character of UTF-16 has at most three: shorter texts need not be looked at.
    private static IEnumerable<(int Line, int Ids)> TooLong(List<Pair> usable, int context, CancellationToken cancellation)
    {
        var tokenizer = new Lazy<BpeTokenizer>(() => new BpeTokenizer(BpeFiles.ReadClip()));
        foreach (var pair in usable)
        {
            cancellation.ThrowIfCancellationRequested();
            if (pair.Text.Length * 3 + 2 <= context) continue;
            if (tokenizer.Value.Encode(pair.Text).Length + 2 is var ids && ids > context) yield return (pair.Clip[0].Line, ids);
        }
    }
}
