using Gexia.Models;

namespace Gexia.Training;

/// <summary>Inputs that batches of one shape are written into.</summary>
internal abstract class BatchInputs : VideoTextInputs
{
    /// <summary>Writes a batch.</summary>
    public abstract void Write(VideoTextBatch batch);
}
