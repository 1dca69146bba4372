using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gexia.Cli.Report;
using Gexia.Tests.Support;

namespace Gexia.Tests.Report;

public partial class ReportPageTests
{
    private static readonly string Page = ReportPage.Render(SampleReport.Make());

    [Fact]
    public void Nothing_in_a_text_becomes_markup()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", Page);
        Assert.Contains("&lt;/pre&gt;&lt;script&gt;alert(2)", Page);
        Assert.Contains("&quot;quoted&quot; &amp; &#39;single&#39;", Page);
        Assert.DoesNotContain('\u001b', Page);
        Assert.DoesNotContain('\u202e', Page);
    }

    [Fact]
    public void The_page_needs_nothing_from_outside_and_forbids_scripts()
    {
        Assert.Contains("default-src 'none'", Page);
        Assert.All(Source().Matches(Page), match => Assert.StartsWith("data:image/png;base64,", match.Groups[1].Value));
        Assert.DoesNotContain("http://", Page);
        // The one address is the paper's, to be followed and not to be loaded.
        var addresses = Page.Split("https://")[1..];
        Assert.StartsWith("arxiv.org/abs/2412.07704\"", Assert.Single(addresses));
        Assert.Contains("<a href=\"https://arxiv.org/abs/2412.07704\"", Page);
    }

    [Fact]
    public void It_opens_with_plain_words_three_searches_and_what_the_words_mean()
    {
        var (lead, finds, words, facts) = (
            Page.IndexOf("class=\"lead\"", StringComparison.Ordinal), Page.IndexOf("class=\"finds\"", StringComparison.Ordinal),
            Page.IndexOf("class=\"words\"", StringComparison.Ordinal), Page.IndexOf("class=\"facts\"", StringComparison.Ordinal));
        Assert.True(0 < lead && lead < finds && finds < words && words < facts);
        var opening = Page[finds..words];
        Assert.Equal(3, opening.Split("<img ").Length - 1);
        Assert.Contains("Found: the right one of 200.", opening);
        Assert.Contains("the right one came in place 4 of 200.", opening);
        foreach (var word in (string[])["R@1, R@5, R@10", "SVST", "LVLT", "LVST", "#iter", "chance level"])
            Assert.Contains($"<dt>{word}</dt>", Page[words..facts]);
        Assert.Contains("R@1 is 0.5 %", Page[words..facts]);
        Assert.Contains($"Made by gexia {Gexia.Cli.ProgramVersion.Text}", Page[words..facts]);
    }

    /// <summary>A drawing is shown 42rem wide at least, so 672 of its 720 units are that many pixels.</summary>
    [Fact]
    public void No_label_of_a_chart_is_shown_smaller_than_11_pixels()
    {
        Assert.Contains("svg.chart { min-width: 42rem;", Page);
        var sizes = FontSize().Matches(Page[..Page.IndexOf("</style>", StringComparison.Ordinal)])
            .Select(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(sizes.Count >= 2);
        var charts = Chart().Matches(Page).ToList();
        Assert.Equal(2, charts.Count);
        Assert.All(charts, chart =>
            Assert.True(
                sizes.Min() * 42 * 16 / double.Parse(chart.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= 11));
    }

    [Fact]
    public void Every_element_is_closed_and_well_nested()
    {
        // The page as XML: void elements closed, the doctype gone.
        var xml = Void().Replace(Page.Replace("<!DOCTYPE html>", ""), "<$1$2/>");
        var body = XDocument.Parse(xml).Root!.Element("body")!;
        Assert.Equal(6, body.Element("main")!.Elements("section").Count());
    }

    [Fact]
    public void Pictures_decode_to_what_was_put_in()
    {
        var image = SampleReport.Make().Sections.OfType<AlignmentMaps>().Single().Frames[0].Frame;
        var bytes = Convert.FromBase64String(Pictures.DataUri(image)["data:image/png;base64,".Length..]);
        Assert.Equal(image.Pixels, Gexia.Data.Image.Png.Decode(new MemoryStream(bytes), "inline").Pixels);
    }

    [Fact]
    public void A_page_is_written_whole()
    {
        using var folder = new TemporaryFolder();
        ReportPage.Write(folder.File("report.html"), SampleReport.Make());
        Assert.Equal(Page, File.ReadAllText(folder.File("report.html")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [GeneratedRegex("svg[^{}]*\\{[^}]*font(?:-size)?: ([0-9.]+)px")]
    private static partial Regex FontSize();

    [GeneratedRegex("<div class=\"scroll\"><svg class=\"chart\" viewBox=\"0 0 ([0-9]+) ")]
    private static partial Regex Chart();

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Source();

    [GeneratedRegex("<(meta|img|br)([^>]*[^/>])>")]
    private static partial Regex Void();
}
