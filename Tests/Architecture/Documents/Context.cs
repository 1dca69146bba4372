using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Embeddings;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>
/// What the code of documents uses without declaring it, by the name in <c>needs</c>. Each is made where it is first used.
/// </summary>
public static class Context
{
    private static readonly TowerConfig tower = new() { Width = 32, Layers = 1, Heads = 2 };
    private static readonly WordTokenizer tokenizer = new(SceneGrammar.Words);

    /// <summary>Six videos with their captions.</summary>
    public static SyntheticSource[] Sources { get; } = new SyntheticSources(seed: 7).Create("train", 6);

    /// <summary>The sizes of a GEXIA that trains in a second.</summary>
    public static GexiaConfig Config => new()
    {
        Vision = new() { ImageSize = 24, PatchSize = 8, Tower = tower },
        Text = new() { VocabularySize = tokenizer.VocabularySize, ContextLength = 36, Tower = tower },
        Iam = new() { Vectors = 4, Width = 32, Heads = 2 },
    };

    /// <summary>The videos: [sources, time, 3, 24, 24], normalised.</summary>
    public static Tensor Frames
    {
        get
        {
            const int size = SceneRenderer.DefaultSize, values = 3 * size * size;
            var time = Sources[0].Video.Frames.Count;
            var frames = Tensor.Zeros([Sources.Length, time, 3, size, size]);
            for (var i = 0; i < Sources.Length * time; i++)
                ClipPixels.Normalize(Sources[i / time].Video.Frames[i % time], frames.AsSpan<float>().Slice(i * values, values));
            return frames;
        }
    }

    /// <summary>Their captions: [sources, 36].</summary>
    public static TextIds Texts => TextIds.Of([.. Sources.SelectMany(source => tokenizer.EncodeForModel(source.LongText, 36, out _))], 36);

    /// <summary>A CLIP with one layer, whose weights <c>clip.safetensors</c> holds.</summary>
    public static ClipModel Clip => new(ParameterScope.Fresh(new Rng(seed: 7)), ClipSizes);

    /// <summary>Its sizes.</summary>
    public static ClipConfig ClipSizes => new() { Vision = Config.Vision, Text = Config.Text, ProjectionWidth = 32 };

    /// <summary>A model of this project or another's, opened.</summary>
    public static EmbeddingModel EmbeddingModel => EmbeddingModel.Open("clip-vit-base-patch32");

    /// <summary>Names of pictures.</summary>
    public static string[] Files => ["cat.png", "cat.jpg"];

    /// <summary>[6, 16]; of text i and video i alike.</summary>
    public static Tensor VideoEmbeddings => Tensor.Normal(new Rng(seed: 7), [6, 16]);

    /// <inheritdoc cref="VideoEmbeddings"/>
    public static Tensor TextEmbeddings => VideoEmbeddings + (0.1f * Tensor.Normal(new Rng(seed: 8), [6, 16]));

    /// <summary>20 vectors of 512 numbers, one behind the other.</summary>
    public static float[] Embeddings => Tensor.Normal(new Rng(seed: 7), [20, 512]).AsReadOnlySpan<float>().ToArray();

    /// <summary>The first of <see cref="Embeddings"/>.</summary>
    public static float[] Query => Embeddings[..512];

    /// <summary>The first two.</summary>
    public static float[] Queries => Embeddings[..1024];
}
