using System.Text.Json;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training.Evaluation;
using Gexia.Training.Optimizers;

namespace Gexia.Training.Miniature;

/// <summary>One training of the miniature: a composition of data, and GEXIA or mean pooling on the same towers.</summary>
public sealed class MiniatureTraining
{
    private readonly MiniatureOptions options;
    private readonly MiniatureData data;

    /// <summary>Builds the model, fresh.</summary>
    /// <param name="name">Such as "source"; its folder's name.</param>
    /// <param name="options">The numbers.</param>
    /// <param name="data">Shared by all trainings.</param>
    /// <param name="composition">What it sees.</param>
    /// <param name="meanPooling">CLIP4Clip's head instead of the IAM.</param>
    public MiniatureTraining(string name, MiniatureOptions options, MiniatureData data, Composition composition, bool meanPooling = false)
    {
        (Name, this.options, this.data, Composition, IsMeanPooling) = (name, options, data, composition, meanPooling);
        var scope = ParameterScope.Fresh(new Rng(options.Seed).At(0, "weights"));
        var config = ModelConfig(data.Tokenizer.VocabularySize);
        Model = meanPooling
            ? new MeanPooling(scope, new ClipConfig { Vision = config.Vision, Text = config.Text, ProjectionWidth = config.Iam.Width })
            : new GexiaModel(scope, config);
    }

    /// <summary>Such as "source".</summary>
    public string Name { get; }

    /// <summary>What it sees.</summary>
    public Composition Composition { get; }

    /// <summary>Whether the head is CLIP4Clip's.</summary>
    public bool IsMeanPooling { get; }

    /// <summary>The model, trained in place.</summary>
    public IVideoTextModel Model { get; }

    /// <summary>Whether steps are captured, see <see cref="TrainOptions.Capture"/>.</summary>
    public bool Capture { get; init; } = true;

    /// <summary>#iter by granularity (spec §6): SVST 1–1, LVLT 3–3, LVST 3–1.</summary>
    public static IReadOnlyDictionary<string, Iterations> Policy { get; } = new Dictionary<string, Iterations>
    {
        ["SVST"] = new(1, 1), ["LVLT"] = new(3, 3), ["LVST"] = new(3, 1),
    };

    /// <summary>The model of spec §12.3: 24×24 frames in patches of 8, width 64, two layers a tower, IAM with 8 vectors.</summary>
    public static GexiaConfig ModelConfig(int vocabulary)
    {
        var tower = new TowerConfig { Width = 64, Layers = 2, Heads = 4, Activation = Activation.Gelu };
        return new GexiaConfig
        {
            Vision = new() { ImageSize = 24, PatchSize = 8, Tower = tower },
            Text = new() { VocabularySize = vocabulary, ContextLength = MiniatureData.LongText, Tower = tower },
            Iam = new() { Vectors = 8, Width = 64, Heads = 4, MlpRatio = 2 },
        };
    }

    /// <summary>Trains to the end, going on from a checkpoint when there is one.</summary>
    public TrainResult Run(RunFolder folder, IProgressSink progress, CancellationToken cancellation = default)
    {
        var sets = data.TrainSets(Composition);
        var rng = new Rng(options.Seed).At(1, "training");
        var plan = new BatchPlan(rng, [.. sets.Select(set => set.Planned(data.Reader.Source))]);
        var loader = new BatchLoader(rng, plan, sets, data.Reader, new BadVideos(BadVideoPolicy.Fail));
        var loop = new TrainLoop<Batch>(
            new VideoTextObjective(Model, Policy), loader.Load,
            new AdamW(Model.Parameters, options.LearningRate, options.WeightDecay, new AdamWConfig(Epsilon: 1e-8)),
            new WarmupTimesCosine(options.Warmup, options.Steps),
            new TrainOptions { Steps = options.Steps, SaveEvery = 200, Capture = Capture }, Describe())
        { Progress = progress };
        return loop.Run(folder, resume: folder.HoldsRun, cancellation);
    }

    /// <summary>Retrieval among one of the test sets.</summary>
    public RetrievalResult Retrieve(SampleSet set, Iterations iterations, CancellationToken cancellation = default) =>
        new VideoTextEvaluation(Model, data.Reader, batch: 50).Retrieve(set, iterations, cancellation: cancellation);

    /// <summary>Everything that decides the result, as JSON.</summary>
    public string Describe()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("experiment", "miniature");
            json.WriteString("composition", Composition.ToString().ToLowerInvariant());
            json.WriteString("head", IsMeanPooling ? "mean pooling" : "iam");
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("steps", options.Steps);
            json.WriteNumber("train_sources", options.TrainSources);
            json.WriteNumber("test_sources", options.TestSources);
            json.WriteNumber("batch", options.Batch);
            json.WriteNumber("learning_rate", options.LearningRate);
            json.WriteNumber("warmup", options.Warmup);
            json.WriteNumber("weight_decay", options.WeightDecay);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
