using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Miniature;

namespace Gexia.Training.Ablations;

/// <summary>Figures of one cell, percent.</summary>
/// <param name="Named">
/// Of a retrieval <c>t2v_r1</c>, <c>t2v_r5</c>, <c>t2v_r10</c>, <c>v2t_r1</c>, <c>v2t_r5</c>, <c>v2t_r10</c>, and <c>r1</c>, the mean of
/// both directions; of images <c>accuracy</c>.
/// </param>
internal sealed record AblationFigures(IReadOnlyList<Figure> Named)
{
    private const int Together = 50;        // items embedded at a time

    /// <summary>The value of a figure.</summary>
    /// <exception cref="InvalidOperationException">The cell has no such figure.</exception>
    public double this[string name] => Named.First(figure => figure.Name == name).Value;

    /// <summary>Measures a trained model.</summary>
    /// <param name="run">The training.</param>
    /// <param name="data">Of the same seed.</param>
    /// <param name="cell">What on, and at which #iter.</param>
    /// <param name="cancellation">Checked before every few items.</param>
    public static AblationFigures Measure(
        MiniatureTraining run, MiniatureData data, AblationCell cell, CancellationToken cancellation = default) => cell.Gallery switch
        {
            AblationGallery.Long => Of(run.Retrieve(data.TestLong, cell.Iterations, cancellation)),
            AblationGallery.Short => Of(run.Retrieve(data.TestShort, cell.Iterations, cancellation)),
            AblationGallery.Summary => Of(run.Retrieve(data.TestSummary, cell.Iterations, cancellation)),
            _ => new([new("accuracy", Accuracy(run.Model, data, cell.Iterations, cancellation))]),
        };

    private static AblationFigures Of(RetrievalResult result) => new(
    [
        new("t2v_r1", result.TextToVideo.R1), new("t2v_r5", result.TextToVideo.R5), new("t2v_r10", result.TextToVideo.R10),
        new("v2t_r1", result.VideoToText.R1), new("v2t_r5", result.VideoToText.R5), new("v2t_r10", result.VideoToText.R10),
        new("r1", (result.TextToVideo.R1 + result.VideoToText.R1) / 2),
    ]);

    // Middle frames of unseen clips among 96 classes of colour, shape and background.
    private static double Accuracy(IVideoTextModel model, MiniatureData data, Iterations iterations, CancellationToken cancellation)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var frames = new VideoTextEvaluation(model, data.Reader, Together).Embed(data.TestImages, iterations, cancellation).Videos;
        int[] ids =
        [
            .. SceneGrammar.Prompts.SelectMany(
                prompt => data.Tokenizer.EncodeForModel(prompt, MiniatureData.ShortText, out _)),
        ];
        var prompts = model.With(iterations).EncodeText(BatchTexts.Of(ids, MiniatureData.ShortText, model)).ToHost().To(DType.Float32);
        return ZeroShot.Accuracy(
            frames, prompts, [.. data.Test.SelectMany(source => source.Scenes).Select(SceneGrammar.PromptOf)]);
    }
}
