using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

/// <summary>Alignment maps are what covering pixels, and embedding the whole video anew, gives.</summary>
public class PatchMaskingTests
{
    private const int Size = 16, Places = 4, Width = 8;

    private static readonly VisionConfig vision = new()
    {
        ImageSize = Size, PatchSize = 8, Tower = new TowerConfig { Width = 12, Layers = 2, Heads = 3 }
    };

    private static readonly TextConfig text = new()
    {
        VocabularySize = 20, ContextLength = 8, Tower = new TowerConfig { Width = 8, Layers = 1, Heads = 2 }
    };

    public static TheoryData<string, int, string> Gexia()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var iterations in (string[])["0-1", "1-1", "3-1", "3-3"])
            foreach (var frames in (int[])[1, 2, 5])
                data.Add(iterations, frames, "");
        foreach (var variant in (string[])["order", "patches", "literal", "plain", "both", "float32"]) data.Add("3-3", 3, variant);
        data.Add("0-1", 1, "order");
        data.Add("1-1", 4, "order");
        return data;
    }

    [Theory, MemberData(nameof(Gexia))]
    public void Of_gexia_they_equal_brute_force(string iterations, int frames, string variant)
    {
        var type = variant == "float32" ? DType.Float32 : DType.Float64;
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(3), type), new()
        {
            Vision = vision,
            Text = text,
            Iam = new()
            {
                Vectors = 3, Width = Width, Heads = 2, Literal = variant == "literal", FinalNorm = variant != "plain",
                Mlp = variant switch { "plain" => IamMlp.None, "both" => IamMlp.AfterBoth, _ => IamMlp.AfterSelfAttention },
            },
            Dense = new() { TemporalEmbedding = variant != "plain", UseCls = variant != "patches", MaxFrames = 6 },
        });
        if (variant == "order")
            model.Parameters["iam.video.temporal_embedding"].Value.CopyFrom(Tensor.Normal(new Rng(4), [6, 12], type: type));
        Equal(model.With(Iterations.Parse(iterations)), frames, type);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Of_mean_pooling_they_equal_brute_force(int frames) => Equal(
        new MeanPooling(
            ParameterScope.Fresh(new Rng(3), DType.Float64), new() { Vision = vision, Text = text, ProjectionWidth = Width }),
        frames, DType.Float64);

    [Theory, InlineData(2), InlineData(4)]
    public void Of_svilm_they_equal_brute_force(int frames) => Equal(
        new SViLMModel(ParameterScope.Fresh(new Rng(3), DType.Float64), new()
        {
            Vision = vision, Text = text, Groups = new() { Tokens = 2, Layers = [1] }, ProjectionWidth = Width,
        }),
        frames, DType.Float64);

    [Fact]
    public void Several_questions_share_the_image_tower_and_change_nothing()
    {
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(3)), new()
        {
            Vision = vision, Text = text, Iam = new() { Vectors = 3, Width = Width, Heads = 2 }
        });
        using var pause = Graph.NoGradient();
        var (pixels, queries, grid) = (Pixels(3, DType.Float32), Queries(2, DType.Float32), MaskGrid.Of(Size, Places));
        var (one, three) = (model.With(new Iterations(1, 1)), model.With(new Iterations(3, 3)));
        var seen = 0;
        Tensor Count(Tensor frames)
        {
            seen += frames.Shape[0];
            return model.EncodeFrames(frames);
        }
        List<(int Done, int All)> told = [];
        var masking = new PatchMasking { Together = 7, Progress = (done, all) => told.Add((done, all)) };
        var maps = masking.Measure(Count, pixels, [new(one, queries), new(three, queries)], grid, [2, 0]);
        Assert.Equal(3 + (2 * 16), seen);
        Assert.Equal([(7, 32), (14, 32), (21, 32), (28, 32), (32, 32)], told);
        Assert.Equal([2, 2], maps.Select(texts => texts.Length));
        foreach (var (m, way) in (ReadOnlySpan<(int, IVideoTextModel)>)[(0, one), (1, three)])
            for (var t = 0; t < 2; t++)
            {
                var alone = new PatchMasking().Measure(
                    way.EncodeFrames, pixels, [new(way, queries.Slice(0, t, 1))], grid, [2])[0][0];
                Assert.Equal(alone.Similarity, maps[m][t].Similarity, 1e-6);
                Assert.All(
                    alone.Layer(0).Cast<double>().Zip(maps[m][t].Layer(0).Cast<double>()),
                    pair => Assert.Equal(pair.First, pair.Second, 1e-6));
            }
    }

    [Fact]
    public void Cancellation_is_looked_at_before_every_batch()
    {
        var model = new MeanPooling(ParameterScope.Fresh(new Rng(3)), new() { Vision = vision, Text = text, ProjectionWidth = Width });
        using var source = new CancellationTokenSource();
        var masking = new PatchMasking { Together = 7, Progress = (_, _) => source.Cancel() };
        Assert.Throws<OperationCanceledException>(() => masking.Measure(
            model.EncodeFrames, Pixels(2, DType.Float32), [new(model, Queries(1, DType.Float32))], MaskGrid.Of(Size, Places), [0, 1],
            source.Token));
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 4, 5, 2)]
    [InlineData(2, 3, 1, 7)]
    public void Attention_to_two_parts_joined_is_attention_to_all_keys(int batch, int queries, int first, int second)
    {
        using var pause = Graph.NoGradient();
        Tensor Rows(ulong seed, int samples, int rows) => Tensor.Normal(new Rng(seed), [samples, rows, 6], 3, DType.Float64);
        var query = Rows(1, batch, queries);
        var (k1, v1, k2, v2) = (Rows(2, 1, first), Rows(3, 1, first), Rows(4, batch, second), Rows(5, batch, second));
        var joined = AttentionPart.Of(query, k1, v1, 3).Join(AttentionPart.Of(query, k2, v2, 3));
        Tensor All(Tensor one, Tensor own) => ConcatOp.Concat([one.Expand(batch, first, 6), own], 1);
        var whole = AttentionOp.Attention(query, All(k1, k2), All(v1, v2), 3);
        Assert.All(joined.ToArray<double>().Zip(whole.ToArray<double>()), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        // one sample of queries stands for all
        var same = query.Slice(0, 0, 1);
        var shared = AttentionPart.Of(same.Expand(batch, queries, 6), k2, v2, 3).Join(AttentionPart.Of(same, k1, v1, 3));
        var expected = AttentionOp.Attention(same.Expand(batch, queries, 6), All(k1, k2), All(v1, v2), 3);
        Assert.All(shared.ToArray<double>().Zip(expected.ToArray<double>()), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void A_part_of_attention_has_no_gradient_and_needs_a_key()
    {
        var x = Tensor.Ones([1, 2, 4]);
        Assert.Throws<ShapeException>(() => AttentionPart.Of(x, x.Slice(1, 0, 0), x.Slice(1, 0, 0), 2));
        Assert.Throws<InvalidOperationException>(() => AttentionPart.Of(Tensor.Ones([1, 2, 4]).RequireGradient(), x, x, 2));
    }

    private static Tensor Pixels(int frames, DType type) => Tensor.Normal(new Rng(8), [frames, 3, Size, Size], type: type);

    private static Tensor Queries(int texts, DType type) => Tensor.Normal(new Rng(9), [texts, Width], type: type).L2Normalize();

    private static void Equal(IVideoTextModel model, int frames, DType type)
    {
        using var pause = Graph.NoGradient();
        var (pixels, query, grid) = (Pixels(frames, type), Queries(1, type), MaskGrid.Of(Size, Places));
        var map = new PatchMasking { Together = 7 }.Measure(
            model.EncodeFrames, pixels, [new(model, query)], grid, [.. Enumerable.Range(0, frames)])[0][0];
        Assert.Equal((frames, grid.Side), (map.Frames, map.Side));
        Assert.True(map.Range > 1e-4);
        var whole = Cosine(pixels);
        Assert.Equal(whole, map.Similarity, 1e-5);
        for (var place = 0; place < frames * grid.Side * grid.Side; place++)
        {
            var (f, y, x) = (place / grid.Side / grid.Side, place / grid.Side % grid.Side, place % grid.Side);
            var covered = pixels.Copy();
            var square = covered.Slice(0, f, 1).Slice(2, grid.At(y), grid.Square).Slice(3, grid.At(x), grid.Square);
            square.CopyFrom(square.NewZeros(square.Shape));
            Assert.Equal(whole - Cosine(covered), map.Scores[f, y, x], type == DType.Float64 ? 1e-10 : 1e-5);
        }

        double Cosine(Tensor all) => model.EncodeVideo(all.Reshape(1, frames, 3, Size, Size)).L2Normalize()
            .MatMul(query.Transpose()).To(DType.Float64).ToArray<double>()[0];
    }
}
