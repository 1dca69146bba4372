using Gexia.Data.Granularities;

namespace Gexia.Tests.Data.Granularities;

public class CompressionTests
{
    private sealed class FirstWords : ISummarizer
    {
        public int Calls { get; private set; }
        public string Id => "first-words";

        public string Summarize(string text, int maxWords)
        {
            Calls++;
            return string.Join(' ', text.Split(' ').Take(maxWords));
        }
    }

    [Fact]
    public void Text_compression_keeps_the_video()
    {
        var pair = SomePairs.Of(4, "a", 1, 3) with { Text = "one two three four" };
        var short_ = Assert.Single(Compression.OfText([pair], Granularity.Lvst, new FirstWords(), maxWords: 2));
        Assert.Equal(pair with { Text = "one two", Granularity = Granularity.Lvst }, short_);
    }

    [Fact]
    public void Video_compression_keeps_the_text_and_one_moment()
    {
        var pair = SomePairs.Of(0, "a", 1, 4);
        var image = Assert.Single(Compression.OfVideo([pair], Granularity.Ist));
        Assert.Equal([new ClipSegment("a.mp4", 2.5, 2.5)], image.Clip);
        Assert.Equal((pair.Text, 1, 4, Granularity.Ist), (image.Text, image.Start, image.End, image.Granularity));
    }

    [Fact]
    public void The_middle_of_joined_segments_lies_where_the_joined_time_says()
    {
        var pair = SomePairs.Of(0, "a", 0, 9) with { Clip = [new("a.mp4", 0, 1), new("b.mp4", 5, 5), new("c.mp4", 10, 16)] };
        Assert.Equal(new ClipSegment("c.mp4", 12.5, 12.5), Compression.OfVideo([pair], Granularity.Ist).Single().Clip.Single());
        var still = pair with { Clip = [new("a.mp4", 2, 2)] };
        Assert.Equal(new ClipSegment("a.mp4", 2, 2), Compression.OfVideo([still], Granularity.Ist).Single().Clip.Single());
    }

    [Fact]
    public void A_clip_that_is_a_whole_file_is_as_long_as_its_pair()
    {
        var file = new ClipSegment("a_4_9.mp4", 0, ClipSegment.ToTheEnd);
        var pair = SomePairs.Of(0, "a", 4, 9) with { Clip = [file] };
        Assert.Equal(new ClipSegment("a_4_9.mp4", 2.5, 2.5), Compression.OfVideo([pair], Granularity.Ist).Single().Clip.Single());
        foreach (var unknown in (Pair[])[pair with { End = double.PositiveInfinity }, pair with { Clip = [file, file] }])
            Assert.Contains(
                "its middle frame is not known",
                Assert.Throws<GexiaException>(() => Compression.OfVideo([unknown], Granularity.Ist).ToList()).Message);
    }

    [Fact]
    public void Given_summaries_come_first()
    {
        using var folder = new Support.TemporaryFolder();
        var file = folder.Write("summaries.jsonl", """
            {"video":"a.mp4","summary":"An a."}
            {"video":"part1.mp4","source":"film","summary":"It begins"}
            {"video":"part2.mp4","source":"film","summary":"It ends."}
            """);
        var given = FileSummaries.Open(file);
        Assert.Equal(3, given.Count);
        Pair[] pairs =
        [
            SomePairs.Of(0, "a.mp4", 0, 1),                                                          // the source is the video
            SomePairs.Of(1, "film", 0, 1),                                                           // the source of two videos
            SomePairs.Of(2, "x", 0, 1) with { Clip = [new("a.mp4", 0, 1), new("a.mp4", 3, 4)] },     // all of one video
            SomePairs.Of(3, "x", 0, 1) with { Clip = [new("a.mp4", 0, 1), new("b.mp4", 3, 4)] },     // of neither
        ];
        Assert.Equal(
            ["An a.", "It begins. It ends.", "An a.", "x 3"],
            Compression.OfText(pairs, Granularity.Lvst, new FirstWords(), 9, given).Select(pair => pair.Text));

        var twice = folder.Write("twice.jsonl", "{\"video\":\"a\",\"summary\":\"1\"}\n\n{\"video\":\"a\",\"summary\":\"2\"}");
        Assert.Contains("twice.jsonl, line 3", Assert.Throws<GexiaException>(() => FileSummaries.Open(twice)).Message);
    }

    [Fact]
    public void A_cached_summary_is_made_once_and_damage_is_repaired()
    {
        using var folder = new Support.TemporaryFolder();
        var inner = new FirstWords();
        string Ask(string text, int words) => new SummaryCache(inner, folder.Path).Summarize(text, words);

        Assert.Equal("a b", Ask("a b c", 2));
        Assert.Equal("a b", Ask("a b c", 2));
        Assert.Equal(1, inner.Calls);
        Assert.Equal("a", Ask("a b c", 1));
        Assert.Equal("x y", Ask("x y z", 2));
        Assert.Equal(3, inner.Calls);

        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(3, files.Length);
        foreach (var file in files) File.WriteAllText(file, File.ReadAllText(file)[..^1]);
        Assert.Equal("a b", Ask("a b c", 2));
        Assert.Equal(4, inner.Calls);
        Assert.Equal("a b", Ask("a b c", 2));
        Assert.Equal(4, inner.Calls);
    }
}
