using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gexia.Cli.Search;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>The page of <c>gexia search</c>: whole, closed in itself, and harmless whatever videos and queries are called.</summary>
public sealed partial class SearchPageTests : IDisposable
{
    private const string Hostile = "\"><img src=x onerror=alert(1)> & 'q' #t=9?x=%41 \u202Egnp\n日本.png",
        Query = "</h2><script>alert(2)</script> \u001b[31m";

    private readonly TemporaryFolder folder = new();
    private readonly string model, videos, page;

    public SearchPageTests()
    {
        (model, videos, page) = (TinyClip.Write(folder.File("clip")), folder.File("my videos"), folder.File("pages/hits.html"));
        Directory.CreateDirectory(folder.File("pages"));
        Assert.Equal(0, CliResult.Run("synth", "--out", videos, "--sources", "2").Code);
    }

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public void No_name_and_no_query_becomes_markup_and_links_lead_to_the_files()
    {
        File.Move(Path.Combine(videos, "train-0001.png"), Path.Combine(videos, Hostile));
        var body = Write("--cut", "-1000", Query, "a red square");
        var html = File.ReadAllText(page);
        foreach (var text in (string[])["<script", "<img src=x", "http:", "https:", "\u001b", "\u202E", "javascript:"])
            Assert.DoesNotContain(text, html, StringComparison.OrdinalIgnoreCase);
        Assert.All(Sources().Matches(html), match => Assert.StartsWith("data:image/", match.Groups[1].Value));
        string[] links = [.. body.Descendants("a").Select(a => a.Attribute("href")!.Value).Where(link => !link.StartsWith('#'))];
        var files = links.Select(link =>
        {
            Assert.Matches(@"^\./\.\./my%20videos/[A-Za-z0-9%._~-]+#t=\d+(\.\d+)?(,\d+(\.\d+)?)?$", link);
            var path = Uri.UnescapeDataString(link.Split('#')[0]);
            return Path.GetFullPath(path, Path.GetDirectoryName(page)!);
        }).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            ((string[])[Path.Combine(videos, Hostile), Path.Combine(videos, "train-0000.png")]).Order(StringComparer.Ordinal), files);
    }

    [Fact]
    public void Moments_have_strips_with_one_best_frame_and_the_first_ones_a_map()
    {
        var body = Write("--cut", "-1000", "--window", "1", "--maps", "2", "--top", "4", "a red square");
        var hits = body.Descendants("article").ToList();
        Assert.Equal(4, hits.Count);
        Assert.Equal([1, 1, 0, 0], hits.Select(hit => hit.Elements("div").Count(div => Class(div) == "map")));
        Assert.All(hits, hit => Assert.Single(hit.Descendants("a"), a => Class(a) == "frame best"));
        Assert.All(hits, hit =>
            Assert.InRange(hit.Descendants("a").Count(a => Class(a)?.StartsWith("frame", StringComparison.Ordinal) == true), 1, 6));
        Assert.Contains("How to read this", body.Value);
        Assert.Equal([page], Directory.GetFiles(folder.File("pages")));
    }

    [Fact]
    public void Where_nothing_matches_the_page_says_so_and_shows_the_nearest()
    {
        var body = Write("--cut", "1000", "--window", "1", "a red square");
        Assert.Contains("Nothing here matches", body.Value);
        Assert.Equal(3, body.Descendants("article").Count());
    }

    [Fact]
    public void Videos_that_cannot_be_read_are_named_on_the_page()
    {
        File.WriteAllBytes(Path.Combine(videos, "train-0001.png"), [1, 2, 3]);
        Assert.Contains(
            "1 video could not be read and could not be searched: train-0001.png", Write("--cut", "-1000", "a red square").Value);
    }

    [Fact]
    public void A_picture_that_was_searched_by_is_shown()
    {
        var picture = Path.Combine(videos, "train-0000.png");
        Assert.Single(Write("--cut", "-1000", "--image", picture).Descendants("img"), img => Class(img) == "asked");
    }

    [Theory]
    [InlineData("a.mp4", "./v/a.mp4#t=1.5,4")]
    [InlineData("sub/50% #1?.mp4", "./v/sub/50%25%20%231%3F.mp4#t=1.5,4")]
    [InlineData("c:d.mp4", "./v/c%3Ad.mp4#t=1.5,4")]
    public void A_link_is_relative_to_the_page_with_a_time(string file, string expected)
    {
        if (OperatingSystem.IsWindows() && file.Contains(':')) return;
        Assert.Equal(expected, new MediaLink(folder.File("page.html"), folder.File("v")).To(file, 1.5, 4));
    }

    [Theory]
    [InlineData(0, 4, "0:00–0:04")]
    [InlineData(71.6, 75.4, "1:12–1:15")]
    [InlineData(3599.9, 3604, "1:00:00–1:00:04")]
    [InlineData(1.25, 2.5, "0:01.3–0:02.5")]
    [InlineData(86400, 90000, "24:00:00–25:00:00")]
    public void Times_are_told_as_players_do(double start, double end, string expected) =>
        Assert.Equal(expected, MomentTime.Range(start, end));

    /// <summary>The body of the page as XML, which shows that every element is closed and well nested.</summary>
    private XElement Write(params string[] arguments)
    {
        var result = CliResult.Run(["search", model, "--videos", videos, "--html", page, .. arguments]);
        Assert.True(result.Code is 0 or 1 or 4, result.Error);
        var xml = Void().Replace(File.ReadAllText(page).Replace("<!DOCTYPE html>", ""), "<$1$2/>");
        return XDocument.Parse(xml).Root!.Element("body")!;
    }

    private static string? Class(XElement element) => element.Attribute("class")?.Value;

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("<(meta|img|br)([^>]*[^/>])>")]
    private static partial Regex Void();
}
