using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Cli.Report;
using Gexia.Data.Image;
using Gexia.Training.Analysis;

namespace Gexia.Tests.Report;

public partial class ChartTests
{
    [Fact]
    public void Ticks_are_round_few_and_cover_the_data() =>
        Prop.ForAll(Gen.Choose(-1_000_000, 1_000_000).Two().ToArbitrary(), ends =>
        {
            var (least, most) = (Math.Min(ends.Item1, ends.Item2) / 997.0, Math.Max(ends.Item1, ends.Item2) / 997.0);
            var ticks = AxisTicks.Cover(least, most);
            var digit = ticks.Step / Math.Pow(10, Math.Floor(Math.Log10(ticks.Step) + 1e-9));
            return ticks.First <= least + 1e-9 && ticks.Last >= most - 1e-9 && ticks.Count is >= 2 and <= 8
                && new[] { 1, 2, 5 }.Any(round => Math.Abs(digit - round) < 1e-6)
                && ticks.Values.Select(ticks.Label).Distinct().Count() == ticks.Count;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 4, "0 1 2 3 4")]
    [InlineData(0, 0.4, "0.0 0.1 0.2 0.3 0.4")]
    [InlineData(3, 3, "2.6 2.8 3.0 3.2 3.4")]
    [InlineData(0, 600, "0 200 400 600")]
    public void Ticks_read_naturally(double least, double most, string expected)
    {
        var ticks = AxisTicks.Cover(least, most);
        Assert.Equal(expected, string.Join(' ', ticks.Values.Select(ticks.Label)));
    }

    [Fact]
    public void Ticks_of_counts_are_whole_and_a_mark_stands_where_it_belongs()
    {
        string Drawn(double mark)
        {
            var html = new HtmlWriter();
            new LineChart("t", "", "x", "y", [new("a", [(1, 0), (5, 4)])]) { CountsX = true, Mark = (mark, "<3>") }.Write(html);
            return html.ToString();
        }
        Assert.DoesNotContain(">1.5<", Drawn(3));
        Assert.Contains("&lt;3&gt;", Drawn(3));
        Assert.DoesNotContain("&lt;3&gt;", Drawn(6));
    }

    [Fact]
    public void Points_of_a_map_keep_their_proportions_and_stay_inside()
    {
        var html = new HtmlWriter();
        new ScatterChart("t", "", [new("a", [(0, 0), (10, 0)]), new("b", [(5, 5), (double.NaN, 0)]), new("<c>", [])]).Write(html);
        var drawn = html.ToString();
        Assert.Contains("cx=\"16\" cy=\"412\"", drawn);        // 5 of 10 lower than the middle between 0 and 5
        Assert.Contains("cx=\"544\" cy=\"412\"", drawn);
        Assert.Contains("x=\"276.5\" y=\"144.5\"", drawn);
        Assert.DoesNotContain("NaN", drawn);
        Assert.Contains("&lt;c&gt;", drawn);
    }

    [Fact]
    public void Names_of_many_bars_are_slanted()
    {
        string Drawn(int groups)
        {
            var html = new HtmlWriter();
            string[] names = [.. Enumerable.Range(0, groups).Select(group => $"g{group}")];
            new BarChart("t", "", "y", names, [("a", [.. names.Select(_ => 1.0)])]).Write(html);
            return html.ToString();
        }
        Assert.DoesNotContain("rotate(-40)", Drawn(6));
        Assert.Equal(7, Drawn(7).Split("rotate(-40)").Length - 1);
    }

    [Fact]
    public void A_curve_lies_where_its_numbers_say()
    {
        var html = new HtmlWriter();
        new LineChart("t", "", "x", "y", [new("a", [(0, 0), (5, 2), (10, 4)])]).Write(html);
        var numbers = Numbers().Matches(Path().Match(html.ToString()).Groups[1].Value)
            .Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal([58, 274, 382, 142, 706, 10], numbers);        // left bottom, middle, right top of the frame
    }

    [Fact]
    public void A_gap_in_the_numbers_is_a_gap_in_the_curve()
    {
        var html = new HtmlWriter();
        new LineChart("t", "", "x", "y", [new("a", [(0, 0), (1, 1), (2, double.NaN), (3, 1), (4, 0)])]).Write(html);
        Assert.Equal(2, Path().Match(html.ToString()).Groups[1].Value.Count(letter => letter == 'M'));
    }

    [Fact]
    public void Long_curves_are_thinned_to_means()
    {
        var thin = LineChart.Thin([.. Enumerable.Range(0, 1000).Select(i => ((double)i, (double)(i % 2)))]);
        Assert.Equal(100, thin.Count);
        Assert.All(thin, point => Assert.InRange(point.Y, 0.4, 0.6));
    }

    [Fact]
    public void Charts_without_numbers_say_so()
    {
        var html = new HtmlWriter();
        new LineChart("t", "", "x", "y", []).Write(html);
        new BarChart("t", "", "y", ["a"], [("s", [double.NaN])]).Write(html);
        Assert.Equal(2, html.ToString().Split("nothing to draw").Length - 1);
    }

    [Fact]
    public void Red_is_high_blue_is_low_and_zero_is_white()
    {
        Assert.True(HeatMap.Color(1) is var high && high.R > 2 * high.B);
        Assert.True(HeatMap.Color(-1) is var low && low.B > 2 * low.R);
        Assert.Equal((247, 247, 247), HeatMap.Color(0));
        Assert.Equal(HeatMap.Color(1), HeatMap.Color(7));
    }

    [Fact]
    public void A_map_is_stretched_between_the_centres_of_its_cells()
    {
        var map = new double[,] { { 0, 4 } };
        Assert.Equal(
            [0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 4.0], new[] { 0, 0.25, 0.375, 0.5, 0.625, 0.75, 1 }.Select(x => Bilinear.Sample(map, 0.5, x)));
        var same = HeatMap.Over(new RgbImage(8, 8), new double[3, 3], 0);
        Assert.Single(same.Pixels.Distinct());
    }

    [GeneratedRegex("<path class=\"curve c0 d0\" d=\"([^\"]*)\"/>\n")]
    private static partial Regex Path();

    [GeneratedRegex("[0-9.]+")]
    private static partial Regex Numbers();
}
