using System.Text.Json;
using Gexia.Data.Image;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia search</c> from the outside. The model has random weights, so that --cut says what matches.</summary>
public sealed class SearchTests : IDisposable
{
    private const string All = "-1000", None = "1000";

    private readonly TemporaryFolder folder = new();
    private readonly string model, videos;

    public SearchTests()
    {
        (model, videos) = (TinyClip.Write(folder.File("clip")), folder.File("videos"));
        Assert.Equal(0, CliResult.Run("synth", "--out", videos, "--sources", "4").Code);
        Directory.CreateDirectory(Path.Combine(videos, "sub"));
        File.Move(Path.Combine(videos, "train-0003.png"), Path.Combine(videos, "sub", "train-0003.png"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Json_is_one_object_a_query_best_first_with_names_relative_to_the_folder()
    {
        var result = Search("a red square", "a blue circle", "--json", "--cut", All, "--window", "1", "--top", "3");
        Assert.Equal((0, ""), (result.Code, result.Error));
        var answers = result.JsonLines.ToList();
        Assert.Equal(["a red square", "a blue circle"], answers.Select(answer => answer.GetProperty("query").GetString()));
        foreach (var answer in answers)
        {
            Assert.True(answer.GetProperty("matches").GetBoolean());
            Assert.Equal((4, double.Parse(All)), (answer.GetProperty("videos").GetInt32(), answer.GetProperty("cut").GetDouble()));
            var hits = answer.GetProperty("hits").EnumerateArray().ToList();
            Assert.Equal(3, hits.Count);
            Assert.Equal(hits.Select(Score).OrderDescending(), hits.Select(Score));
            foreach (var hit in hits)
            {
                Assert.True(File.Exists(Path.Combine(videos, hit.GetProperty("file").GetString()!)));
                var (start, second, end) =
                    (hit.GetProperty("start").GetDouble(), hit.GetProperty("second").GetDouble(), hit.GetProperty("end").GetDouble());
                Assert.True(0 <= start && start <= second && second < end, $"{start} {second} {end}");
            }
        }
    }

    [Fact]
    public void Text_is_a_table_with_the_moment_and_its_best_second()
    {
        var result = Search("a red square", "--cut", All, "--top", "2");
        Assert.Equal(0, result.Code);
        Assert.Matches(
            @"^""a red square"":\n.*video.*moment.*best at.*score\n─+\n1  .*\.png +0:0\d(\.\d)?–0:0\d(\.\d)? .*-?\d+\.\d\d\n2  ",
            result.Out);
        Assert.Contains("--html", result.Error);
    }

    [Fact]
    public void Nothing_matches_ends_with_1_and_says_what_is_nearest()
    {
        var text = Search("a red square", "--cut", None);
        Assert.Equal(1, text.Code);
        Assert.Matches(
            @"^""a red square"": nothing here matches; the nearest is .*\.png .*, whose score -?\d+\.\d\d is below the cut 1000\.00\n$",
            text.Out);
        Assert.Contains("nothing here matches", text.Error);

        var json = Search("a red square", "--cut", None, "--json", "--top", "2");
        Assert.Equal(
            (1, false, 2), (json.Code, json.Json.GetProperty("matches").GetBoolean(), json.Json.GetProperty("hits").GetArrayLength()));
        Assert.All(json.Json.GetProperty("hits").EnumerateArray(), hit => Assert.False(hit.GetProperty("matches").GetBoolean()));
        Assert.Contains("nothing here matches", json.Error);
    }

    [Fact]
    public void One_match_among_several_queries_is_enough()
    {
        var scores = Search("a red square", "a blue circle", "--json").JsonLines.Select(answer => answer.GetProperty("score").GetDouble())
            .ToArray();
        Assert.NotEqual(scores[0], scores[1]);
        var between = ((scores[0] + scores[1]) / 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var result = Search("a red square", "a blue circle", "--json", "--cut", between);
        Assert.Equal(
            (0, scores[0] > scores[1], scores[1] > scores[0]),
            (result.Code, Matches(result.JsonLines.First()), Matches(result.JsonLines.Last())));
    }

    [Fact]
    public void A_second_run_reads_no_video_again_and_finds_the_same()
    {
        // A file that was written less than two seconds ago is read again by the next run, whose time depends on the machine.
        foreach (var file in Directory.GetFiles(videos, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        var first = Search("a red square", "--json", "--cut", All);
        var kept = Directory.GetFiles(videos, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(file => Path.GetFileName(file) != "index.lock").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(first, Search("a red square", "--json", "--cut", All));
        Assert.Equal(kept, kept.Keys.ToDictionary(file => file, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void What_cannot_be_read_is_told_and_the_rest_is_searched()
    {
        var broken = Path.Combine(videos, "train-0001.png");
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..200]);
        foreach (var (cut, matches) in ((string, bool)[])[(All, true), (None, false)])
        {
            var result = Search("a red square", "--json", "--cut", cut);
            Assert.Equal((matches ? 4 : 1, matches), (result.Code, Matches(result.Json)));
            Assert.Equal(
                "train-0001.png", Assert.Single(result.Json.GetProperty("unreadable").EnumerateArray()).GetProperty("file").GetString());
            Assert.Contains("train-0001.png: ", result.Error);
            Assert.DoesNotContain(
                result.Json.GetProperty("hits").EnumerateArray(), hit => hit.GetProperty("file").GetString() == "train-0001.png");
        }
        foreach (var file in Directory.GetFiles(videos, "*.png", SearchOption.AllDirectories)) File.WriteAllBytes(file, [1, 2, 3]);
        Assert.Contains("none of 4 videos", Search("a red square").Error);
        Assert.Equal(3, Search("a red square").Code);
    }

    [Fact]
    public void A_folder_without_videos_holds_nothing_that_matches()
    {
        var empty = Directory.CreateDirectory(folder.File("empty")).FullName;
        var result = CliResult.Run("search", model, "a", "--videos", empty, "--json");
        Assert.Equal((1, false, 0), (result.Code, Matches(result.Json), result.Json.GetProperty("hits").GetArrayLength()));
        Assert.Contains("no video found", result.Error);
    }

    [Fact]
    public void Pictures_are_queries_and_what_must_not_be_seen_takes_score_away()
    {
        var frames = folder.File("frames");
        Assert.Equal(0, CliResult.Run("frames", Path.Combine(videos, "train-0002.png"), "--count", "1", "--out", frames).Code);
        var picture = Directory.GetFiles(frames, "*.png").Single();
        var alike = Search("--image", picture, "--json", "--window", "0.25").Json;
        Assert.Equal((picture, "image"), (alike.GetProperty("query").GetString(), alike.GetProperty("kind").GetString()));

        var plain = Search("a red square", "--json").Json.GetProperty("score").GetDouble();
        var not = Search("a red square", "--json", "--not", "a red square").Json.GetProperty("score").GetDouble();
        Assert.True(not < plain || plain <= 0, $"{not} with --not, {plain} without");
    }

    [Fact]
    public void Filters_leave_videos_out_before_they_are_ranked()
    {
        Assert.Equal(["sub/train-0003.png"], Files("--in", "sub"));
        Assert.Equal(["sub/train-0003.png"], Files("--in", Path.Combine(videos, "sub")));
        File.SetLastWriteTimeUtc(Path.Combine(videos, "train-0000.png"), new DateTime(2020, 6, 15, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(["train-0000.png"], Files("--since", "2020-06-01", "--before", "2020-07-01T12:00"));
        Assert.Equal(["sub/train-0003.png", "train-0001.png", "train-0002.png"], Files("--since", "2021-01-01"));
        Assert.Empty(Files("--min-length", "1:00:00"));
        Assert.Equal(4, Files("--max-length", "1:00:00", "--min-length", "0.5").Length);

        string[] Files(params string[] filter) =>
            [
                .. Search(["a", "--json", "--cut", All, .. filter]).Json.GetProperty("hits").EnumerateArray()
                    .Select(hit => hit.GetProperty("file").GetString()!).Distinct().Order(StringComparer.Ordinal)
            ];
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("a", "--queries", "x")]
    [InlineData("a", "--top", "0")]
    [InlineData("a", "--window", "0.1")]
    [InlineData("a", "--min-length", "-1")]
    [InlineData("a", "--min-length", "1:75")]
    [InlineData("a", "--min-length", "2", "--max-length", "1")]
    [InlineData("a", "--since", "yesterday")]
    [InlineData("a", "--since", "2024-06-02", "--before", "2024-06-01")]
    [InlineData("a", "--cut", "high")]
    [InlineData("a", "--false-matches", "0.9")]
    [InlineData("a", "--not", " ")]
    [InlineData("a", "--maps", "-1")]
    [InlineData("a", "--frames", "0")]
    [InlineData("a", "--html", "")]
    public void A_wrong_command_line_ends_with_2(params string[] arguments) => Search(arguments).OneErrorLine(2);

    [Fact]
    public void What_is_missing_ends_with_3_and_a_way_on()
    {
        Assert.Contains(
            "gexia pull openai/clip-vit-base-patch32",
            CliResult.Run("search", "openai/clip-vit-base-patch32", "a", "--videos", videos).OneErrorLine(3));
        Assert.Contains("no model of that name", CliResult.Run("search", "nobody/nothing", "a", "--videos", videos).OneErrorLine(3));
        Assert.Contains("no such folder", CliResult.Run("search", model, "a", "--videos", folder.File("nowhere")).OneErrorLine(3));
        Assert.Contains(
            "the folder that it lies in",
            CliResult.Run("search", model, "a", "--videos", Path.Combine(videos, "train-0000.png")).OneErrorLine(3));
        Assert.Contains("no such folder", Search("a", "--in", "elsewhere").OneErrorLine(3));
        Assert.Contains("no such folder", Search("a", "--in", "..").OneErrorLine(3));
        Assert.Contains("nowhere.png", Search("--image", folder.File("nowhere.png")).OneErrorLine(3));
        Assert.Contains("no such folder", Search("a", "--html", folder.File("nowhere/page.html")).OneErrorLine(3));
    }

    [Fact]
    public void Words_without_quotation_marks_are_pointed_out()
    {
        Assert.Contains("quotation marks", Search("red", "square", "--cut", All).Error);
        Assert.DoesNotContain("quotation marks", Search("red square", "circle", "--cut", All).Error);
    }

    [Fact]
    public void A_folder_with_several_runs_names_them()
    {
        using var tiny = new TinyTraining(steps: 1);
        tiny.Train("demo/source");
        tiny.Train("demo/random");
        var line = CliResult.Run("search", tiny.File("demo"), "a", "--videos", videos).OneErrorLine(3);
        Assert.Contains(Path.Combine("demo", "source"), line);
        Assert.Contains(Path.Combine("demo", "random"), line);
    }

    [Fact]
    public void A_word_that_a_closed_vocabulary_lacks_matches_nothing_and_its_words_are_told()
    {
        using var tiny = new TinyTraining(steps: 1);
        var run = tiny.Train("run");
        var text = CliResult.Run("search", run, "a red dragon", "--videos", videos, "--cut", All);
        Assert.Equal(1, text.Code);
        Assert.Matches(
            "nothing here matches: the model was trained on [0-9]+ words only .*square.*, and others are in this text", text.Out);
        var json = CliResult.Run("search", run, "a red dragon", "a red square", "--videos", videos, "--cut", All, "--json");
        Assert.Equal((0, "false true"), (json.Code, string.Join(' ', json.JsonLines.Select(answer => Matches(answer) ? "true" : "false"))));
        Assert.Contains("words only", json.JsonLines.First().GetProperty("problem").GetString());
    }

    [Fact]
    public void A_run_knows_its_own_videos_and_other_models_are_asked_for_them()
    {
        using var tiny = new TinyTraining(steps: 1);
        var result = CliResult.Run("search", tiny.Train("run"), "a square", "--cut", All, "--json");
        Assert.Equal((0, 8), (result.Code, result.Json.GetProperty("videos").GetInt32()));
        Assert.Contains("--videos DIR", CliResult.Run("search", model, "a square").OneErrorLine(2));
    }

    [Fact]
    public void Cancelled_it_says_how_to_go_on()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var line = CliResult.RunWith("", source.Token, "search", model, "it's red", "--videos", videos).OneErrorLine(130);
        Assert.EndsWith($@"Go on with: gexia search {model} 'it'\''s red' --videos {videos}", line);
        Assert.Equal(0, Search("it's red", "--cut", All).Code);
    }

    [UnixFact]
    public void A_cancelled_run_keeps_what_it_read()
    {
        var script = $"{Shell.Gexia} search \"$@\" & child=$!; while [ -z \"$(ls -A '{videos}/.gexia' 2>/dev/null)\" ]; do sleep 0.02; "
            + $"done; kill -INT $child; wait $child";
        var ended = Shell.Run(script, model, "red", "--videos", videos, "--cut", All);
        Assert.True(ended.Code is 130 or 0, $"{ended.Code}: {ended.Error}");     // on a fast machine it is through before the signal
        if (ended.Code == 130) Assert.Contains("Go on with: gexia search", ended.Error);
        Assert.Equal(0, Search("red", "--cut", All).Code);
    }

    private CliResult Search(params string[] arguments) => CliResult.Run(["search", model, "--videos", videos, .. arguments]);

    private static bool Matches(JsonElement answer) => answer.GetProperty("matches").GetBoolean();

    private static double Score(JsonElement hit) => hit.GetProperty("score").GetDouble();
}
