using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>Brings the frames of one video to one geometry, with the resize worked out once. Not thread-safe.</summary>
internal sealed class FrameScaler(FrameGeometry geometry)
{
    private (int Width, int Height)? _target;
    private (int Width, int Height) _source;
    private ResizePlan? _plan;

    /// <summary>Scales one frame.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">[height, width, 3]; not kept.</param>
    /// <returns>A new picture, of the same size for every frame.</returns>
    public RgbImage Scale(int width, int height, ReadOnlySpan<byte> pixels)
    {
        if (_target is null || _source != (width, height))
        {
            _source = (width, height);
            _plan = geometry.Plan(width, height);
            var natural = _plan is null ? _source : (_plan.Width, _plan.Height);
            _target ??= natural;
            // A stream may change its size on the way; the first frame decides.
            if (natural != _target)
                _plan = new ResizePlan(width, height, new PixelBox(0, 0, width, height), _target.Value.Width, _target.Value.Height,
                    new PixelBox(0, 0, _target.Value.Width, _target.Value.Height));
        }
        return _plan?.Apply(pixels) ?? new RgbImage(width, height, pixels[..(width * height * 3)].ToArray());
    }
}
