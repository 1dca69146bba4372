using System.Text.Json;
using Gexia.Cpu;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

public sealed class RetrievalTests
{
    private static (Tensor Videos, Tensor Texts, int[] Owners) Case(int seed, int videos, int texts, int width)
    {
        var rng = new Rng((ulong)seed);
        var v = Tensor.Normal(rng.At(0, "v"), [videos, width]);
        // the last video has no text
        var owners = Enumerable.Range(0, texts).Select(text => text < videos - 1 ? text : rng.NextInt32(videos - 1)).ToArray();
        var t = Tensor.Normal(rng.At(0, "t"), [texts, width]);
        for (var i = 0; i < texts; i++)
            for (var k = 0; k < width; k++) t.AsSpan<float>()[(i * width) + k] += 0.7f * v.AsSpan<float>()[(owners[i] * width) + k];
        t.AsSpan<float>().Slice(0, width).CopyTo(t.AsSpan<float>()[width..]); // two equal texts: exact ties
        return (v, t, owners);
    }

    /// <summary>The definition, straight from the text, in double.</summary>
    private static (double[] T2V, double[] V2T) Naive(Tensor videos, Tensor texts, int[] owners)
    {
        double Cosine(int t, int v)
        {
            double dot = 0, tt = 0, vv = 0;
            for (var k = 0; k < videos.Shape[1]; k++)
            {
                dot += texts.At(t, k) * videos.At(v, k);
                tt += texts.At(t, k) * texts.At(t, k);
                vv += videos.At(v, k) * videos.At(v, k);
            }
            return dot / Math.Sqrt(tt * vv);
        }
        int V = videos.Shape[0], T = texts.Shape[0];
        var s = Enumerable.Range(0, T).Select(t => Enumerable.Range(0, V).Select(v => Cosine(t, v)).ToArray()).ToArray();
        var t2v = Enumerable.Range(0, T).Select(t => (double)s[t].Count(x => x >= s[t][owners[t]])).ToArray();
        double Best(int v, int item) => Enumerable.Range(0, T).Where(t => owners[t] == item).Max(t => s[t][v]);
        var v2t = Enumerable.Range(0, V)
            .Select(v => !owners.Contains(v) ? double.NaN : owners.Distinct().Count(item => Best(v, item) >= Best(v, v))).ToArray();
        return (t2v, v2t);
    }

    [Theory]
    [InlineData(1, 5, 9, 3)]
    [InlineData(2, 12, 30, 16)]
    [InlineData(3, 40, 40, 37)]
    public void Agrees_with_the_definition(int seed, int videos, int texts, int width)
    {
        var (v, t, owners) = Case(seed, videos, texts, width);
        var (t2v, v2t) = Naive(v, t, owners);
        var result = Retrieval.Evaluate(v, t, owners);
        Assert.Equal(t2v, result.TextRanks);
        Assert.Equal(v2t, result.VideoRanks);
        Assert.Equal(videos - 1, result.Protocol.VideoQueries);
        Assert.Equal(t2v.Average(), result.TextToVideo.MeanRank, 1e-12);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(64, 3)]
    [InlineData(1000, 1)]
    public void Chunks_and_threads_change_no_bit(int chunk, int threads)
    {
        var (v, t, owners) = Case(4, 50, 80, 33);
        var whole = Retrieval.Evaluate(v, t, owners);
        using var limit = CpuThreads.Limit(threads);
        var chunked = Retrieval.Evaluate(v, t, owners, chunk: chunk);
        Assert.Equal(whole.TextRanks, chunked.TextRanks);
        Assert.Equal(whole.VideoRanks, chunked.VideoRanks);
        Tensor units = CosineScores.UnitRows(t), gallery = CosineScores.UnitRows(v);
        var row = CosineScores.Block(units, 5, 1, gallery).ToArray<float>();
        Assert.Equal(CosineScores.Block(units, 0, 80, gallery).ToArray<float>()[(5 * 50)..(6 * 50)], row);
    }

    [Fact]
    public void A_constant_model_finds_nothing_unless_ties_are_waved_through()
    {
        Tensor v = Tensor.Ones([20, 8]), t = Tensor.Ones([20, 8]);
        var honest = Retrieval.Evaluate(v, t);
        Assert.Equal(
            (0, 0, 0, 20, 20),
            (
                honest.TextToVideo.R1, honest.TextToVideo.R5, honest.VideoToText.R10, honest.TextToVideo.MedianRank,
                honest.VideoToText.MeanRank));
        Assert.Equal(100, Retrieval.Evaluate(v, t, ties: TieRule.Optimistic).VideoToText.R1);
        Assert.Equal(10.5, Retrieval.Evaluate(v, t, ties: TieRule.Mean).TextToVideo.MeanRank);
    }

    [Fact]
    public void A_model_of_nans_and_one_of_zeros_are_last()
    {
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, 0 })
        {
            var result = Retrieval.Evaluate(Tensor.Full([6, 4], bad), Tensor.Ones([6, 4]), ties: TieRule.Optimistic);
            Assert.Equal((6, 6), (result.TextToVideo.MeanRank, result.VideoToText.MeanRank));
        }
    }

    /// <summary>
    /// Turning all embeddings, scaling any of them, or numbering videos anew changes no rank; swapping the modalities swaps the tables.
    /// </summary>
    [Fact]
    public void Ranks_know_nothing_but_angles()
    {
        var (v, t, _) = Case(8, 30, 30, 4);
        var plain = Retrieval.Evaluate(v, t);
        var scaled = Tensor.Of([.. v.ToArray<float>().Select((x, i) => x * (1 << (i / 4 % 5)))], [30, 4]);
        Assert.Equal(plain.TextRanks, Retrieval.Evaluate(scaled, t).TextRanks);
        var swapped = Retrieval.Evaluate(t, v);
        Assert.Equal(plain.TextToVideo, swapped.VideoToText);
        Assert.Equal(plain.VideoToText, swapped.TextToVideo);
        var order = new Rng(1).Sample(30, 30);
        var shuffled = Tensor.Of([.. order.SelectMany(row => v.ToArray<float>().AsSpan(row * 4, 4).ToArray())], [30, 4]);
        Assert.Equal(
            plain.TextToVideo,
            Retrieval.Evaluate(shuffled, t, [.. Enumerable.Range(0, 30).Select(text => Array.IndexOf(order, text))]).TextToVideo);
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused()
    {
        Assert.Throws<ShapeException>(() => Retrieval.Evaluate(Tensor.Ones([3, 4]), Tensor.Ones([3, 5])));
        Assert.Throws<ShapeException>(() => Retrieval.Evaluate(Tensor.Ones([3, 4]), Tensor.Ones([2, 4])));
        Assert.Throws<ShapeException>(() => Retrieval.Evaluate(Tensor.Ones([3, 4]), Tensor.Ones([2, 4]), [0]));
        Assert.Throws<ArgumentException>(() => Retrieval.Evaluate(Tensor.Ones([3, 4]), Tensor.Ones([2, 4]), [0, 3]));
        Assert.Throws<ShapeException>(() => Retrieval.Evaluate(Tensor.Ones([4]), Tensor.Ones([4])));
        Assert.Throws<ArgumentException>(() => Retrieval.Evaluate(Tensor.Ones([1, 4]), Tensor.Ones([1, 4])).TextToVideo["r2"]);
    }

    [Fact]
    public void Figures_have_the_names_that_configs_and_logs_use()
    {
        var result = Retrieval.Evaluate(
            Tensor.Of(new[,] { { 1f, 0f }, { 0f, 1f }, { 0.6f, 0.8f } }), Tensor.Of(new[,] { { 1f, 0.1f }, { 1f, 0f }, { 0f, 1f } }));
        Assert.Equal(
            ["r1", "t2v.r1", "t2v.r5", "t2v.r10", "t2v.mdr", "t2v.mnr", "v2t.r1", "v2t.r5", "v2t.r10", "v2t.mdr", "v2t.mnr"],
            result.Figures.Select(figure => figure.Name));
        var byName = result.Figures.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.Equal((result.TextToVideo.R1 + result.VideoToText.R1) / 2, byName["r1"]);
        Assert.Equal(
            (
                result.TextToVideo.R1, result.TextToVideo.R5, result.VideoToText.R10, result.VideoToText.MedianRank,
                result.TextToVideo.MeanRank),
            (byName["t2v.r1"], byName["t2v.r5"], byName["v2t.r10"], byName["v2t.mdr"], byName["t2v.mnr"]));
        Assert.Equal(["t2v.r1", "v2t.r1"], RetrievalResult.Headlines);
        Assert.Equal(["retrieval", "twin"], Evaluators.All.Select(evaluator => evaluator.Name));
        Assert.Same(Evaluators.Default, Evaluators.Named("retrieval"));
        Assert.Contains(
            "retrieval, twin", Assert.Throws<ArgumentException>(() => Evaluators.Named("map")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_written_with_its_protocol()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            Retrieval.Evaluate(Tensor.Ones([2, 4]), Tensor.Ones([2, 4]), details: [new("split", "val")]).WriteTo(json);
        using var document = JsonDocument.Parse(stream.ToArray());
        Assert.Equal(2, document.RootElement.GetProperty("t2v").GetProperty("mdr").GetDouble());
        Assert.Equal("pessimistic", document.RootElement.GetProperty("protocol").GetProperty("ties").GetString());
        Assert.Equal("val", document.RootElement.GetProperty("protocol").GetProperty("split").GetString());
        Assert.Equal(2, document.RootElement.GetProperty("gallery").GetInt32());
    }

    [Fact]
    public void Zero_shot_takes_the_nearest_class_and_the_first_of_equals()
    {
        var classes = Tensor.Of(new[,] { { 1f, 0 }, { 0, 1 }, { 0, 5 } });
        var items = Tensor.Of(new[,] { { 3f, 1 }, { 1, 3 }, { float.NaN, 1 } });
        Assert.Equal([0, 1, -1], ZeroShot.Classify(items, classes));
        Assert.Equal(100 / 3.0, ZeroShot.Accuracy(items, classes, [0, 2, 0]), 1e-12);
        Assert.Throws<ShapeException>(() => ZeroShot.Accuracy(items, classes, [0]));
    }
}
