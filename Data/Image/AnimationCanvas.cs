using System.Runtime.InteropServices;

namespace Gexia.Data.Image;

/// <summary>What happens to a frame's area once it was shown.</summary>
internal enum FrameDisposal : byte
{
    Keep = 0,
    Clear = 1,
    Restore = 2,
}

/// <summary>Where a frame of an animation lies on the canvas, how it is drawn and how long it shows.</summary>
/// <param name="Area">Inside the canvas.</param>
/// <param name="Disposal">What becomes of the area afterwards.</param>
/// <param name="Blend">True to draw over what is there by alpha, false to replace it.</param>
/// <param name="Seconds">How long it shows, as stated by the file; <see cref="Still"/> for a picture that is no animation.</param>
/// <param name="Cleared">Red, green, blue and alpha, lowest byte first, of a cleared area.</param>
internal readonly record struct AnimationFrame(PixelBox Area, FrameDisposal Disposal, bool Blend, double Seconds, uint Cleared = 0)
{
    /// <summary>The duration of a picture that is no animation.</summary>
    public const double Still = -1;
}

/// <summary>The canvas on which the frames of an animation are drawn one over the other, row by row.</summary>
internal sealed class AnimationCanvas(int width, int height)
{
    private readonly byte[] rgba = new byte[checked(width * height * 4)]; // fully transparent black
    private byte[]? before;
    private AnimationFrame? last;

    /// <summary>Fills the whole canvas.</summary>
    /// <param name="color">Red, green, blue and alpha, lowest byte first.</param>
    public void Fill(uint color) => MemoryMarshal.Cast<byte, uint>(rgba.AsSpan()).Fill(color);

    /// <summary>Disposes of the last frame and makes ready for the next.</summary>
    public void Begin(AnimationFrame frame)
    {
        Dispose();
        // Nothing precedes the first frame, so restoring what was before it means clearing.
        if (last is null && frame.Disposal == FrameDisposal.Restore) frame = frame with { Disposal = FrameDisposal.Clear };
        if (frame.Disposal == FrameDisposal.Restore) before = Copy(frame.Area);
        last = frame;
    }

    /// <summary>Draws a part of one row of the frame.</summary>
    /// <param name="pixels">[n, 4], red first.</param>
    /// <param name="y">Row of the frame.</param>
    /// <param name="x">Column of the first pixel.</param>
    /// <param name="step">Columns from one pixel to the next: 1 but for interlaced pictures.</param>
    public void Draw(ReadOnlySpan<byte> pixels, int y, int x = 0, int step = 1)
    {
        var frame = last!.Value;
        var target = Row(frame.Area, y)[(4 * x)..];
        if (!frame.Blend && step == 1)
        {
            pixels.CopyTo(target);
            return;
        }
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var pixel = target.Slice(i * step, 4);
            if (frame.Blend) Over(pixels.Slice(i, 4), pixel);
            else pixels.Slice(i, 4).CopyTo(pixel);
        }
    }

    /// <summary>What is visible: the canvas without alpha.</summary>
    /// <param name="image">Receives it; of the canvas's size.</param>
    public void Show(RgbImage image) => DropAlpha(rgba, image.Pixels);

    /// <summary>Red, green and blue of pixels that have alpha, too.</summary>
    /// <param name="rgba">[n, 4].</param>
    /// <param name="rgb">[n, 3].</param>
    public static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }
    }

    private void Dispose()
    {
        if (last is not { } frame || frame.Disposal == FrameDisposal.Keep) return;
        var rowBytes = 4 * frame.Area.Width;
        for (var y = 0; y < frame.Area.Height; y++)
        {
            var row = Row(frame.Area, y);
            if (frame.Disposal == FrameDisposal.Restore) before.AsSpan(y * rowBytes, rowBytes).CopyTo(row);
            else MemoryMarshal.Cast<byte, uint>(row).Fill(frame.Cleared);
        }
        before = null;
    }

    private byte[] Copy(PixelBox area)
    {
        var copy = new byte[4 * area.Width * area.Height];
        for (var y = 0; y < area.Height; y++) Row(area, y).CopyTo(copy.AsSpan(4 * area.Width * y));
        return copy;
    }

    private Span<byte> Row(PixelBox area, int y) => rgba.AsSpan(((area.Top + y) * width + area.Left) * 4, area.Width * 4);

    /// <summary>
    /// The Porter–Duff "over" operator on straight alpha: α = αₛ + α_d(1 − αₛ), c = (cₛαₛ + c_d α_d(1 − αₛ)) / α, rounded.
    /// </summary>
    private static void Over(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int alpha = source[3];
        if (alpha == 0) return;
        if (alpha == 255 || target[3] == 0)
        {
            source.CopyTo(target);
            return;
        }
        var behind = target[3] * (255 - alpha); // in units of 1/255²
        var total = 255 * alpha + behind;
        for (var c = 0; c < 3; c++) target[c] = (byte)((source[c] * 255 * alpha + target[c] * behind + total / 2) / total);
        target[3] = (byte)((total + 127) / 255);
    }
}
