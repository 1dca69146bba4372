namespace Gexia.Data.Image;

/// <summary>A resize worked out once and applied to many pictures of one size, computing only the wanted part of the result.</summary>
/// <remarks>
/// Two passes, as in Pillow: rows first, rounded to bytes, then columns, rounded again; a pass along which nothing changes is
/// left out. Cropping the result commutes with both, so pixels outside the wanted part are never computed. Not thread-safe:
/// it owns its scratch memory.
/// </remarks>
internal sealed class ResizePlan
{
    private readonly int _sourceWidth, _sourceHeight;
    private readonly PixelBox _source, _wanted;
    private readonly HorizontalPass? _horizontal;
    private readonly BicubicCoefficients? _vertical;
    private readonly int _firstRow, _rows;
    private readonly byte[] _between, _lastRow;
    private readonly int[] _sums;

    /// <summary>Prepares a resize.</summary>
    /// <param name="sourceWidth">Columns of the pictures to come.</param>
    /// <param name="sourceHeight">Their rows.</param>
    /// <param name="source">The part of them that is scaled.</param>
    /// <param name="width">Columns of the whole result.</param>
    /// <param name="height">Rows of the whole result.</param>
    /// <param name="wanted">The part of the result that is computed.</param>
    /// <exception cref="ArgumentException">A size is below 1 or a box lies outside its picture.</exception>
    public ResizePlan(int sourceWidth, int sourceHeight, PixelBox source, int width, int height, PixelBox wanted)
    {
        Require(source, sourceWidth, sourceHeight, "source");
        Require(wanted, width, height, "result");
        (_sourceWidth, _sourceHeight, _source, _wanted) = (sourceWidth, sourceHeight, source, wanted);

        if (source.Height != height) _vertical = new BicubicCoefficients(source.Height, height, wanted.Top, wanted.Height);
        (_firstRow, var end) = _vertical?.Range() ?? (wanted.Top, wanted.Top + wanted.Height);
        _rows = end - _firstRow;
        if (source.Width != width)
            _horizontal = new HorizontalPass(new BicubicCoefficients(source.Width, width, wanted.Left, wanted.Width), source.Width);
        _between = new byte[_rows * wanted.Width * 3];
        _lastRow = new byte[source.Width * 3 + HorizontalPass.Slack];
        _sums = new int[wanted.Width * 3];
    }

    /// <summary>Columns of the result.</summary>
    public int Width => _wanted.Width;

    /// <summary>Rows of the result.</summary>
    public int Height => _wanted.Height;

    /// <summary>Whether the result is the source itself.</summary>
    public bool IsIdentity => _horizontal is null && _vertical is null && _wanted == new PixelBox(0, 0, _sourceWidth, _sourceHeight);

    /// <summary>Resizes one picture.</summary>
    /// <param name="pixels">[sourceHeight, sourceWidth, 3].</param>
    /// <returns>A new picture of <see cref="Width"/> × <see cref="Height"/>.</returns>
    public RgbImage Apply(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length < (long)_sourceWidth * _sourceHeight * 3)
            throw new ArgumentException($"Resize: {_sourceWidth}x{_sourceHeight} needs {(long)_sourceWidth * _sourceHeight * 3} bytes, not {pixels.Length}.");
        var result = new RgbImage(Width, Height);
        var rowBytes = _wanted.Width * 3;
        for (var y = 0; y < _rows; y++)
        {
            var source = pixels[(((_source.Top + _firstRow + y) * _sourceWidth + _source.Left) * 3)..];
            var target = _between.AsSpan(y * rowBytes, rowBytes);
            if (_horizontal is null) source.Slice(_wanted.Left * 3, rowBytes).CopyTo(target);
            else _horizontal.Row(source.Length >= _lastRow.Length ? source : Padded(source), target);
        }
        if (_vertical is null) _between.CopyTo(result.Pixels, 0);
        else
            for (var y = 0; y < Height; y++) VerticalRow(_vertical, y, result.Pixels.AsSpan(y * rowBytes, rowBytes));
        return result;
    }

    /// <summary>The picture's last row with the slack that reading in vectors needs.</summary>
    private ReadOnlySpan<byte> Padded(ReadOnlySpan<byte> row)
    {
        row.CopyTo(_lastRow);
        return _lastRow;
    }

    /// <summary>One row of the result: the weighted sum of rows of the first pass, a whole row at a time.</summary>
    private void VerticalRow(BicubicCoefficients vertical, int y, Span<byte> target)
    {
        var sums = _sums.AsSpan();
        sums.Fill(HorizontalPass.Half);
        for (var k = 0; k < vertical.Lengths[y]; k++)
        {
            var row = _between.AsSpan((vertical.Starts[y] - _firstRow + k) * target.Length, target.Length);
            FixedPoint.MultiplyAdd(row, vertical.Weights[y * vertical.Taps + k], sums);
        }
        FixedPoint.ToBytes(sums, target);
    }

    private static void Require(PixelBox box, int width, int height, string what)
    {
        if (width < 1 || height < 1 || box.Width < 1 || box.Height < 1 || box.Left < 0 || box.Top < 0
            || box.Left + (long)box.Width > width || box.Top + (long)box.Height > height)
            throw new ArgumentException($"Resize: the box {box.Width}x{box.Height} at ({box.Left}, {box.Top}) must lie inside the {what} of {width}x{height}.");
    }
}
