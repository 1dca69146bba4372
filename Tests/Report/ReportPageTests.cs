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
        Assert.DoesNotContain("https://", Page);
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

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Source();

    [GeneratedRegex("<(meta|img|br)([^>]*[^/>])>")]
    private static partial Regex Void();
}
