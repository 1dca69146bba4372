using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Tests.Data.Granularities;

namespace Gexia.Tests.Data.Datasets;

public class PairFileTests
{
    private const string Good = """{"video":"a.mp4","start":0,"end":3.3,"caption":"a dog"}""";

    [Fact]
    public void A_line_is_a_pair_and_its_video_the_source_unless_it_says_otherwise()
    {
        var pairs = Read(Good + "\r\n\n" + """{"caption":"é","end":2e0,"start":1,"video":"b.mp4","source":"film","extra":[1,{}]}""");
        Assert.Equal(["0 a.mp4 0 3.3 SVST a dog [a.mp4 [0, 3.3) s]",
            "1 film 1 2 SVST é [b.mp4 [1, 2) s]"], SomePairs.Facts(pairs));
    }

    [Fact]
    public void A_byte_order_mark_and_empty_files_are_no_matter()
    {
        Assert.Single(Read("\uFEFF" + Good));
        Assert.Empty(Read(""));
        Assert.Empty(Read("\n \n"));
    }

    [Fact]
    public void Lines_are_read_as_they_are_asked_for()
    {
        using var folder = new Support.TemporaryFolder();
        var pairs = PairReader.Read(new(folder.Write("pairs.jsonl", Good + "\nbroken")));
        Assert.Equal("a dog", pairs.First().Text);
        Assert.Throws<GexiaException>(pairs.ToList);
    }

    [Theory]
    [InlineData("{\"video\":", "not valid JSON")]
    [InlineData("[1]", "expected a JSON object, got [1]")]
    [InlineData("""{"start":0,"end":1,"caption":"a"}""", "'video' is missing")]
    [InlineData("""{"video":"a","start":0,"end":1}""", "'caption' is missing")]
    [InlineData("""{"video":"a","start":"0","end":1,"caption":"a"}""", "'start' must be a finite number, got \"0\"")]
    [InlineData("""{"video":"a","start":0,"end":1e999,"caption":"a"}""", "'end' must be a finite number")]
    [InlineData("""{"video":"a","start":0,"end":NaN,"caption":"a"}""", "'end' must be a finite number")]
    [InlineData("""{"video":"a","start":NaN,"end":""", "not valid JSON")]
    [InlineData("""{"video":"a","start":2,"end":1.5,"caption":"a"}""", "got start 2, end 1.5")]
    [InlineData("""{"video":"a","start":-1,"end":1,"caption":"a"}""", "got start -1")]
    [InlineData("""{"video":"","start":0,"end":1,"caption":"a"}""", "'video' must be the name of a file")]
    [InlineData("""{"video":"a\u0000","start":0,"end":1,"caption":"a"}""", "'video' must be the name of a file")]
    [InlineData("""{"video":["a"],"start":0,"end":1,"caption":"a"}""", "'video' must be a text")]
    [InlineData("""{"video":"a","start":0,"end":1,"caption":"\ud83d"}""", "'caption' holds half of a surrogate pair")]
    [InlineData("""{"video":"a","video":"b","start":0,"end":1,"caption":"a"}""", "not valid JSON")]
    [InlineData("""{"video":"a","start":0,"end":1,"caption":"a","\ud800":1}""", "not valid JSON")]
    [InlineData("""{"video":"a","start":0,"end":1,"caption":"a","granularity":"a b"}""", "got 'a b'")]
    [InlineData("""{"segments":[],"start":0,"end":1,"caption":"a"}""", "'segments' is empty")]
    public void A_malformed_line_is_named(string line, string reason)
    {
        var error = Assert.Throws<GexiaException>(() => Read($"{Good}\n\n{line}\n{Good}"));
        Assert.Contains("pairs.jsonl, line 3", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData("0", "0", "a", "must end after it starts; got start 0, end 0")]
    [InlineData("2", "1.5", "a", "must end after it starts; got start 2, end 1.5")]
    [InlineData("-1", "1", "a", "cannot start before 0 s; got start -1")]
    [InlineData("NaN", "1", "a", "'start' must be a finite number")]
    [InlineData("0", "Infinity", "a", "'end' must be a finite number")]
    [InlineData("-Infinity", "1", "a", "'start' must be a finite number")]
    [InlineData("0", "1e999", "a", "'end' must be a finite number")]
    [InlineData("0", "null", "a", "'end' must be a finite number")]
    [InlineData("0", "1", "", "the caption is empty")]
    [InlineData("0", "1", " \\t\\u00a0\\u3000", "the caption is empty")]
    [InlineData("0", "1", "&nbsp; &amp;nbsp;", "the caption is empty")]
    [InlineData("0", "1", "\\u200b\\ufeff", "the caption is empty")]
    public void A_pair_that_shows_or_tells_nothing_is_left_out_and_named(string start, string end, string caption, string reason)
    {
        var bad = new List<BadPair>();
        var line = $$"""{"video":"v","start":{{start}},"end":{{end}},"caption":"{{caption}}"}""";
        var pairs = Read(Encoding.UTF8.GetBytes($"{Good}\n\n{line}\n{Good}"), bad.Add);
        Assert.Equal(["a dog", "a dog"], pairs.Select(pair => pair.Text));
        var only = Assert.Single(bad);
        Assert.Equal((3, "v", false), (only.Line, only.Video, only.IsUsed));
        Assert.Contains(reason, only.Reason);
    }

    [Fact]
    public void Words_for_no_number_count_outside_of_texts_only()
    {
        var bad = new List<BadPair>();
        var pairs = Read(
            Encoding.UTF8.GetBytes("""{"video":"NaN","start":0,"end":1,"caption":"\"NaN\" and -Infinity","score":NaN}"""), bad.Add);
        Assert.Equal("\"NaN\" and -Infinity", Assert.Single(pairs).Text);
        Assert.Empty(bad);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("☺")]
    [InlineData("...")]
    [InlineData("&amp;")]
    [InlineData("日本")]
    public void A_caption_of_a_sign_is_a_caption(string caption) =>
        Assert.Equal(caption, Read(Good.Replace("a dog", caption)).Single().Text);

    [Fact]
    public void A_segment_knows_its_line_and_compares_without_it()
    {
        var pairs = Read($"{Good}\n\n{Good.Replace("a dog", "a cat")}");
        Assert.Equal([1, 3], pairs.Select(pair => pair.Clip[0].Line));
        Assert.Equal(pairs[0].Clip[0], pairs[1].Clip[0]);
        var joined = Integration.BySource(pairs, new IntegrationOptions(Granularity.Lvlt, MinPairs: 2)).Single();
        Assert.Equal([1, 3], joined.Clip.Select(segment => segment.Line));
    }

    [Fact]
    public void Only_an_image_may_end_where_it_starts()
    {
        var moment = """{"video":"a","start":2,"end":2,"caption":"a","granularity":"IST"}""";
        Assert.Equal(0, Read(moment).Single().Duration);
        Assert.Throws<GexiaException>(() => Read(moment.Replace("IST", "SVST")));
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled_even_where_nothing_is_given()
    {
        using var folder = new Support.TemporaryFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        foreach (var content in (string[])[Good, "\n\n\n"])
            Assert.Throws<OperationCanceledException>(
                () => PairReader.Read(new(folder.Write("pairs.jsonl", content)), cancellation: source.Token).ToList());
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_named() =>
        Assert.Contains("pairs.jsonl, line 1", Assert.Throws<GexiaException>(() =>
            Read([.. Encoding.UTF8.GetBytes("{\"video\":\"a\",\"start\":0,\"end\":1,\"caption\":\""), 0xFF, .. "\"}"u8])).Message);

    [Fact]
    public void A_missing_file_is_named_at_once() =>
        Assert.Contains("nowhere.jsonl", Assert.Throws<GexiaException>(() => { PairReader.Read(new("nowhere.jsonl")); }).Message);

    [Fact]
    public void Long_captions_are_read_and_endless_lines_refused()
    {
        var caption = new string('x', 100_000);
        Assert.Equal(caption, Read(Good.Replace("a dog", caption) + "\n" + Good)[0].Text);
        var error = Assert.Throws<GexiaException>(() => Read(Good + "\n" + new string(' ', (8 << 20) + 1) + Good));
        Assert.Contains("line 2: longer than", error.Message);
    }

    [Fact]
    public void Writing_and_reading_changes_nothing()
    {
        using var folder = new Support.TemporaryFolder();
        var path = Path.Combine(folder.Path, "out", "pairs.jsonl");
        Prop.ForAll(SomePairs.Any, ArbMap.Default.ArbFor<NonNull<string>>(), (pairs, text) =>
        {
            var numbered = Integration.BySource(
                pairs.Where(pair => pair.Duration > 0), new IntegrationOptions(Granularity.Lvlt, MinPairs: 2))
                .Concat(Compression.OfVideo(pairs, Granularity.Ist)).Concat(
                    pairs.Where(pair => pair.Duration > 0)
                        .Select(pair => pair with { Text = "x" + new string([.. text.Get.Where(c => !char.IsSurrogate(c))]) }))
                .Select((pair, i) => pair with { Id = i }).ToList();
            return PairWriter.Write(path, numbered) == numbered.Count
                && SomePairs.Facts(PairReader.Read(new(path))).SequenceEqual(SomePairs.Facts(numbered));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        using var folder = new Support.TemporaryFolder();
        var path = folder.Write("pairs.jsonl", "old");
        IEnumerable<Pair> Failing()
        {
            yield return SomePairs.Of(0, "a", 0, 1);
            throw new IOException("the disk is full");
        }
        Assert.Throws<IOException>(() => PairWriter.Write(path, Failing()));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private static List<Pair> Read(string content) => Read(Encoding.UTF8.GetBytes(content));

    private static List<Pair> Read(byte[] content, Action<BadPair>? bad = null)
    {
        using var folder = new Support.TemporaryFolder();
        var path = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllBytes(path, content);
        return [.. PairReader.Read(new(path), bad: bad)];
    }
}
