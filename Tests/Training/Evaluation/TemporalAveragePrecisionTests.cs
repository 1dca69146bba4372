using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

/// <summary>mAP of action localisation against values found by hand.</summary>
public class TemporalAveragePrecisionTests
{
    private static double Map(double threshold, ActionSpan[] detections, params ActionSpan[] truth) =>
        Assert.Single(TemporalAveragePrecision.Of(detections, truth, [threshold]));

    private static ActionSpan Segment(double start, double end, int video = 0, int label = 0) => new(video, label, start, end);

    private static ActionSpan Found(double start, double end, double score, int video = 0, int label = 0) =>
        new(video, label, start, end, score);

    [Fact]
    public void One_exact_detection_is_all() =>
        Assert.Equal([100, 100, 100], TemporalAveragePrecision.Of([Found(0, 10, 0.1)], [Segment(0, 10)], [0.5, 0.95, 1]));

    [Fact]
    public void Nothing_found_is_nothing_and_nothing_to_find_is_no_number()
    {
        Assert.Equal(0, Map(0.5, [], Segment(0, 10)));
        Assert.Equal(double.NaN, Map(0.5, [Found(0, 1, 1)]));
    }

    /// <summary>Overlap 5 of 10 is 0.5 and counts; 4.9 of 10 does not.</summary>
    [Theory]
    [InlineData(5, 100)]
    [InlineData(4.9, 0)]
    public void The_threshold_itself_counts(double end, double expected) =>
        Assert.Equal(expected, Map(0.5, [Found(0, end, 1)], Segment(0, 10)));

    /// <summary>
    /// [0, 9] scores 0.9 and overlaps by 0.9, [0, 10] scores 0.5 and overlaps by 1. At 0.5 the first is the hit and the second a miss
    /// behind full recall: 1. At 0.95 the first is a miss and the second a hit at precision 1/2.
    /// </summary>
    [Theory]
    [InlineData(0.5, 100)]
    [InlineData(0.95, 50)]
    public void A_segment_is_hit_once(double threshold, double expected) =>
        Assert.Equal(expected, Map(threshold, [Found(0, 10, 0.5), Found(0, 9, 0.9)], Segment(0, 10)));

    /// <summary>[0, 10] overlaps [0, 10] by 1 and [0, 12] by 10/12: it takes the first, and leaves the second to the next.</summary>
    [Fact]
    public void The_largest_overlap_is_taken() =>
        Assert.Equal(100, Map(0.8, [Found(0, 10, 0.9), Found(0, 12.5, 0.8)], Segment(0, 12), Segment(0, 10)));

    /// <summary>Hit, miss, hit of 2: ½·1 + ½·⅔; miss, hit, hit of 2: precision at the first hit is raised from ½ to ⅔: ⅔.</summary>
    [Theory]
    [InlineData(0.9, 0.8, 0.7, 250.0 / 3)]
    [InlineData(0.8, 0.9, 0.7, 200.0 / 3)]
    public void Precision_is_interpolated(double hit, double miss, double last, double expected) => Assert.Equal(
        expected, Map(0.5, [Found(0, 10, hit), Found(50, 60, miss), Found(20, 30, last)], Segment(0, 10), Segment(20, 30)), 9);

    /// <summary>Only half of two segments are found: ½·1.</summary>
    [Fact]
    public void What_is_not_found_costs() => Assert.Equal(50, Map(0.5, [Found(0, 10, 1)], Segment(0, 10), Segment(20, 30)));

    /// <summary>Of equal scores, that of the earlier video comes first: here it is a miss, so the hit has precision ½.</summary>
    [Fact]
    public void Equal_scores_go_by_video_start_and_end()
    {
        ActionSpan[] detections = [Found(0, 10, 0.5, video: 1), Found(0, 10, 0.5, video: 0)];
        Assert.Equal(50, Map(0.5, detections, Segment(0, 10, video: 1)));
        Assert.Equal(50, Map(0.5, [.. detections.Reverse()], Segment(0, 10, video: 1)));
    }

    /// <summary>Class 0 is found, class 1 is not, class 2 has no segment: (1 + 0)/2.</summary>
    [Fact]
    public void The_mean_is_over_classes_that_have_a_segment() => Assert.Equal(
        50, Map(0.5, [Found(0, 10, 0.1), Found(0, 10, 0.9, label: 2)], Segment(0, 10), Segment(0, 10, label: 1)));

    [Fact]
    public void What_is_not_finite_is_left_out() => Assert.Equal(
        100, Map(0.5, [Found(0, 10, double.NaN), Found(0, double.NaN, 9), Found(0, 10, 0.5)], Segment(0, 10)));

    [Fact]
    public void A_video_is_not_another() => Assert.Equal(0, Map(0.5, [Found(0, 10, 1, video: 1)], Segment(0, 10)));

    [Fact]
    public void A_segment_of_no_length_is_hit_by_nothing() => Assert.Equal(0, Map(0.5, [Found(3, 3, 1)], Segment(3, 3)));

    [Fact]
    public void The_grid_is_that_of_ActivityNet() => Assert.Equal(
        [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95], TemporalAveragePrecision.Thresholds(10, 19));
}
