using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Training.Config;
using Gexia.Training.Tasks.Features;

namespace Gexia.Training.Tasks;

/// <summary>What the heads of a task share.</summary>
/// <param name="Config">The whole configuration.</param>
/// <param name="Task">Its section for the task.</param>
/// <param name="Tokenizer">Texts to ids.</param>
/// <param name="TrainReader">Reads videos and texts by the rule of training, with a crop where there is one.</param>
/// <param name="TestReader">Reads them by the rule of testing.</param>
/// <param name="Bad">Videos that cannot be read.</param>
/// <param name="BadPairs">What does not lie on its video.</param>
/// <param name="Features">Where features of a model that stays as it is are kept.</param>
internal sealed record TaskContext(
    RunConfig Config, TaskConfig Task, ITokenizer Tokenizer, SampleReader TrainReader, SampleReader TestReader, BadVideos Bad,
    BadPairs BadPairs, FeatureStore Features)
{
    /// <summary>Is told how far the reading and encoding of videos is.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Random numbers of a use.</summary>
    public Rng Random(string use) => new Rng(Config.Seed).At(0, use);

    /// <summary>The numbers of the loop.</summary>
    public TrainOptions Options => Config.Training.Options with
    {
        PrefetchAhead = Config.Data.PrefetchAhead,
        PrefetchWorkers = Config.Data.PrefetchWorkers
    };
}
