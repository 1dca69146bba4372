using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Search.Windows;

/// <summary>
/// Looks at every frame of a decode and keeps, scaled, the first of each slot of time: no more than windows are sampled from.
/// </summary>
/// <param name="rate">Slots a second.</param>
/// <param name="memory">Bytes of frames in memory.</param>
internal sealed class FrameThinning(double rate, long memory) : IFrameVisitor, IDisposable
{
    private double slot = double.NegativeInfinity;

    /// <summary>What each frame looks like from afar.</summary>
    public List<byte[]> Signatures { get; } = [];

    /// <summary>Positions of the kept frames.</summary>
    public List<int> Kept { get; } = [];

    /// <summary>The kept frames.</summary>
    public FrameSpool Frames { get; } = new(memory);

    public bool Wants(in PassingFrame frame)
    {
        Signatures.Add(FrameSignature.Of(frame.Width, frame.Height, frame.Pixels));
        var own = Math.Floor((frame.Seconds * rate) + 1e-6);
        if (own <= slot) return false;
        slot = own;
        Kept.Add(frame.Index);
        return true;
    }

    public void Take(RgbImage frame) => Frames.Add(frame);

    public void Dispose() => Frames.Dispose();
}
