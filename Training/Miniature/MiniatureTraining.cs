using System.Text.Json;
using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Optimizers;
using Gexia.Training.Runs;

namespace Gexia.Training.Miniature;

/// <summary>One training of the miniature: a recipe on the data that all share.</summary>
internal sealed class MiniatureTraining
{
    private readonly MiniatureOptions options;
    private readonly MiniatureData data;

    /// <summary>Builds the model, fresh.</summary>
    /// <param name="name">Such as "source"; its folder's name.</param>
    /// <param name="options">The numbers.</param>
    /// <param name="data">Shared by all trainings.</param>
    /// <param name="recipe">What is trained, and on what.</param>
    /// <param name="folder">The run's, where the recipe starts with the weights of another one; that one has to be finished.</param>
    public MiniatureTraining(
        string name, MiniatureOptions options, MiniatureData data, MiniatureRecipe recipe, RunFolder? folder = null)
    {
        (Name, this.options, this.data, Recipe) = (name, options, data, recipe);
        Config = MiniatureConfig.Of(options, recipe, folder);
        Model = RunModel.Create(
            Config.Model.For(data.Tokenizer), new Rng(options.Seed).At(0, "weights"), options.Device,
            start: folder is not { HasCheckpoint: true });
    }

    /// <summary>The same as a run's configuration: what <c>info</c>, <c>eval</c>, <c>embed</c> and <c>search</c> read.</summary>
    public RunConfig Config { get; }

    /// <summary>Such as "source".</summary>
    public string Name { get; }

    /// <summary>What is trained, and on what.</summary>
    public MiniatureRecipe Recipe { get; }

    /// <summary>The model, trained in place.</summary>
    public IVideoTextModel Model { get; }

    /// <summary>Whether steps are captured, see <see cref="TrainOptions.Capture"/>.</summary>
    public bool Capture { get; init; } = true;

    /// <summary>The model: 24×24 frames in patches of 8, width 64, two layers a tower, IAM with 8 vectors.</summary>
    public static GexiaConfig ModelConfig(int vocabulary) =>
        (GexiaConfig)MiniatureConfig.Of(new(), new(Composition.Source)).Model.WithVocabulary(vocabulary).Sizes;

    /// <summary>Trains to the end, going on from a checkpoint when there is one.</summary>
    public TrainResult Run(RunFolder folder, IProgressSink progress, CancellationToken cancellation = default)
    {
        var sets = data.TrainSets(Recipe.Composition);
        var rng = new Rng(options.Seed).At(1, "training");
        var plan = new BatchPlan(rng, [.. sets.Select(set => set.Planned(data.Reader.Source))]);
        var loader = new BatchLoader(rng, plan, sets, data.Reader, new BadVideos(BadVideoPolicy.Fail));
        if (!folder.HasCheckpoint) AtomicFolder.Write(folder.Tokenizer, data.Tokenizer.Save);
        var training = Config.Training;
        var loop = new TrainLoop<VideoTextBatch>(
            new VideoTextObjective(Model), Load,
            new AdamW(Model.Parameters, training.LearningRate, training.WeightDecay, training.Adam),        // the temperature decays, too
            training.Schedule, training.Options with { Capture = Capture }, Describe())
        { Progress = progress, SavedConfig = Config.Resolved };
        return loop.Run(folder, resume: folder.HoldsRun, cancellation);

        VideoTextBatch Load(long number, CancellationToken token)
        {
            var batch = loader.Load(number, token);
            return new(batch, training.Granularities[batch.Set].Options);
        }
    }

    /// <summary>Retrieval among one of the test sets.</summary>
    public RetrievalResult Retrieve(SampleSet set, ModelOptions options, CancellationToken cancellation = default) =>
        new VideoTextEvaluation(Model, data.Reader, batch: 50).Retrieve(set, options, cancellation: cancellation);

    /// <summary>Everything that decides the result, as JSON.</summary>
    public string Describe()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("experiment", "miniature");
            json.WriteString("composition", Recipe.ToString());
            json.WriteString("head", Recipe.MeanPooling ? "mean pooling" : "iam");
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
