using Gexia.Models;
using Gexia.Planning;

namespace Gexia.Training.Analysis;

/// <summary>A forward pass on a device that holds no numbers: what it multiplies and what memory it takes, without doing it.</summary>
/// <param name="MultiplyAdds">Of all its products.</param>
/// <param name="PeakBytes">Of its tensors, those that it is given among them; without weights.</param>
internal sealed record PlannedForward(long MultiplyAdds, long PeakBytes)
{
    /// <summary>Embedding videos.</summary>
    /// <param name="config">Sizes of the model; its vocabulary is settled.</param>
    /// <param name="options">How it is asked, such as #iter.</param>
    /// <param name="videos">Of the batch.</param>
    /// <param name="frames">Of a video.</param>
    public static PlannedForward OfVideos(VideoTextConfig config, ModelOptions options, int videos, int frames) =>
        Of(config, options, (model, device) => model.EncodeVideo(
            Tensor.Empty([videos, frames, 3, config.Vision.ImageSize, config.Vision.ImageSize], device: device)));

    /// <summary>Embedding texts of the whole context.</summary>
    /// <param name="config">Sizes of the model; its vocabulary is settled.</param>
    /// <param name="options">How it is asked, such as #iter.</param>
    /// <param name="texts">Of the batch.</param>
    public static PlannedForward OfTexts(VideoTextConfig config, ModelOptions options, int texts) =>
        Of(config, options, (model, _) => model.EncodeText(
            BatchTexts.Unwritten(texts, 1, config.Text.ContextLength, model, InputMemory.OfScope)));

    private static PlannedForward Of(VideoTextConfig config, ModelOptions options, Func<IVideoTextModel, Device, Tensor> run)
    {
        using var pause = Graph.NoGradient();
        var device = new PlanningDevice();
        var model = config.Build(ParameterScope.Fresh(new Rng(0), device: device)).With(options);
        var before = device.MultiplyAdds;
        using var scope = TensorScope.Begin();
        run(model, device);
        return new(device.MultiplyAdds - before, scope.PeakBytes);
    }
}
