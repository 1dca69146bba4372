using FsCheck;
using FsCheck.Fluent;
using Gexia.Search.Windows;

namespace Gexia.Tests.Search;

public class WindowPlanTests
{
    [Theory]
    [InlineData(3, new[] { 0.0, 3 })]                           // shorter than a window: the whole video
    [InlineData(4, new[] { 0.0, 4 })]
    [InlineData(5, new[] { 0.0, 4, 1, 5 })]                     // the last one reaches the end
    [InlineData(6, new[] { 0.0, 4, 2, 6 })]
    [InlineData(7, new[] { 0.0, 4, 1.5, 5.5, 3, 7 })]           // equal distances, none above half a window
    [InlineData(10, new[] { 0.0, 4, 2, 6, 4, 8, 6, 10 })]
    public void A_scene_has_the_fewest_windows_that_overlap_by_half(double length, double[] borders)
    {
        var windows = WindowPlan.Of([new(0, 0, length)], 4);
        Assert.Equal(borders, windows.SelectMany(window => (double[])[window.Start, window.End]));
    }

    [Fact]
    public void Every_second_lies_in_a_window_and_no_window_crosses_a_cut()
    {
        var lengths = Gen.Choose(1, 4000).Select(thousandths => thousandths / 100.0).NonEmptyListOf();
        Prop.ForAll(lengths.ToArbitrary(), Gen.Choose(25, 1000).Select(hundredths => hundredths / 100.0).ToArbitrary(), (scenes, window) =>
        {
            var stretches = new List<Stretch>();
            foreach (var length in scenes)
            {
                stretches.Add(
                    new(
                        stretches.Count, stretches.Count == 0 ? 0 : stretches[^1].End,
                        (stretches.Count == 0 ? 0 : stretches[^1].End) + length));
            }
            var windows = WindowPlan.Of(stretches, window);
            foreach (var scene in stretches)
            {
                var own = windows.Where(one => one.Scene == scene.Scene).ToList();
                Assert.Equal((scene.Start, scene.End), (own[0].Start, own[^1].End));
                Assert.All(own, one => Assert.Equal(Math.Min(window, scene.Length), one.Length, 1e-9));
                for (var i = 1; i < own.Count; i++) Assert.InRange(own[i].Start - own[i - 1].Start, 0, (window / 2) + 1e-9);
            }
            Assert.Equal(windows.OrderBy(one => one.Scene).ThenBy(one => one.Start), windows);
        }).QuickCheckThrowOnFailure();
    }
}
