using System.Text;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Tests.Data.Granularities;

namespace Gexia.Tests.Data.Datasets;

/// <summary>CSV says what JSON Lines says: columns by their names, quotes as RFC 4180 has them, and nothing guessed.</summary>
public class CsvPairTests
{
    private const string Header = "video,start,end,caption\n";

    [Theory]
    [InlineData("video,start,end,caption\na.mp4,0,3.3,a dog\n")]
    [InlineData("video,start,end,caption\r\na.mp4,0,3.3,a dog")]
    [InlineData("\uFEFFvideo,start,end,caption\r\na.mp4,0,3.3,a dog\r\n")]
    [InlineData("caption,end,video,start\na dog,3.3,a.mp4,0\n")]
    [InlineData("\"caption\",\"end\",\"video\",\"start\"\n\"a dog\",\"3.3\",\"a.mp4\",\"0\"\n")]
    [InlineData("Video, Start, End, Caption\na.mp4, 0, 3.3, \"a dog\"\n")]
    [InlineData("video;start;end;caption\na.mp4;0;3.3;a dog\n")]
    [InlineData("sep=;\nvideo;start;end;caption\na.mp4;0;3.3;a dog\n")]
    [InlineData("video\tstart\tend\tcaption\na.mp4\t0\t3.3\ta dog\n")]
    [InlineData("video|start|end|caption\na.mp4|0|3.3|a dog\n")]
    [InlineData("\n\nvideo,start,end,caption\n\na.mp4,0,3.3,a dog\n,,,\n\n")]
    [InlineData("video,start,end,caption,,\na.mp4,0.0,33e-1,a dog,,\n")]
    [InlineData("video,start,end,caption\na.mp4,0,3.3,a dog,,\n")]
    [InlineData("score,video,start,end,caption,rights\n0.4,a.mp4,0,3.3,a dog,\"mine, \"\"all\"\"\"\n")]
    public void Columns_are_found_by_their_names_whatever_parts_them(string content) =>
        Assert.Equal(["0 a.mp4 0 3.3 SVST a dog [a.mp4 [0, 3.3) s]"], SomePairs.Facts(Read(content)));

    [Fact]
    public void The_content_decides_and_not_the_name()
    {
        Assert.Equal("a dog", Read(Header + "a.mp4,0,3.3,a dog\n", "pairs.jsonl").Single().Text);
        Assert.Equal("a dog", Read("""{"video":"a.mp4","start":0,"end":3.3,"caption":"a dog"}""", "pairs.csv").Single().Text);
    }

    [Theory]
    [InlineData("\"a dog, running\"", "a dog, running")]
    [InlineData("\"a \"\"big\"\" dog\"", "a \"big\" dog")]
    [InlineData("\"a dog\nruns\"", "a dog\nruns")]
    [InlineData("\"a dog\r\nruns\r\n\r\naway\"", "a dog\r\nruns\r\n\r\naway")]
    [InlineData("a 5\" screen", "a 5\" screen")]
    [InlineData("ein Hund läuft 犬", "ein Hund läuft 犬")]
    [InlineData("\"  \t\"", null)]
    public void A_caption_is_what_stands_there(string cell, string? caption)
    {
        var bad = new List<BadPair>();
        var pairs = Read($"{Header}a.mp4,0,1,{cell}\nb.mp4,0,1,next\n", bad: bad.Add);
        Assert.Equal(caption is null ? ["next"] : [caption, "next"], pairs.Select(pair => pair.Text));
        Assert.Equal(caption is null ? 1 : 0, bad.Count);
        Assert.Equal(3 + cell.Count(c => c == '\n'), pairs[^1].Clip[0].Line);       // lines inside of quotes count
    }

    [Fact]
    public void Source_and_granularity_are_columns_as_well()
    {
        var pairs = Read("video,start,end,caption,source,granularity\na,0,1,x,film,LVST\na,0,1,x,,\n");
        Assert.Equal([("film", "LVST"), ("a", "SVST")], pairs.Select(pair => (pair.Source, pair.Granularity.Name)));
    }

    [Theory]
    [InlineData("a.mp4;0,5;3;a dog", "'start' is '0,5'. Write decimals with a point")]
    [InlineData("a.mp4;0;1.000,5;a dog", "'end' is '1.000,5'. Write decimals with a point")]
    [InlineData("a.mp4;0;00:00:03.300;a dog", "'end' is '00:00:03.300'. Write seconds")]
    [InlineData("a.mp4;0;3 s;a dog", "'end' is '3 s'. Write seconds")]
    [InlineData("a.mp4;NaN;3;a dog", "'start' must be a finite number")]
    [InlineData("a.mp4;0;Infinity;a dog", "'end' must be a finite number")]
    [InlineData("a.mp4;0;1e999;a dog", "'end' must be a finite number")]
    [InlineData("a.mp4;-1;3;a dog", "cannot start before 0 s; got start -1")]
    [InlineData("a.mp4;3;3;a dog", "must end after it starts; got start 3, end 3")]
    [InlineData("a.mp4;0;3;", "the caption is empty")]
    [InlineData(";0;3;a dog", "'video' must be the name of a file")]
    [InlineData("a.mp4;0;3", "has 3 fields where the header names 4")]
    [InlineData("a.mp4;0;3;a dog;running", "has 5 fields where the header names 4. A caption that holds a ';' stands in quotes")]
    [InlineData("a.mp4;0;3;\"a dog\" runs", "text stands behind a closing quote")]
    public void A_row_that_cannot_be_used_is_named_and_the_others_are_read(string row, string reason)
    {
        var content = $"video;start;end;caption\nx;0;1;one\n{row}\ny;0;1;two\n";
        var bad = new List<BadPair>();
        Assert.Equal(["one", "two"], Read(content, bad: bad.Add).Select(pair => pair.Text));
        Assert.Equal(3, Assert.Single(bad).Line);
        Assert.Contains(reason, bad[0].Reason);
        var error = Assert.Throws<GexiaException>(() => Read(content));
        Assert.Contains("pairs.csv, line 3: ", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData("video,start,end,text\na,0,1,x\n", "'caption' is missing, but there is 'text': name it caption")]
    [InlineData("file,start,end,caption\na,0,1,x\n", "'video' is missing, but there is 'file': name it video")]
    [InlineData("a.mp4,0,3.3,a dog\n", "'video' is missing; there is a.mp4, 0, 3.3, a dog")]
    [InlineData("video,start_time,end_time,caption\na,0,1,x\n", "'start' is missing, but there is 'start_time': name it start, in seconds")]
    [InlineData("video,start,EndSec,caption\na,0,1,x\n", "'end' is missing, but there is 'endsec'")]
    [InlineData("video,timestamps,caption\na,0-1,x\n", "'start' is missing, but there is 'timestamps'")]
    [InlineData("video,caption,caption\na,x,y\n", "names the column 'caption' twice")]
    [InlineData("video,start,end,caption\na,0,1,\"a dog\nb,0,1,a cat\n", "line 2: a quote is opened here and never closed")]
    [InlineData("video,start,end,caption\na,0,1,\"a dog\nb,0,1,\"a cat\"\n", "line 2: a quote is opened here and closed 1 lines later")]
    [InlineData("what is this", "is neither JSON Lines nor CSV")]
    [InlineData("[{\"video\":\"a\"}]", "is a list in JSON")]
    public void A_file_that_is_another_one_is_refused(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<GexiaException>(() => Read(content, bad: _ => { })).Message);

    [Fact]
    public void Latin_1_and_UTF_16_are_refused_with_the_remedy()
    {
        Assert.Contains(
            "pairs.csv, line 2: not UTF-8. Save it in UTF-8.",
            Refused([.. Encoding.UTF8.GetBytes(Header), .. Encoding.Latin1.GetBytes("a,0,1,Hund läuft\n")]));
        Assert.Contains("not UTF-8", Refused(Encoding.Latin1.GetBytes("video,caption,für\na,b,c\n")));
        Assert.Contains("is UTF-16", Refused([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Header + "a,0,1,x\n")]));
        Assert.Contains("is UTF-16", Refused(Encoding.Unicode.GetBytes(Header + "a,0,1,x\n")));
    }

    [Fact]
    public void What_has_no_end_is_refused_in_bounded_memory()
    {
        var mebibyte = new string('x', 1 << 20);
        Assert.Contains("line 2", Refused(Encoding.UTF8.GetBytes($"{Header}a,0,1,\"{string.Concat(Enumerable.Repeat(mebibyte, 20))}")));
        Assert.Contains(
            "line 2", Refused(Encoding.UTF8.GetBytes($"{Header}a,0,1,{string.Concat(Enumerable.Repeat(mebibyte, 9))}\nb,0,1,x\n")));
        Assert.Contains("its first line is longer", Refused(Encoding.UTF8.GetBytes(mebibyte)));
        Assert.Equal(1 << 20, Read($"{Header}a,0,1,{mebibyte}\n").Single().Text.Length);
    }

    [Theory]
    [InlineData("video,caption\na.mp4,a dog\n", "[a.mp4 [0, end) s]")]
    [InlineData("video,start,end,caption\na.mp4,,,a dog\n", "[a.mp4 [0, end) s]")]
    [InlineData("video,start,end,caption\na.mp4,2,,a dog\n", "[a.mp4 [2, end) s]")]
    [InlineData("video,start,end,caption\na.mp4,,2,a dog\n", "[a.mp4 [0, 2) s]")]
    [InlineData("""{"video":"a.mp4","caption":"a dog"}""", "[a.mp4 [0, end) s]")]
    [InlineData("""{"video":"a.mp4","start":2,"caption":"a dog"}""", "[a.mp4 [2, end) s]")]
    [InlineData("""{"video":"a.mp4","end":2,"caption":"a dog","duration":9}""", "[a.mp4 [0, 2) s]")]
    [InlineData("""{"segments":[{"video":"a.mp4"},{"video":"b.mp4","end":1}],"caption":"a dog"}""", "[a.mp4 [0, end) s, b.mp4 [0, 1) s]")]
    public void Times_may_be_left_out_for_the_whole_video(string content, string clip) =>
        Assert.Equal(clip, $"[{string.Join(", ", Read(content).Single().Clip)}]");

    [Theory]
    [InlineData("""{"video":"a","start_time":0,"end_time":1,"caption":"x"}""", "'start' is missing, but there is 'start_time'")]
    [InlineData("""{"video":"a","start":0,"End_timestamp":1,"caption":"x"}""", "'end' is missing, but there is 'End_timestamp'")]
    [InlineData("""{"video":"a","timestamps":[0,1],"caption":"x"}""", "'start' is missing, but there is 'timestamps'")]
    [InlineData("""{"YoutubeID":"a","Start_timestamp":"0","Caption":"x"}""", "'video' is missing, but there is 'YoutubeID'")]
    [InlineData("""{"video":"a","start":null,"end":null,"caption":"x"}""", "'start' must be a finite number")]
    public void A_time_by_another_name_is_not_taken_for_the_whole_video(string line, string reason) =>
        Assert.Contains(reason, Assert.Throws<GexiaException>(() => Read(line)).Message);

    [Fact]
    public void Pairs_without_an_end_are_written_and_integrated_as_such()
    {
        using var folder = new Support.TemporaryFolder();
        var given = Read("video,start,end,caption,source\na,0,1,one,s\nb,,,two,s\nc,4,,three,t\n");
        var joined = Integration.BySource(given, new IntegrationOptions(Granularity.Lvlt, MinPairs: 2)).ToList();
        Assert.Equal(["a [0, 1) s", "b [0, end) s"], joined.Single().Clip.Select(segment => segment.ToString()));
        PairWriter.Write(folder.File("all.jsonl"), given.Concat(joined));
        Assert.DoesNotContain("Infinity", File.ReadAllText(folder.File("all.jsonl")));
        var again = PairReader.Read(new(folder.File("all.jsonl"))).ToList();
        Assert.Equal(SomePairs.Facts([.. given, .. joined.Select(pair => pair with { Id = 3 })]), SomePairs.Facts(again));
        Assert.Contains(
            "b (line 3): lasts to the video's end",
            Assert.Throws<GexiaException>(() => Compression.OfVideo(given, Granularity.Ist).ToList()).Message);
    }

    private static string Refused(byte[] content) => Assert.Throws<GexiaException>(() => Read(content, "pairs.csv", _ => { })).Message;

    private static List<Pair> Read(string content, string name = "pairs.csv", Action<BadPair>? bad = null) =>
        Read(Encoding.UTF8.GetBytes(content), name, bad);

    private static List<Pair> Read(byte[] content, string name, Action<BadPair>? bad)
    {
        using var folder = new Support.TemporaryFolder();
        File.WriteAllBytes(folder.File(name), content);
        return [.. PairReader.Read(new(folder.File(name)), bad: bad)];
    }
}
