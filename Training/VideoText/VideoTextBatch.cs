using Gexia.Data.Loading;
using Gexia.Models;

namespace Gexia.Training;

/// <summary>A batch, and how the model is asked about it.</summary>
/// <param name="Data">Frames and ids.</param>
/// <param name="Options">Of the batch's granularity, such as #iter.</param>
internal sealed record VideoTextBatch(Batch Data, ModelOptions Options);
