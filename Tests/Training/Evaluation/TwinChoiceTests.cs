using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

public sealed class TwinChoiceTests
{
    private readonly SyntheticSource[] gallery = new OrderWorld(seed: 1, palettes: 2).Gallery(10);
    private readonly WordTokenizer tokenizer = new(SceneGrammar.Words);

    private SampleSet Set => new(
        Granularity.Lvlt, [.. Integration.BySource(SyntheticSources.PairsOf(gallery), new(Granularity.Lvlt, Separator: SceneGrammar.Then))],
        8, 36, 4);

    private IReadOnlyList<double> Measure(IVideoTextModel model) =>
        TwinChoice.Measure(
            new VideoTextEvaluation(model, new SampleReader(SyntheticSources.FramesOf(gallery), tokenizer, 24), batch: 3), Set,
            new Iterations(1, 1));

    private static VisionConfig Vision { get; } =
        new() { ImageSize = 24, PatchSize = 8, Tower = new TowerConfig { Width = 16, Layers = 1, Heads = 2 } };

    private TextConfig Text => new() { VocabularySize = tokenizer.VocabularySize, ContextLength = 36, Tower = Vision.Tower };

    [Fact]
    public void A_twin_shows_the_same_segments_in_opposite_order()
    {
        foreach (var (pair, twin) in Set.Pairs.Zip(TwinChoice.Twins(Set).Pairs))
        {
            Assert.Equal(4, pair.Clip.Count);
            Assert.Equal(pair.Clip.Reverse(), twin.Clip);
            Assert.Equal((pair.Text, pair.Source), (twin.Text, twin.Source));
        }
    }

    [Fact]
    public void Models_that_take_frames_as_a_set_choose_by_chance_exactly()
    {
        var mean = new MeanPooling(ParameterScope.Fresh(new Rng(3)), new ClipConfig { Vision = Vision, Text = Text, ProjectionWidth = 16 });
        var timeless = new GexiaModel(
            ParameterScope.Fresh(new Rng(3)),
            new GexiaConfig
            {
                Vision = Vision,
                Text = Text,
                Iam = new() { Vectors = 3, Width = 16, Heads = 2 },
                Dense = new() { TemporalEmbedding = false }
            });
        foreach (var model in (IVideoTextModel[])[mean, timeless]) Assert.All(Measure(model), choice => Assert.Equal(50, choice));
    }

    [Fact]
    public void A_model_that_hears_the_order_chooses_what_it_says()
    {
        var right = Measure(new Listener(gallery.Length, sign: 1));
        var wrong = Measure(new Listener(gallery.Length, sign: -1));
        Assert.All(right, choice => Assert.Equal(100, choice));
        Assert.All(wrong, choice => Assert.Equal(0, choice));
    }

    [Theory]
    [InlineData(0.5, 0.4, 100)]
    [InlineData(0.4, 0.5, 0)]
    [InlineData(0.5, 0.5, 50)]
    [InlineData(0.5, 0.500009, 50)]
    [InlineData(0.5, 0.50002, 0)]
    [InlineData(double.NaN, 0.5, 0)]
    [InlineData(-0.5, double.NaN, 100)]
    [InlineData(double.NaN, double.NaN, 0)]
    public void A_choice_is_right_wrong_or_a_tie(double right, double twin, double expected) =>
        Assert.Equal(expected, TwinChoice.Choice(right, twin));

    /// <summary>
    /// Its video embedding is the mean colours of the first and the last frame; the text says the same of the right video, or of its twin.
    /// </summary>
    private sealed class Listener(int count, int sign) : IVideoTextModel
    {
        private readonly List<float[]> seen = [];
        private int said;

        public ParameterSet Parameters => throw new NotSupportedException();

        public Tensor LogitScale { get; } = Tensor.Zeros([]);

        public int ContextLength => 36;

        public int? EndOfText => null;

        public IVideoTextModel With(ModelOptions options) => this;

        public Tensor EncodeVideo(Tensor frames)
        {
            var rows = new List<float>();
            var size = frames.Shape[2] * frames.Shape[3] * frames.Shape[4];
            foreach (var video in frames.ToArray<float>().Chunk(frames.Shape[1] * size))
            {
                float[] row = [video[..size].Average(), video[^size..].Average()];
                if (seen.Count < count) seen.Add(row);
                rows.AddRange(row);
            }
            return Tensor.Of(rows.ToArray(), [frames.Shape[0], 2]);
        }

        public Tensor EncodeFrames(Tensor pixels) => throw new NotSupportedException();

        public Tensor EmbedFrames(Tensor tokens, int batch) => throw new NotSupportedException();

        public Tensor EncodeText(TextIds texts)
        {
            var rows = new List<float>();
            for (var i = 0; i < texts.Texts; i++)
            {
                var row = seen[said++ % count];
                rows.AddRange(sign > 0 ? row : row.Reverse());
            }
            return Tensor.Of(rows.ToArray(), [texts.Texts, 2]);
        }
    }
}
