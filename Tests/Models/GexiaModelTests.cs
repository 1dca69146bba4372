using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Tests.Models;

/// <summary>What must hold of the whole model.</summary>
public class GexiaModelTests
{
    private static GexiaConfig Config { get; } = new()
    {
        Vision = new() { ImageSize = 16, PatchSize = 8, Tower = new TowerConfig { Width = 12, Layers = 2, Heads = 3 } },
        Text = new() { VocabularySize = 20, ContextLength = 8, Tower = new TowerConfig { Width = 8, Layers = 1, Heads = 2 } },
        Iam = new() { Vectors = 3, Width = 8, Heads = 2 },
    };

    private static GexiaModel Build(DenseConfig? dense = null, bool checkpoint = false) =>
        new(ParameterScope.Fresh(new Rng(3), DType.Float64), Config with { Dense = dense ?? new(), Checkpoint = checkpoint });

    private static Tensor Frames(int time = 4) => Tensor.Normal(new Rng(8), [1, time, 3, 16, 16], type: DType.Float64);

    private static Tensor Reversed(Tensor frames) =>
        ConcatOp.Concat([.. Enumerable.Range(0, frames.Shape[1]).Select(i => frames.Slice(1, frames.Shape[1] - 1 - i, 1))], 1);

    [Fact]
    public void Without_temporal_embedding_the_order_of_frames_changes_nothing()
    {
        var model = Build(new DenseConfig { TemporalEmbedding = false });
        Assert.True(Distance(model.EncodeVideo(Frames(), 2), model.EncodeVideo(Reversed(Frames()), 2)) < 1e-10);
    }

    [Fact]
    public void With_a_temporal_embedding_it_does_but_not_while_it_is_zero()
    {
        var model = Build();
        Assert.True(Distance(model.EncodeVideo(Frames(), 2), model.EncodeVideo(Reversed(Frames()), 2)) < 1e-10);
        model.Parameters["iam.video.temporal_embedding"].Value.CopyFrom(Tensor.Normal(new Rng(4), [64, 12], type: DType.Float64));
        Assert.True(Distance(model.EncodeVideo(Frames(), 2), model.EncodeVideo(Reversed(Frames()), 2)) > 1e-4);
    }

    [Theory]
    [InlineData(true, 5), InlineData(false, 4)]
    public void The_class_token_is_kept_or_not(bool useCls, int tokensOfAFrame)
    {
        var model = Build(new DenseConfig { UseCls = useCls });
        Assert.Equal([2, 5, 12], model.EncodeFrames(Frames(2).Reshape(2, 3, 16, 16)).Shape);
        var scope = ParameterScope.Fresh(new Rng(1), DType.Float64);
        var dense = new DenseVideo(
            scope, new VisionTransformer(scope.At("visual"), Config.Vision), 12, new DenseConfig { UseCls = useCls });
        Assert.Equal([1, 2 * tokensOfAFrame, 12], dense.Forward(Frames(2)).Shape);
    }

    [Fact]
    public void More_frames_than_the_temporal_embedding_has_rows_are_refused_with_the_numbers()
    {
        var error = Assert.Throws<ShapeException>(() => Build(new DenseConfig { MaxFrames = 3 }).EncodeVideo(Frames(4), 1));
        Assert.Contains("4 frames", error.Message);
        Assert.Contains("3 rows", error.Message);
    }

    [Fact]
    public void Padding_changes_no_embedding()
    {
        var model = Build();
        var alone = model.EncodeText(TextIds.Of([1, 5, 19], 3), 2);
        var padded = model.EncodeText(TextIds.Of([1, 5, 19, 0, 0, 0, 1, 2, 3, 4, 5, 19], 6), 2).Slice(0, 0, 1);
        Assert.True(Distance(alone, padded) < 1e-12);
    }

    [Fact]
    public void The_padding_id_inside_a_text_is_a_token()
    {
        var model = Build();
        var with = model.EncodeText(TextIds.Of([1, 0, 5, 19], 4), 1);
        var without = model.EncodeText(TextIds.Of([1, 5, 19, 0], 4), 1);
        Assert.True(Distance(with, without) > 1e-6);
    }

    [Fact]
    public void A_text_in_windows_reads_every_window_and_ignores_empty_ones()
    {
        var model = Build(new DenseConfig { LongText = LongText.Chunk });
        model.Parameters["iam.text.chunk_embedding"].Value.CopyFrom(Tensor.Normal(new Rng(4), [8, 8], type: DType.Float64));
        int[] first = [1, 5, 6, 7, 8, 9, 10, 19], second = [1, 11, 12, 19, 0, 0, 0, 0], none = new int[8];
        Tensor Encode(params int[][] windows) =>
            model.EncodeText(TextIds.Of(windows.SelectMany(ids => ids).ToArray(), 8 * windows.Length, 8), 1);
        Assert.True(Distance(Encode(first, second), Encode(first, second, none)) < 1e-12);
        Assert.True(Distance(Encode(first, second), Encode(first, none)) > 1e-6);
        Assert.True(Distance(Encode(first, none), Encode(first)) < 1e-12);
    }

    [Fact]
    public void Windows_need_the_chunk_setting() =>
        Assert.Throws<ShapeException>(() => Build().EncodeText(TextIds.Of(new int[16], 16, 8), 1));

    [Fact]
    public void Recomputing_blocks_gives_the_same_gradients()
    {
        var (plain, recomputed) = (Gradients(false), Gradients(true));
        Assert.Equal(plain.Keys, recomputed.Keys);
        foreach (var (name, gradient) in plain) Assert.Equal(gradient, recomputed[name]);

        static Dictionary<string, double[]> Gradients(bool checkpoint)
        {
            var model = Build(checkpoint: checkpoint);
            var videos = model.EncodeVideo(Tensor.Normal(new Rng(2), [2, 3, 3, 16, 16], type: DType.Float64), 1);
            var texts = model.EncodeText(TextIds.Of([1, 5, 19, 1, 6, 19], 3), 1);
            var found = ContrastiveLoss.Symmetric(videos, texts, model.LogitScale).Backward();
            return model.Parameters.Where(p => found.TryGet(p.Value, out _))
                .ToDictionary(p => p.Name, p => found[p.Value].ToArray<double>());
        }
    }

    [Fact]
    public void Swapping_the_modalities_keeps_the_loss()
    {
        var (a, b, scale) = (Tensor.Normal(new Rng(1), [4, 6]), Tensor.Normal(new Rng(2), [4, 6]), Tensor.Scalar(2.6593));
        Assert.Equal(ContrastiveLoss.Symmetric(a, b, scale).At(), ContrastiveLoss.Symmetric(b, a, scale).At(), 1e-6);
    }

    [Fact]
    public void Windows_hold_every_token_and_prefer_the_end_of_a_sentence()
    {
        var words = new WordTokenizer(["a", "b", "c", "."]);
        var ids = words.EncodeWindows("a b c a . b c a b", 8, 3, out var truncated);
        Assert.False(truncated);
        int[] tokens = [.. ids.Where(id => id != ContextWindow.Padding && id != words.StartOfText && id != words.EndOfText)];
        Assert.Equal(words.Encode("a b c a . b c a b"), tokens);
        // Six fit, but the sentence ends after five, within the last third.
        Assert.Equal(words.EndOfText, ids[6]);
        Assert.Equal(0, ids[7]);
        words.EncodeWindows("a b c a b c a b c", 5, 2, out truncated);
        Assert.True(truncated);
    }

    private static double Distance(Tensor a, Tensor b) => a.ToArray<double>().Zip(b.ToArray<double>(), (x, y) => Math.Abs(x - y)).Max();
}
