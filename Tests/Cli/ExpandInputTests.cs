using System.Security.Cryptography;
using System.Text.Json;
using Gexia.Tests.Support;
using Parquet;
using Parquet.Schema;

namespace Gexia.Tests.Cli;

/// <summary><c>expand --input</c>: the four formats, and what it says and leaves where it cannot go on.</summary>
public sealed class ExpandInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private CliResult Expand(string input, string output, params string[] more) =>
        CliResult.Run(["expand", "--input", input, "--out", folder.File(output), "--json", .. more]);

    private static string Line(int clip, string caption, string id = "-dQw4w9WgXc") =>
        $$"""{"YoutubeID": "{{id}}", "Start_timestamp": "00:00:{{clip:D2}}.000", "End_timestamp": "00:00:{{clip + 2:D2}}.500", """
        + $$""" "Caption": "{{caption}}", "Aesthetic_Score": null, "UMT_Score": 0.4}""";

    [Fact]
    public void Clips_of_InternVid_are_files_of_their_own_in_the_order_of_their_stamps()
    {
        var input = folder.Write("clips.jsonl", string.Join('\n', Line(30, "d"), Line(9, "b"), Line(20, "c"), Line(0, "a")));
        var result = Expand(input, "out", "--format", "internvid");
        Assert.Equal(
            ["schema", "SVST", "LVLT", "LVST", "seconds", "peak_memory_bytes"],
            result.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((0, 4, 1), (result.Code, result.Json.GetProperty("SVST").GetInt32(), result.Json.GetProperty("LVLT").GetInt32()));
        var pair = JsonDocument.Parse(File.ReadAllText(folder.File("out/LVLT.jsonl"))).RootElement;
        Assert.Equal("a. b. c. d.", pair.GetProperty("caption").GetString());
        Assert.Equal((0, 32.5), (pair.GetProperty("start").GetDouble(), pair.GetProperty("end").GetDouble()));
        var second = pair.GetProperty("segments")[1];
        Assert.Equal("""{"video":"-dQw4w9WgXc_00:00:09.000_00:00:11.500.mp4","start":0}""", second.GetRawText());     // the file as a whole
    }

    [Theory]
    [InlineData("\"00:00:03\"", "\"00:00:02.000\"", "must end after it starts")]
    [InlineData("\"0:61:03.5\"", "\"00:00:09.000\"", "must be a time such as")]
    [InlineData("\"00:60\"", "\"00:00:09.000\"", "must be a time such as")]
    [InlineData("null", "\"00:00:09.000\"", "'Start_timestamp' is missing")]
    [InlineData("\"00:00:03.\"", "\"00:00:09.000\"", "must be a time such as")]
    public void Stamps_that_cannot_be_used_are_listed(string start, string end, string reason)
    {
        var row = "{\"YoutubeID\":\"a\",\"Start_timestamp\":" + start + ",\"End_timestamp\":" + end + ",\"Caption\":\"x\"}";
        var input = folder.Write("clips.jsonl", $"{row}\n{Line(0, "a")}\n");
        Assert.Equal(4, Expand(input, "out", "--format", "internvid").Code);
        Assert.Contains(reason, File.ReadAllText(folder.File("out/bad_pairs.jsonl")));
    }

    [Fact]
    public void A_file_of_another_form_is_refused_by_its_first_row() =>
        Assert.Contains(
            "line 1: 'YoutubeID' is missing",
            Expand(folder.Write("x.jsonl", "{\"video\":\"a.mp4\",\"caption\":\"b\"}"), "out", "--format", "internvid").OneErrorLine(3));

    [Fact]
    public void Clips_are_named_by_a_template()
    {
        var input = folder.Write("clips.jsonl", string.Join('\n', Line(9, "b"), Line(0, "a")));
        Assert.Equal(0, Expand(input, "out", "--format", "internvid", "--clip-name", "{id}.mp4").Code);
        Assert.Contains(
            """{"video":"-dQw4w9WgXc.mp4","source":"-dQw4w9WgXc","start":9,"end":11.5,""",
            File.ReadAllLines(folder.File("out/SVST.jsonl"))[0]);
    }

    [Fact]
    public async Task Csv_JSON_Lines_and_Parquet_of_the_same_pairs_give_the_same_bytes()
    {
        string[] videos = ["a.mp4", "a.mp4", "b.mp4", "a.mp4", "a.mp4"], captions = ["a \"dog\"", "a cat, é", "x", "a cow", "a hen"];
        double?[] starts = [4, 0, null, 8, 2], ends = [5, 1, null, 9.25, 3];
        var json = Enumerable.Range(0, 5).Select(i => JsonSerializer.Serialize(
            new Dictionary<string, object?> { ["video"] = videos[i], ["start"] = starts[i], ["end"] = ends[i], ["caption"] = captions[i] }
                .Where(field => field.Value is not null).ToDictionary()));
        var lines = folder.Write("pairs.jsonl", string.Join('\n', json));
        var csv = folder.Write(
            "pairs.csv",
            "video,start,end,caption\na.mp4,4,5,\"a \"\"dog\"\"\"\na.mp4,0,1,\"a cat, é\"\nb.mp4,,,x\na.mp4,8,9.25,a cow\n"
            + "a.mp4,2,3,a hen\n");
        var parquet = folder.File("pairs.parquet");
        await Write(parquet, videos, starts, ends, captions);

        foreach (var parts in (string[])["1", "3"])
        {
            var digests = new[] { lines, csv, parquet }.Select((input, i) =>
            {
                var result = Expand(input, $"{parts}-{i}", "--parts", parts);
                Assert.True(result.Code == 0, result.Error);
                return string.Join('\n', Directory.EnumerateFiles(folder.File($"{parts}-{i}")).Order(StringComparer.Ordinal)
                    .Select(path => $"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"));
            }).ToList();
            Assert.Single(digests.Distinct());
        }
    }

    private static async Task Write(string path, string[] videos, double?[] starts, double?[] ends, string[] captions)
    {
        DataField video = new DataField<string>("video"), start = new DataField<double?>("start"), end = new DataField<double?>("end"),
            caption = new DataField<string>("caption"), other = new DataField<int>("views");
        using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(video, start, other, end, caption), stream);
        foreach (var rows in (Range[])[0..2, 2..3, 3..5])
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(video, videos[rows]);
            await group.WriteAsync<double>(start, starts[rows]);
            await group.WriteAsync<int>(other, new int[videos[rows].Length]);
            await group.WriteAsync<double>(end, ends[rows]);
            await group.WriteAsync(caption, captions[rows]);
            group.CompleteValidate();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1")]
    [InlineData("PAR1 this is no footer at all PAR1")]
    [InlineData("{\"video\":\"a.mp4\",\"caption\":\"b\"}")]
    public void What_is_no_Parquet_is_refused_by_name(string content) =>
        Assert.Contains(
            "cannot be read as Parquet", Expand(folder.Write("x.parquet", content), "out").OneErrorLine(3));

    [Theory]
    [InlineData("is needed", "--format", "csv")]
    [InlineData("exclude each other", "--input", "?", "--pairs", "?")]
    [InlineData("--source needs --pairs", "--input", "?", "--source", "msrvtt")]
    [InlineData("--format needs --input", "--pairs", "?", "--format", "csv")]
    [InlineData("takes one of internvid, jsonl, csv, parquet", "--input", "?", "--format", "orc")]
    [InlineData("--parts", "--input", "?", "--parts", "0")]
    public void Options_that_do_not_fit_together_are_refused(string said, params string[] options)
    {
        var input = folder.Write("pairs.jsonl", "");
        string[] arguments = ["expand", "--out", folder.File("out"), .. options.Select(option => option.Replace("?", input))];
        Assert.Contains(said, CliResult.Run(arguments).OneErrorLine(2));
    }

    [UnixFact]
    public void Killed_or_interrupted_at_any_part_it_goes_on_to_the_same_bytes()
    {
        var rows = Enumerable.Range(0, 3000).Select(i => Line(i % 50, $"a dog runs {i} times", $"source{i % 611:D5}"));
        var input = folder.Write("clips.jsonl", string.Join('\n', rows));
        string[] Arguments(string output) =>
            ["expand", "--input", input, "--format", "internvid", "--parts", "40", "--out", folder.File(output), "--json"];
        Assert.Equal(0, CliResult.Run(Arguments("whole")).Code);
        for (var parts = 0; parts < 40; parts += 13)
        {
            using (var run = GexiaProcess.Start(Arguments("killed"), threads: 1 + (parts % 2)))
            {
                var journal = folder.File("killed/.expand/journal.jsonl");
                while (!run.HasExited && Lines(journal) < parts + 3) Thread.Sleep(1);
                if (parts % 2 == 0) run.Kill();
                else run.Signal("INT");
                Assert.Contains(run.Finish().Code, (int[])[137, 130, 0]);       // 0 where it was quicker
            }
            Assert.Equal(0, CliResult.Run(Arguments("killed")).Code);
            Assert.Equal(Digests("whole"), Digests("killed"));
        }

        static int Lines(string path)
        {
            try { return File.ReadAllText(path).Count(c => c == '\n'); }
            catch (IOException) { return 0; }
        }

        Dictionary<string, string> Digests(string output) => Directory.EnumerateFiles(folder.File(output)).ToDictionary(
            path => Path.GetFileName(path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
    }
}
