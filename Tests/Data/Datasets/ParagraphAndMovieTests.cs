using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Data.Granularities;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets;

/// <summary>ActivityNet Captions, paragraphs of whole videos, and LSMDC, sentences of clips of movies.</summary>
public sealed class ParagraphAndMovieTests : IDisposable
{
    // Segments out of order, empty and reversed; whole numbers among others; sentences with white space at their ends and inside.
    private const string Told = """
        {"v_-aBcdefghij": {"duration": 20.5, "timestamps": [[10, 12.5], [0, 9]],
            "sentences": ["Second  in time.", "  First\tin time.\n", " "]},
         "v_abcdefghi": {"duration": 10, "timestamps": [[3, 3]], "sentences": ["Ünly one."]},
         "v_v_bcdefghij": {"sentences": ["A", " B "], "timestamps": [[5, 4], [1, 2]]}}
        """;

    private const string Movies =
        "3011_BLIND_DATING_01.11.23.496-01.11.25.853\t01.11.23.496\t01.11.25.853\t01.11.23.496\t01.11.25.853\tSOMEONE \"smiles .\n"
        + "3011_BLIND_DATING_00.00.01.000-00.00.01.500\t00.00.01.000\t00.00.01.500\t00.00.00.250\t00.00.02.250\tHe has\ta tab\" . \r\n\n"
        + "3011_BLIND_DATING_00.00.01.000-00.00.01.500\tx\t00.00.01.500\t00.00.00.250\ty\tagain";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_paragraph_is_the_trimmed_sentences_in_the_order_of_the_file()
    {
        Assert.Equal(
            [
                "v_-aBcdefghij v_-aBcdefghij.mp4 [0, end) s: Second  in time. First\tin time.",
                "v_abcdefghi v_abcdefghi.mp4 [0, end) s: Ünly one.",
                "v_v_bcdefghij v_v_bcdefghij.mp4 [0, end) s: A B"
            ],
            Read("activitynet-captions", folder.Write("train.json", "\uFEFF" + Told)).Select(Text));
    }

    [Fact]
    public void A_video_is_found_with_its_prefix_and_without()
    {
        Directory.CreateDirectory(folder.File("videos/deeper"));
        folder.Write("videos/-aBcdefghij.mkv", "");
        folder.Write("videos/deeper/v_v_bcdefghij.webm", "");
        folder.Write("videos/v_v_abcdefghi.avi", "");
        Assert.Equal(
            ["-aBcdefghij.mkv", "v_v_abcdefghi.avi", "deeper/v_v_bcdefghij.webm"],
            Read("activitynet-captions", folder.Write("val_1.json", Told), folder.File("videos")).Select(pair => pair.Clip[0].Video));
    }

    [Fact]
    public void Captions_are_sentences_and_videos_without_one_are_counted()
    {
        folder.Write("val_1.json", Told);
        folder.Write("val_2.json", """{"v_-aBcdefghij": {"duration": 20.5, "timestamps": [[0, 1]], "sentences": ["again"]}}""");
        folder.Write("val_ids.json", """["v_-aBcdefghij", "v_abcdefghi", "v_v_bcdefghij", "v_gone", "v_gone"]""");
        var source = AnnotationSources.Named<ISplitSource>("activitynet-captions");
        Assert.Equal(["val_1", "val_2"], source.Splits(folder.Path));
        var first = SplitSummary.Of(source, folder.Path, "val_1", null, default);
        Assert.Equal((3, 3, 5, 15.25, 10 / 3.0), (first.Videos, first.Items, first.Captions, first.MeanDuration, first.MeanWords));
        Assert.Equal([KeyValuePair.Create("no_caption", 1)], first.Dropped);
        folder.Write("-aBcdefghij.mp4", "");
        var found = SplitSummary.Of(source, folder.Path, "val_1", new VideoFolder(folder.Path), default);
        Assert.Equal((1, 1, 2, 20.5, 2), (found.Videos, found.Items, found.Captions, found.MeanDuration, found.Dropped["missing_videos"]));
    }

    [Theory]
    [InlineData("[]", "train.json: expected a JSON object")]
    [InlineData("{\"v_a\": []}", "train.json, v_a: expected a JSON object, got []")]
    [InlineData("{\"v_a\": {\"duration\": 1}}", "v_a: 'sentences' is missing")]
    [InlineData("{\"v_a\": {\"sentences\": \"a\"}}", "v_a: 'sentences' must be a list, got \"a\"")]
    [InlineData("{\"v_a\": {\"sentences\": [7]}}", "v_a: 'sentences' must hold texts, got 7")]
    [InlineData("{\"v_a\": {\"sentences\": [\"a\"]}, \"v_a\": {}}", "not valid JSON")]
    public void Paragraphs_of_another_form_are_refused(string json, string reason) => Assert.Contains(
        reason, Assert.Throws<GexiaException>(() => Read("activitynet-captions", folder.Write("train.json", json))).Message);

    [Fact]
    public void A_line_of_a_movie_is_parted_by_tabs_alone()
    {
        var pairs = Read("lsmdc", folder.Write("LSMDC16_annos_training.csv", Movies));
        Assert.Equal(
            [
                "3011_BLIND_DATING 3011_BLIND_DATING/3011_BLIND_DATING_01.11.23.496-01.11.25.853.avi [0, end) s: SOMEONE \"smiles .",
                "3011_BLIND_DATING 3011_BLIND_DATING/3011_BLIND_DATING_00.00.01.000-00.00.01.500.avi [0, end) s: He has\ta tab\" .",
                "3011_BLIND_DATING 3011_BLIND_DATING/3011_BLIND_DATING_00.00.01.000-00.00.01.500.avi [0, end) s: again"
            ],
            pairs.Select(Text));
        Assert.Equal([(4283.496, 4285.853), (0.25, 2.25), (0, double.PositiveInfinity)], pairs.Select(pair => (pair.Start, pair.End)));
        var source = AnnotationSources.Named<ISplitSource>("lsmdc");
        Assert.Equal(["training"], source.Splits(folder.Path));
        var all = SplitSummary.Of(source, folder.Path, "training", null, default);
        Assert.Equal((2, 3, 3, 0), (all.Videos, all.Items, all.Captions, all.Dropped.Count));
        Assert.Equal((2.357 + 2) / 2, all.MeanDuration!.Value, 9);
    }

    [Fact]
    public void A_clip_is_found_in_the_folder_of_its_movie_or_without_it()
    {
        Directory.CreateDirectory(folder.File("3011_BLIND_DATING"));
        folder.Write("3011_BLIND_DATING/3011_BLIND_DATING_01.11.23.496-01.11.25.853.avi", "");
        folder.Write("3011_BLIND_DATING_00.00.01.000-00.00.01.500.mp4", "");
        Assert.Equal(
            [
                "3011_BLIND_DATING/3011_BLIND_DATING_01.11.23.496-01.11.25.853.avi", "3011_BLIND_DATING_00.00.01.000-00.00.01.500.mp4",
                "3011_BLIND_DATING_00.00.01.000-00.00.01.500.mp4"
            ],
            Read("lsmdc", folder.Write("LSMDC16_annos_val.csv", Movies)).Select(pair => pair.Clip[0].Video));
    }

    [Fact]
    public void A_line_with_too_few_fields_is_left_out_and_a_file_without_tabs_refused()
    {
        var bad = new List<BadPair>();
        var path = folder.Write("LSMDC16_challenge_1000_publictect.csv", "a_1\t\t\tx\n\t\t\t\t\tno clip\na_2\t\t\t\t\t\n" + Movies);
        Assert.Equal(3, PairReader.Read(new(path, Source: "lsmdc"), bad: bad.Add).Count());
        Assert.Equal([1, 2, 3], bad.Select(pair => pair.Line));
        Assert.Equal(["1000"], AnnotationSources.Named<ISplitSource>("lsmdc").Splits(folder.Path));
        Assert.Contains(
            "line 1: no tab parts its fields. LSMDC has",
            Assert.Throws<GexiaException>(() => Read("lsmdc", folder.Write("b.csv", "clip,start,end\n"))).Message);
    }

    private static string Text(Pair pair) => $"{pair.Source} {pair.Clip[0]}: {pair.Text}";

    private static List<Pair> Read(string source, string path, string? videos = null) => [.. PairReader.Read(new(path, videos, source))];
}
