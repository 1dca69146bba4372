using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Data.Video;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Tests.Support;

/// <summary>
/// A "model" that looks its embeddings up: video <c>v3</c> has the third vector of one list, text <c>w3</c> the third of another. So every
/// rank can be computed by hand.
/// </summary>
internal sealed class ListedEmbeddings(float[][] videos, float[][] texts) : IVideoTextModel, IFrameSource
{
    private const int Side = 2, FirstWord = 2;

    /// <summary>How often each video was asked for.</summary>
    public Dictionary<string, int> Loads { get; } = [];

    /// <summary>How many videos were embedded.</summary>
    public int Encoded { get; private set; }

    public ParameterSet Parameters { get; } = new();

    public Tensor LogitScale { get; } = Tensor.Zeros([]);

    public int ContextLength => 4;

    public int? EndOfText => null;

    public SampleReader Reader => new(this, new WordTokenizer(Enumerable.Range(0, texts.Length).Select(i => $"w{i}")), Side);

    /// <summary>Pairs of a video's number and a text's number.</summary>
    public static SampleSet Set(params (int Video, int Text)[] pairs) => new(
        Granularity.Svst,
        [.. pairs.Select((pair, i) => Pair.Of(i, new ClipSegment($"v{pair.Video}", 0, 1), $"w{pair.Text}", "s", Granularity.Svst))],
        Frames: 1, TextLength: 4, BatchSize: 2);

    public FrameTimeline Load(string video, CancellationToken cancellation)
    {
        lock (Loads) Loads[video] = Loads.GetValueOrDefault(video) + 1;
        var image = new RgbImage(Side, Side);
        Array.Fill(image.Pixels, byte.Parse(video[1..]));
        return new FrameTimeline([0], 1, [image]);
    }

    public IVideoTextModel With(ModelOptions options) => this;

    public Tensor EncodeVideo(Tensor frames)
    {
        Encoded += frames.Shape[0];
        var size = (int)(frames.Length / frames.Shape[0]);
        return Rows(
            videos,
            [
                .. Enumerable.Range(0, frames.Shape[0])
                    .Select(i => (int)Math.Round(((frames.AsSpan<float>()[i * size] * ClipPixels.Deviation[0]) + ClipPixels.Mean[0]) * 255))
            ]);
    }

    public Tensor EncodeFrames(Tensor pixels) => EncodeVideo(pixels.Reshape([pixels.Shape[0], 1, .. pixels.Shape[1..]]));

    public Tensor EmbedFrames(Tensor features, int batch) => features.Reshape(batch, features.Shape[0] / batch, features.Shape[1]).Mean(1);

    public Tensor EncodeText(TextIds ids) =>
        Rows(texts, [.. Enumerable.Range(0, ids.Ids.Shape[0]).Select(i => ids.Ids.AsSpan<int>()[(i * ids.Ids.Shape[1]) + 1] - FirstWord)]);

    private static Tensor Rows(float[][] from, int[] numbers) =>
        Tensor.Of([.. numbers.SelectMany(number => from[number])], [numbers.Length, from[0].Length]);
}
