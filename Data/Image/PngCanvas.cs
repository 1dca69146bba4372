namespace Gexia.Data.Image;

/// <summary>The canvas on which the frames of an animated PNG are drawn one over the other.</summary>
internal sealed class PngCanvas(int width, int height)
{
    private readonly byte[] rgba = new byte[checked(width * height * 4)]; // fully transparent black
    private byte[]? before;
    private PngFrameControl? last;

    /// <summary>Disposes of the last frame, draws the next and returns what is visible.</summary>
    public RgbImage Draw(ReadOnlySpan<byte> rgba, PngFrameControl control)
    {
        Dispose();
        // Nothing precedes the first frame, so restoring what was before it means clearing (APNG specification).
        if (this.last is null && control.Dispose == PngDispose.Restore) control = control with { Dispose = PngDispose.Clear };
        if (control.Dispose == PngDispose.Restore) before = (byte[])this.rgba.Clone();

        for (var y = 0; y < control.Height; y++)
        {
            var source = rgba.Slice(y * control.Width * 4, control.Width * 4);
            var target = Row(control, y);
            if (!control.Blend) source.CopyTo(target);
            else
                for (var x = 0; x < source.Length; x += 4) Over(source.Slice(x, 4), target.Slice(x, 4));
        }
        this.last = control;
        return new RgbImage(width, height, Png.DropAlpha(this.rgba));
    }

    private void Dispose()
    {
        if (this.last is not { } last || last.Dispose == PngDispose.Keep) return;
        if (last.Dispose == PngDispose.Restore) before!.CopyTo(this.rgba, 0);
        else
            for (var y = 0; y < last.Height; y++) Row(last, y).Clear();
    }

    private Span<byte> Row(PngFrameControl area, int y) => this.rgba.AsSpan(((area.Y + y) * width + area.X) * 4, area.Width * 4);

    /// <summary>The Porter–Duff "over" operator on straight alpha: α = αₛ + α_d(1 − αₛ), c = (cₛαₛ + c_d α_d(1 − αₛ)) / α, rounded.</summary>
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
