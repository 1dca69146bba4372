using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Data.Video;

namespace Gexia.Tests.Data.Loading;

public sealed class BatchLoaderTests
{
    private const int Side = 4, Videos = 12;

    /// <summary>Video n has ten frames of 0.1 s; frame f is all n·10 + f.</summary>
    private sealed class NumberedVideos(params int[] broken) : IFrameSource
    {
        public FrameTimeline Load(string video, CancellationToken cancellation)
        {
            var number = int.Parse(video[1..]);
            if (broken.Contains(number)) throw new VideoException($"/clips/{video}", VideoFailure.Undecodable, "moov atom not found");
            var frames = Enumerable.Range(0, 10).Select(frame =>
            {
                var image = new RgbImage(Side, Side);
                Array.Fill(image.Pixels, (byte)((number * 10) + frame));
                return image;
            });
            return new FrameTimeline([.. Enumerable.Range(0, 10).Select(i => i / 10.0)], 1, [.. frames]);
        }
    }

    private static readonly ITokenizer Tokenizer = WordTokenizer.FromTexts(Enumerable.Range(0, Videos).Select(i => $"clip w{i}"));

    private static SampleSet Set(int batch) => new(Granularity.Svst,
        [.. Enumerable.Range(0, Videos).Select(i => Pair.Of(i, new ClipSegment($"v{i}", 0, 1), $"clip w{i}", $"s{i}", Granularity.Svst))],
        Frames: 5, TextLength: 6, BatchSize: batch);

    private static BatchLoader Loader(ulong seed, BadVideos bad, int batch = 4, params int[] broken)
    {
        var set = Set(batch);
        var rng = new Rng(seed);
        return new BatchLoader(
            rng, new BatchPlan(rng, [set.Planned()]), [set], new SampleReader(new NumberedVideos(broken), Tokenizer, Side), bad);
    }

    [Fact]
    public void Frames_and_ids_are_those_of_the_samples()
    {
        var batch = Loader(1, new BadVideos(BadVideoPolicy.Fail)).Load(0);
        Assert.Equal((4, 5, Side, 6, "SVST"), (batch.Count, batch.Frames, batch.Size, batch.TextLength, batch.Granularity));
        var frame = Side * Side * 3;
        for (var i = 0; i < batch.Count; i++)
        {
            for (var f = 0; f < 5; f++)
            {
                var value = batch.Pixels[((i * 5) + f) * frame];
                Assert.Equal(batch.Samples[i], value / 10);
                Assert.InRange(value % 10, 2 * f, (2 * f) + 1); // one random time in each fifth
                Assert.All(batch.Pixels.AsSpan(((i * 5) + f) * frame, frame).ToArray(), pixel => Assert.Equal(value, pixel));
            }
            Assert.Equal(Tokenizer.EncodeForModel($"clip w{batch.Samples[i]}", 6, out _), batch.TokenIds.AsSpan(i * 6, 6).ToArray());
        }
    }

    [Fact]
    public void A_batch_depends_on_seed_and_number_only()
    {
        using var bad = new BadVideos(BadVideoPolicy.Skip);
        var loader = Loader(7, bad, 4, 3, 5);
        var forward = Enumerable.Range(0, 12).Select(number => loader.Load(number)).ToArray();
        using var unknown = new BadVideos(BadVideoPolicy.Skip);
        var again = Loader(7, unknown, 4, 3, 5);
        foreach (var number in new[] { 11, 2, 7, 0 })
        {
            var batch = again.Load(number);
            Assert.Equal(forward[number].Samples, batch.Samples);
            Assert.Equal(forward[number].Pixels, batch.Pixels);
        }
        Assert.Contains(forward, batch => !batch.Pixels.SequenceEqual(Loader(8, bad).Load(0).Pixels));
    }

    [Fact]
    public void Bad_videos_are_replaced_and_listed()
    {
        using var bad = new BadVideos(BadVideoPolicy.Skip);
        var loader = Loader(1, bad, 4, 0, 1, 2, 3);
        for (var number = 0; number < 9; number++)
        {
            var batch = loader.Load(number);
            Assert.Equal(4, batch.Samples.Distinct().Count());
            Assert.DoesNotContain(batch.Samples, sample => sample < 4);
        }
        Assert.Equal(["v0", "v1", "v2", "v3"], bad.All.Select(pair => pair.Key));
        Assert.Equal("moov atom not found", bad.All[0].Value);
    }

    /// <summary>Loads by name, as <see cref="NumberedVideos"/>; whole paths of broken ones end like the names of sound ones.</summary>
    private sealed class NamedVideos(string[] broken, string[] partial) : IFrameSource
    {
        public FrameTimeline Load(string video, CancellationToken cancellation)
        {
            if (broken.Contains(video)) throw new VideoException($"/clips/{video}", VideoFailure.Undecodable, "damaged");
            return new FrameTimeline(
                [.. Enumerable.Range(0, 10).Select(i => i / 10.0)], 1, [.. Enumerable.Range(0, 10).Select(_ => new RgbImage(Side, Side))],
                partial.Contains(video) ? "only a part could be decoded" : null);
        }
    }

    private static PairVideos Opener(BadVideos bad, BadPairs badPairs, string[] broken, params string[] partial) =>
        new(new NamedVideos(broken, partial), bad, badPairs, "train");

    private static Pair Long(params string[] videos) =>
        Pair.Of(0, new ClipSegment(videos[0], 0, 1), "", "s", Granularity.Lvlt) with
        {
            Clip = [.. videos.Select((video, i) => new ClipSegment(video, 0, 1) { Line = i + 1 })]
        };

    [Theory]
    [InlineData("ab.png", "b.png", "ab.png")]
    [InlineData("b.png", "ab.png", "ab.png")]
    [InlineData("x/b.png", "b.png", "x/b.png")]
    [InlineData("b.png", "x/b.png", "x/b.png")]
    [InlineData("clips/b.png", "b.png", "b.png")]
    public void Only_the_video_that_cannot_be_read_is_blamed(string first, string second, string broken)
    {
        using var bad = new BadVideos(BadVideoPolicy.Skip);
        Assert.Null(Opener(bad, new BadPairs(BadVideoPolicy.Skip), [broken]).TryOpen(Long(first, second)));
        Assert.Equal([broken], bad.All.Select(pair => pair.Key));
    }

    [Fact]
    public void What_is_noted_does_not_depend_on_what_was_known_before()
    {
        (string, string) Noted(params Pair[] pairs)
        {
            using var bad = new BadVideos(BadVideoPolicy.Skip);
            using var badPairs = new BadPairs(BadVideoPolicy.Skip);
            var videos = Opener(bad, badPairs, ["broken", "worse"], "part");
            foreach (var pair in pairs) videos.TryOpen(pair);
            return (
                string.Join(' ', bad.All.Concat(bad.Partial).Select(entry => entry.Key)),
                string.Join(' ', badPairs.All.Select(pair => pair.Line)));
        }
        Pair[] all =
        [
            Long("part", "broken"),
            Long("broken", "worse"),
            Long("worse", "part"),
            Long("good", "part") with { Clip = [new("part", 0, 1), new("good", 0, 9) { Line = 5 }] }
        ];
        Assert.Equal(("broken worse part", "5"), Noted(all));
        Assert.Equal(Noted(all), Noted([.. all.Reverse()]));
        Assert.Equal(("broken", ""), Noted(all[0]));
    }

    [Fact]
    public void A_set_that_is_measured_opens_each_video_once_and_keeps_what_can_be_used()
    {
        using var bad = new BadVideos(BadVideoPolicy.Skip);
        using var badPairs = new BadPairs(BadVideoPolicy.Skip);
        Pair[] pairs =
        [
            Long("good"), Long("good", "broken"), Long("part"), Long("good") with { Clip = [new("good", 2, 3) { Line = 4 }] }, Long("good")
        ];
        var usable = Opener(bad, badPairs, ["broken"], "part").Usable(pairs);
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 5).Where(i => usable.Contains(pairs[i])));
        Assert.Equal(("broken", "part", 4), (bad.All.Single().Key, bad.Partial.Single().Key, badPairs.All.Single().Line));
    }

    [Fact]
    public void A_segment_beyond_its_video_is_replaced_and_listed_and_one_that_overlaps_the_end_is_cut()
    {
        var set = Set(4) with
        {
            Pairs =
            [
                .. Set(4).Pairs.Select(
                    (pair, i) => pair with { Clip = [new($"v{i}", i < 6 ? i : 0, i < 6 ? i + 0.5 : 1) { Line = i + 1 }] })
            ]
        };
        BatchLoader Loader(BadVideos bad, BadPairs pairs) => new(
            new Rng(3), new BatchPlan(new Rng(3), [set.Planned()]), [set], new SampleReader(new NumberedVideos(), Tokenizer, Side), bad,
            pairs);
        using var list = new BadPairs(BadVideoPolicy.Skip);
        var loader = Loader(new BadVideos(BadVideoPolicy.Skip), list);
        int[][] samples = [.. Enumerable.Range(0, 9).Select(n => loader.Load(n).Samples.ToArray())];
        Assert.All(samples, batch => Assert.Equal(4, batch.Distinct().Count(sample => sample is 0 or > 5)));
        Assert.Equal([2, 3, 4, 5, 6], list.All.Select(pair => pair.Line));
        // Another order of batches, as after a resume, gives the same.
        using var other = new BadPairs(BadVideoPolicy.Skip);
        var again = Loader(new BadVideos(BadVideoPolicy.Skip), other);
        for (var n = 8; n >= 0; n--) Assert.Equal(samples[n], again.Load(n).Samples);
        Assert.Equal(list.All, other.All);
        Assert.Contains(
            "line",
            Assert.Throws<GexiaException>(() =>
                Enumerable.Range(0, 9).Select(n => Loader(new BadVideos(BadVideoPolicy.Fail), new BadPairs(BadVideoPolicy.Fail)).Load(n))
                    .ToList()).Message);
    }

    [Fact]
    public void Too_few_good_videos_make_a_smaller_batch_and_one_is_an_error()
    {
        using var bad = new BadVideos(BadVideoPolicy.Skip);
        Assert.Equal(2, Loader(1, bad, 4, [.. Enumerable.Range(0, 10)]).Load(0).Count);
        var none = Assert.Throws<GexiaException>(() => Loader(1, bad, 4, [.. Enumerable.Range(0, 11)]).Load(0)).Message;
        Assert.StartsWith(
            "SVST: 1 of 12 different clips can be trained on (12 pairs), but a contrastive batch needs at least 2. "
            + "11 videos cannot be read; the first is v0: moov atom not found.",
            none);
        Assert.Throws<VideoException>(() => Loader(1, new BadVideos(BadVideoPolicy.Fail), 12, 3).Load(0));
    }

    /// <summary>Fourteen pairs: clip 0 three times, the others once; all say the same but the last.</summary>
    [Fact]
    public void Equal_texts_are_better_than_a_batch_of_one_and_one_clip_is_never_two()
    {
        int[] videos = [0, 0, 0, .. Enumerable.Range(1, Videos - 1)];
        var set = Set(4) with
        {
            Pairs =
            [
                .. videos.Select(
                    (video, i) => Pair.Of(i, new ClipSegment($"v{video}", 0, 1), i == 13 ? "clip w1" : "clip w0", "s", Granularity.Svst))
            ]
        };
        Batch Load(params int[] broken)
        {
            var rng = new Rng(1);
            using var bad = new BadVideos(BadVideoPolicy.Skip);
            return new BatchLoader(
                rng, new BatchPlan(rng, [set.Planned()]), [set], new SampleReader(new NumberedVideos(broken), Tokenizer, Side),
                bad).Load(0);
        }
        // clips 0 and 1 are left, with one text
        Assert.Equal(2, Load([.. Enumerable.Range(2, 10)]).Samples.Select(sample => videos[sample]).Distinct().Count());
        Assert.Contains(
            "1 of 12 different clips can be trained on (14 pairs)",
            Assert.Throws<GexiaException>(() => Load([.. Enumerable.Range(1, 11)])).Message);
    }

    [Fact]
    public void A_set_of_one_clip_gives_no_batch()
    {
        var set = Set(4) with
        {
            Pairs = [.. Enumerable.Range(0, 3).Select(i => Pair.Of(i, new ClipSegment("v1", 0, 1), $"clip w{i}", "s", Granularity.Svst))]
        };
        var rng = new Rng(1);
        using var bad = new BadVideos(BadVideoPolicy.Skip);
        var loader = new BatchLoader(
            rng, new BatchPlan(rng, [set.Planned()]), [set], new SampleReader(new NumberedVideos(), Tokenizer, Side), bad);
        Assert.StartsWith(
            "SVST: 1 of 1 different clips can be trained on (3 pairs)", Assert.Throws<GexiaException>(() => loader.Load(0)).Message);
    }

    [Fact]
    public void In_order_takes_the_middles_and_a_moment_is_one_frame()
    {
        var reader = new SampleReader(new NumberedVideos(), Tokenizer, Side);
        var batch = reader.ReadInOrder(Set(4), 2, 3);
        Assert.Equal([2, 3, 4], batch.Samples);
        Assert.Equal([21, 23, 25, 27, 29], Enumerable.Range(0, 5).Select(f => (int)batch.Pixels[f * Side * Side * 3]));
        var pixels = new byte[Side * Side * 3];
        reader.ReadFrames(Pair.Of(0, new ClipSegment("v6", 0.5, 0.5), "", "s", Granularity.Ist), 1, pixels, null);
        Assert.Equal(65, pixels[0]);
        // A segment that overlaps the video's end is sampled up to there: of [0, 20) s the middle of the one second that is there.
        reader.ReadFrames(Pair.Of(0, new ClipSegment("v6", 0, 20), "", "s", Granularity.Svst), 1, pixels, null);
        Assert.Equal(65, pixels[0]);
    }

    [Fact]
    public void Joined_segments_share_one_time_line_and_crops_one_box()
    {
        var pair =
            Pair.Of(0, new ClipSegment("v1", 0, 0.5), "", "s", Granularity.Lvlt) with { Clip = [new("v1", 0, 0.5), new("v2", 0.5, 1)] };
        var pixels = new byte[4 * Side * Side * 3];
        new SampleReader(new NumberedVideos(), Tokenizer, Side).ReadFrames(pair, 4, pixels, null);
        Assert.Equal([11, 13, 26, 28], Enumerable.Range(0, 4).Select(f => (int)pixels[f * Side * Side * 3]));
        new SampleReader(new NumberedVideos(), Tokenizer, Side, new RandomResizedCrop()).ReadFrames(pair, 4, pixels, new Rng(1));
        Assert.Equal(1, pixels[0] / 10);
        var wrong = new SampleReader(new NumberedVideos(), Tokenizer, Side + 1);
        Assert.Contains("4x4", Assert.Throws<VideoException>(() => wrong.ReadFrames(pair, 1, new byte[1000], null)).Message);
    }
}
