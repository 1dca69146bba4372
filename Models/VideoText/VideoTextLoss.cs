namespace Gexia.Models;

/// <summary>
/// The loss of a batch of videos and texts, written once: how the batch came into memory, and whether the step is
/// captured, is not its concern.
/// </summary>
/// <param name="model">Asked with the batch's options.</param>
/// <param name="inputs">The batch.</param>
internal delegate StepLoss VideoTextLoss(IVideoTextModel model, VideoTextInputs inputs);
