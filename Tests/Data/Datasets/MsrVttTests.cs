using System.Text.Json;
using Gexia.Data.Datasets;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets;

/// <summary>
/// MSR-VTT's files, with captions of our own: a CSV of videos and sentences, or a list of videos beside the JSON of all sentences.
/// </summary>
public sealed class MsrVttTests : IDisposable
{
    private const string Test =
        "key,vid_key,video_id,sentence\nret0,msr9770,video9770,a crane lifts a boat\nret1,msr7020,video7020, two  boys juggle \n";

    // Sentences stand in the order of their numbers, which is not that of the videos; members stand in any order.
    private const string Sentences = """
        {"info": {"year": "2017"},
         "videos": [{"video_id": "video0", "start time": 1.5, "end time": 9, "split": "train", "id": 0}],
         "sentences": [
          {"caption": "a red kite ", "video_id": "video12", "sen_id": 0}, {"caption": "a kite", "video_id": "video12", "sen_id": 1},
          {"video_id": "video0", "sen_id": 2, "caption": "snow  falls"}, {"caption": "a kite", "video_id": "video12", "sen_id": 3}]}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_row_of_the_test_set_is_a_whole_video_and_its_sentence()
    {
        var pairs = Read(folder.Write("test.csv", Test));
        Assert.Equal(
            [
                "2 video9770.mp4 [video9770.mp4 [0, end) s] a crane lifts a boat",
                "3 video7020.mp4 [video7020.mp4 [0, end) s] two  boys juggle"
            ],
            pairs);
    }

    [Fact]
    public void The_variant_with_semicolons_and_a_byte_order_mark_is_the_same()
    {
        var variant = "\uFEFF" + Test.Replace(',', ';').Replace("\n", "\r\n");
        Assert.Equal(Read(folder.Write("test.csv", Test)), Read(folder.Write("variant.csv", variant)));
        Assert.Equal(
            ["2 -a_B.mp4 [-a_B.mp4 [0, end) s] says \"no\""],
            Read(folder.Write("turned.csv", "SENTENCE,video_id\n\"says \"\"no\"\"\",-a_B")));
    }

    [Fact]
    public void Every_sentence_of_a_listed_video_is_a_pair_in_the_order_of_the_list()
    {
        folder.Write("MSRVTT_data.json", Sentences);
        Assert.Equal(
            ["2 snow  falls", "3 a red kite", "3 a kite", "3 a kite"],
            Listed("video_id\nvideo0\nvideo12\n").Select(pair => $"{pair.Clip[0].Line} {pair.Text}"));
    }

    [Fact]
    public void A_listed_video_without_sentences_is_left_out_and_told_of()
    {
        folder.Write("MSRVTT_data.json", Sentences.Replace("a red kite ", "  "));
        var bad = new List<BadPair>();
        Assert.Equal(
            ["snow  falls", "a kite", "a kite"], Listed("video_id\r\nvideo1\r\n\r\nvideo0\r\nvideo12", bad.Add).Select(pair => pair.Text));
        Assert.Equal([(2, "video1.mp4", "MSRVTT_data.json has no sentence of 'video1'."), (5, "video12.mp4", "the caption is empty.")],
            bad.Select(pair => (pair.Line, pair.Video, pair.Reason)));
        Assert.Contains(
            "train.csv, line 2: MSRVTT_data.json has no sentence",
            Assert.Throws<GexiaException>(() => Listed("video_id\nvideo1").ToList()).Message);
    }

    [Fact]
    public void A_video_is_the_file_that_is_there_whatever_its_ending()
    {
        Directory.CreateDirectory(folder.File("films/a"));
        foreach (var name in (string[])["video9770.webm", "video7020.txt", "a/b.c.mkv"]) folder.Write(Path.Combine("films", name), "");
        var csv = folder.Write("test.csv", Test + "ret2,x,a/b.c,a point in its name\n");
        Assert.Equal(
            ["video9770.webm", "video7020.mp4", "a/b.c.mkv"],
            PairReader.Read(new(csv, folder.File("films"), "msrvtt")).Select(pair => pair.Clip[0].Video));
    }

    [Theory]
    [InlineData("video,caption\na.mp4,a dog\n", "its header names no video_id; it begins with video, caption. MSR-VTT has a CSV")]
    [InlineData("", "its header names no video_id")]
    [InlineData("video_id,sentence\nvideo1,\"never closed\n", "a quote is opened here and never closed")]
    [InlineData("video_id\nvideo0\n", "MSRVTT_data.json: no such file")]
    public void A_file_of_another_form_ends_the_reading(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<GexiaException>(() => Read(folder.Write("some.csv", content))).Message);

    [Theory]
    [InlineData("{\"sentences\": [", "not valid JSON")]
    [InlineData("[]", "expected a JSON object, got []")]
    [InlineData("{\"videos\": []}", "'sentences' is missing")]
    [InlineData("{\"sentences\": {}}", "'sentences' must be a list, got {}")]
    [InlineData("{\"sentences\": [{\"caption\": \"a\", \"video_id\": \"video0\"}, 7]}", "sentences[1]: expected a JSON object, got 7")]
    [InlineData("{\"sentences\": [{\"caption\": 1, \"video_id\": \"video0\"}]}", "sentences[0]: 'caption' must be a text, got 1")]
    [InlineData("{\"sentences\": [{\"caption\": \"a\"}]}", "sentences[0]: 'video_id' is missing")]
    [InlineData("{\"sentences\": [{\"caption\": \"\\ud83d\", \"video_id\": \"video0\"}]}", "half of a surrogate pair")]
    [InlineData("{\"sentences\": [], \"x\": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}", "not valid JSON")]
    public void Malformed_sentences_are_named(string json, string reason)
    {
        folder.Write("MSRVTT_data.json", json);
        var message = Assert.Throws<GexiaException>(() => Listed("video_id\nvideo0").ToList()).Message;
        Assert.Contains("MSRVTT_data.json", message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void A_row_with_too_few_fields_is_left_out_and_told_of()
    {
        var bad = new List<BadPair>();
        Assert.Single(
            PairReader.Read(new(folder.Write("test.csv", "video_id,sentence\nvideo1\nvideo2,a boat\n"), Source: "msrvtt"), bad: bad.Add));
        Assert.StartsWith("has 1 fields where the header names 2.", Assert.Single(bad).Reason);
    }

    [SharedFact]
    public void The_published_files_are_read()
    {
        var shared = Path.Combine(Environs.Shared!, "data", "annotations", "msrvtt");
        var test = PairReader.Read(new(Path.Combine(shared, "MSRVTT_JSFUSION_test.csv"), Source: "msrvtt")).ToList();
        Assert.Equal(
            (300, "video9770.mp4", "a person is connecting something to system"), (test.Count, test[0].Clip[0].Video, test[0].Text));
        var json = Path.Combine(shared, "MSRVTT_data.json");
        using var data = JsonDocument.Parse(File.ReadAllBytes(json));
        File.CreateSymbolicLink(folder.File("MSRVTT_data.json"), json);
        var ids = data.RootElement.GetProperty("sentences").EnumerateArray()
            .Select(sentence => sentence.GetProperty("video_id").GetString()).Distinct().ToList();
        var train = Listed("video_id\n" + string.Join('\n', ids)).ToList();
        Assert.Equal((45, 900), (ids.Count, train.Count));
        Assert.All(train, pair => Assert.Equal(pair.Text.Trim(), pair.Text));
    }

    private IEnumerable<Gexia.Data.Granularities.Pair> Listed(string list, Action<BadPair>? bad = null) =>
        PairReader.Read(new(folder.Write("train.csv", list), Source: "msrvtt"), bad: bad);

    private static List<string> Read(string path) =>
        [.. PairReader.Read(new(path, Source: "msrvtt")).Select(pair => $"{pair.Clip[0].Line} {pair.Source} [{pair.Clip[0]}] {pair.Text}")];
}
