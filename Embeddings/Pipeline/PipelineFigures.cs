using System.Diagnostics;

namespace Gexia.Embeddings.Pipeline;

/// <summary>What a pipeline has done so far and how long its encoder, the thread that runs the model, went without data.</summary>
public sealed class PipelineFigures
{
    private readonly long begun = Stopwatch.GetTimestamp();

    /// <summary>Frames that went through the model; a picture is one.</summary>
    public long Frames { get; internal set; }

    /// <summary>Since the pipeline began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(begun);

    /// <summary>Of that, how long the encoder waited on its queue.</summary>
    public TimeSpan Waited { get; internal set; }

    /// <summary><see cref="Waited"/> ÷ <see cref="Elapsed"/>, 0..1.</summary>
    public double WaitingShare => Math.Clamp(Waited / Elapsed, 0, 1);

    /// <summary>Frames ÷ seconds.</summary>
    public double FramesPerSecond => Frames / Elapsed.TotalSeconds;
}
