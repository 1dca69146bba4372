using System.Text.Json;
using Gexia.Cli;
using Gexia.Cli.Analyze;
using Gexia.Data.Granularities;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Runs;

namespace Gexia.Tests.Cli;

public sealed class AnalyzeTests : IClassFixture<AnalyzeTests.World>
{
    public sealed class World : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly TinyTraining tiny = new(steps: 2);

        public World() => (Run, Clip) = (tiny.Train("run"), TinyClip.Write(folder.File("clip")));

        public string Run { get; }

        public string Clip { get; }

        public string Pairs => tiny.Pairs;

        public string Videos => tiny.Videos;

        public string Config => tiny.Config;

        public string File(string name) => folder.File(name);

        public string Write(string name, string content) => folder.Write(name, content);

        public void Dispose()
        {
            tiny.Dispose();
            folder.Dispose();
        }
    }

    private readonly World world;

    public AnalyzeTests(World world) => this.world = world;

    private static JsonElement Found(params string[] words)
    {
        var result = CliResult.Run(["analyze", .. words, "--json"]);
        Assert.True(result.Code == 0, result.Error);
        return result.Json;
    }

    private static string[] Names(JsonElement value) => [.. value.EnumerateObject().Select(member => member.Name)];

    [Fact]
    public void Retrieval_over_iterations_is_what_eval_measures()
    {
        var found = Found("iterations", world.Run, "--most", "3");
        Assert.Equal(("LVLT", "3-3"), (found.GetProperty("granularity").GetString(), found.GetProperty("trained").GetString()));
        var rows = found.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("iterations").GetString()!);
        Assert.Equal(["1-1", "2-2", "3-3", "2-1", "3-1"], rows.Keys);
        foreach (var (iterations, row) in rows)
        {
            var measured = CliResult.Run("eval", world.Run, "--long", "--iter", iterations, "--json").Json;
            foreach (var member in (string[])["t2v", "v2t", "intervals"])
                Assert.Equal(measured.GetProperty(member).GetRawText(), row.GetProperty(member).GetRawText());
            Assert.Equal(iterations == "3-3", row.GetProperty("trained").GetBoolean());
            Assert.Equal(
                row.GetProperty("t2v").GetProperty("r1").GetDouble() - rows["3-3"].GetProperty("t2v").GetProperty("r1").GetDouble(),
                row.GetProperty("ahead").GetProperty("difference").GetDouble(), 1e-3);
        }
        Assert.Contains(found.GetProperty("best").GetString(), rows.Keys);
        var clips = Found("iterations", world.Run, "--granularity", "SVST", "--most", "2");
        Assert.Equal("1-1", clips.GetProperty("trained").GetString());
        var beyond = Found("iterations", world.Run, "--most", "2").GetProperty("rows")[0];      // 3-3 is not among 1-1, 2-2 and 2-1
        Assert.Equal(JsonValueKind.Null, beyond.GetProperty("ahead").ValueKind);
    }

    [Fact]
    public void An_embedding_asked_in_several_ways_is_that_of_each()
    {
        var run = TrainedRun.Open(new RunFolder(world.Run));
        using var scope = TensorScope.Begin();
        var pairs = new Gexia.Data.Datasets.PairFile(world.Pairs, world.Videos);
        ModelOptions[] asked = [new Iterations(0, 2), new Iterations(2, 0)];
        var (cell, both) = run.Embed(pairs, Granularity.Svst, asked);
        for (var way = 0; way < asked.Length; way++)
        {
            var evaluation = new Gexia.Training.Evaluation.VideoTextEvaluation(run.Model, run.Reader(world.Videos), batch: 3);
            var alone = evaluation.Embed(cell.Set, asked[way]);
            Assert.Equal(alone.Videos.ToArray<float>(), both[way].Videos.ToArray<float>());
            Assert.Equal(alone.Texts.ToArray<float>(), both[way].Texts.ToArray<float>());
        }
    }

    [Fact]
    public void Summaries_are_judged_by_a_file_of_tasks()
    {
        var tasks = world.Write("tasks.jsonl",
            """{"text":"A dog runs. A dog runs.","reference":"a dog runs"}""" + "\n" + """{"text":"a cat","reference":"a bird"}""" + "\n");
        var found = Found("summaries", "--tasks", tasks, "--encoder", world.Clip);
        Assert.Equal((2, "file"), (found.GetProperty("tasks").GetInt32(), found.GetProperty("reference").GetString()));
        var row = found.GetProperty("rows")[0];
        Assert.Equal(JsonValueKind.Null, found.GetProperty("mean_clips").ValueKind);
        Assert.Equal("extractive-1", row.GetProperty("summarizer").GetString());
        Assert.Equal((1 + 0.5) / 2, row.GetProperty("rouge_1").GetDouble(), 1e-6);
        Assert.Equal(0.5, row.GetProperty("rouge_2").GetDouble(), 1e-6);
        Assert.InRange(row.GetProperty("bert_score").GetDouble(), 0.5, 1);
        Assert.Contains("text tower of", found.GetProperty("encoder").GetString());
        Assert.Equal(10, found.GetProperty("paper").GetArrayLength());
    }

    [Fact]
    public void Tasks_that_are_drawn_can_be_measured_again()
    {
        var folder = world.File("drawn");
        string[] words = ["--pairs", world.Pairs, "--count", "5", "--clips", "2.4", "--summarizer", "scene"];
        var drawn = Found(["summaries", .. words, "--seed", "3", "--out", folder]);
        Assert.Equal((5, 2.4), (drawn.GetProperty("tasks").GetInt32(), drawn.GetProperty("mean_clips").GetDouble()));
        Assert.Equal("text", drawn.GetProperty("reference").GetString());
        Assert.Equal(JsonValueKind.Null, drawn.GetProperty("rows")[0].GetProperty("bert_score").ValueKind);
        var again = Found("summaries", "--tasks", Path.Combine(folder, "tasks.jsonl"), "--summarizer", "scene");
        foreach (var row in (int[])[0, 1])
            Assert.Equal(
                drawn.GetProperty("rows")[row].GetProperty("rouge_l").GetDouble(),
                again.GetProperty("rows")[row].GetProperty("rouge_l").GetDouble());
        var summed = Found(
            "summaries", "--pairs", world.Pairs, "--summaries", Path.Combine(world.Videos, "summaries.jsonl"), "--summarizer", "scene");
        Assert.Equal(("summaries", 8), (summed.GetProperty("reference").GetString(), summed.GetProperty("tasks").GetInt32()));
    }

    [Fact]
    public void Semantic_alignment_of_a_clip_and_of_a_run()
    {
        string[] words = ["--pairs", world.Pairs, "--videos", world.Videos, "--count", "5", "--frames", "3", "--seed", "2"];
        var found = Found(["semantics", world.Clip, .. words]);
        Assert.Equal(("clip", 5), (found.GetProperty("features").GetString(), found.GetProperty("samples").GetInt32()));
        Assert.Equal(["video_text", "video_summary", "text_summary"], Names(found.GetProperty("cosines")));
        Assert.Equal(0.791, found.GetProperty("paper").GetProperty("text_summary").GetProperty("mean").GetDouble());
        var map = found.GetProperty("tsne");
        Assert.Equal(14 / 3.0, map.GetProperty("perplexity").GetDouble(), 1e-5);
        Assert.Equal(15, map.GetProperty("points").GetArrayLength());
        Assert.Equal(
            map.GetRawText(), Found(["semantics", world.Clip, .. words, "--out", world.File("map")]).GetProperty("tsne").GetRawText());
        Assert.Contains("<circle", File.ReadAllText(Path.Combine(world.File("map"), "semantics.html")));
    }

    [Fact]
    public void A_report_is_a_page_with_a_chart_and_the_same_json()
    {
        var folder = world.File("report");
        foreach (var (name, words) in ((string, string[])[])
            [
                ("macs", []), ("iterations", [world.Run, "--most", "2"]),
                ("runtime", ["--config", world.Config, "--frames", "2", "--batch", "2", "--batches", "2", "--warm-up", "0", "--most", "1"]),
            ])
        {
            var found = Found([name, .. words, "--out", folder]);
            Assert.Equal(Path.Combine(folder, $"{name}.html"), found.GetProperty("report").GetString());
            var page = File.ReadAllText(Path.Combine(folder, $"{name}.html"));
            Assert.Contains("<svg class=\"chart\"", page);
            Assert.DoesNotContain("NaN", page);
            Assert.Equal(found.GetRawText(), File.ReadAllText(Path.Combine(folder, $"{name}.json")).TrimEnd('\n'));
        }
        Assert.Equal(6, Directory.GetFiles(folder).Count(file => !file.Contains("bad_", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_cost_of_the_papers_model()
    {
        var found = Found("macs");
        Assert.Equal(4.408e9, found.GetProperty("tower_macs").GetDouble(), 0.0005e9);
        Assert.Equal(4.508e9, found.GetProperty("frame_macs").GetDouble(), 0.0005e9);
        Assert.Equal(found.GetProperty("frame_macs").GetDouble(), found.GetProperty("counted_macs").GetDouble(), 1);
        Assert.Equal(8, found.GetProperty("others").GetArrayLength());
        var image = Found("macs", "--config", world.Config, "--frames", "1", "--iter", "0-1");
        Assert.Equal("0-1", image.GetProperty("iterations").GetString());
        Assert.Equal(JsonValueKind.Null, Found("macs", "--model", world.Clip).GetProperty("iterations").ValueKind);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "say what to do")]
    [InlineData(ExitCode.Usage, "Did you mean 'macs'", "mac")]
    [InlineData(ExitCode.Usage, "64 rows", "macs", "--frames", "65")]
    [InlineData(ExitCode.Usage, "not like 3-1", "macs", "--iter", "3")]
    [InlineData(ExitCode.Usage, "--pairs", "summaries")]
    [InlineData(ExitCode.Usage, "summaries: --chat-model needs --summarizer chat", "summaries", "--tasks", "TASKS", "--chat-model", "m")]
    [InlineData(ExitCode.Usage, "summaries: --summarizer chat", "summaries", "--tasks", "TASKS", "--summarizer", "chat")]
    [InlineData(ExitCode.Usage, "between 2 and 64", "iterations", "RUN", "--most", "1")]
    [InlineData(ExitCode.BadInput, "no such file", "summaries", "--tasks", "nowhere.jsonl")]
    [InlineData(ExitCode.BadInput, "summaries: SceneSummarizer", "summaries", "--tasks", "TASKS", "--summarizer", "scene")]
    [InlineData(ExitCode.BadInput, "too few for a task", "summaries", "--pairs", "PAIRS", "--clips", "1000")]
    [InlineData(ExitCode.BadInput, "no source has 9 pairs", "semantics", "CLIP", "--pairs", "PAIRS", "--min-pairs", "9")]
    [InlineData(ExitCode.Usage, "name the pairs", "semantics", "CLIP")]
    [InlineData(ExitCode.BadInput, "is no GEXIA", "runtime", "--model", "CLIP")]
    public void What_cannot_be_is_one_line(int code, string said, params string[] words)
    {
        words =
        [
            .. words.Select(word => word switch
            {
                "RUN" => world.Run,
                "CLIP" => world.Clip,
                "PAIRS" => world.Pairs,
                "TASKS" => world.Write("odd.jsonl", """{"text":"odd","reference":"odd"}"""),
                _ => word
            }),
        ];
        var result = CliResult.Run(["analyze", .. words]);
        Assert.Equal((code, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    [Fact]
    public void Names_of_analyses_are_words_and_differ()
    {
        var names = Analyses.All.Select(analysis => analysis.Name).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.Matches("^[a-z]+$", name));
    }
}
