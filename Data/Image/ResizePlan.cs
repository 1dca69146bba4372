namespace Gexia.Data.Image;

/// <summary>A resize worked out once and applied to many pictures of one size, computing only the wanted part of the result.</summary>
/// <remarks>
/// Two passes, as in Pillow: rows first, rounded to bytes, then columns, rounded again; a pass along which nothing changes is
/// left out. Cropping the result commutes with both, so pixels outside the wanted part are never computed. Not thread-safe:
/// it owns its scratch memory.
/// </remarks>
internal sealed class ResizePlan
{
    private readonly int sourceWidth, sourceHeight;
    private readonly PixelBox source, wanted;
    private readonly HorizontalPass? horizontal;
    private readonly BicubicCoefficients? vertical;
    private readonly int firstRow, rows;
    private readonly byte[] between, lastRow;
    private readonly int[] sums;

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
        (this.sourceWidth, this.sourceHeight, this.source, this.wanted) = (sourceWidth, sourceHeight, source, wanted);

        if (source.Height != height) this.vertical = new BicubicCoefficients(source.Height, height, wanted.Top, wanted.Height);
        (firstRow, var end) = this.vertical?.Range() ?? (wanted.Top, wanted.Top + wanted.Height);
        rows = end - firstRow;
        if (source.Width != width)
            horizontal = new HorizontalPass(new BicubicCoefficients(source.Width, width, wanted.Left, wanted.Width), source.Width);
        between = new byte[rows * wanted.Width * 3];
        lastRow = new byte[source.Width * 3 + HorizontalPass.Slack];
        this.sums = new int[wanted.Width * 3];
    }

    /// <summary>Columns of the result.</summary>
    public int Width => this.wanted.Width;

    /// <summary>Rows of the result.</summary>
    public int Height => this.wanted.Height;

    /// <summary>Whether the result is the source itself.</summary>
    public bool IsIdentity =>
        horizontal is null && this.vertical is null && this.wanted == new PixelBox(0, 0, this.sourceWidth, this.sourceHeight);

    /// <summary>Resizes one picture.</summary>
    /// <param name="pixels">[sourceHeight, sourceWidth, 3].</param>
    /// <returns>A new picture of <see cref="Width"/> × <see cref="Height"/>.</returns>
    public RgbImage Apply(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length < (long)this.sourceWidth * this.sourceHeight * 3)
            throw new ArgumentException(
                $"Resize: {this.sourceWidth}x{this.sourceHeight} needs {(long)this.sourceWidth * this.sourceHeight * 3} bytes, "
                + $"not {pixels.Length}.");
        var result = new RgbImage(Width, Height);
        var rowBytes = this.wanted.Width * 3;
        for (var y = 0; y < rows; y++)
        {
            var source = pixels[(((this.source.Top + firstRow + y) * this.sourceWidth + this.source.Left) * 3)..];
            var target = between.AsSpan(y * rowBytes, rowBytes);
            if (horizontal is null) source.Slice(this.wanted.Left * 3, rowBytes).CopyTo(target);
            else horizontal.Row(source.Length >= lastRow.Length ? source : Padded(source), target);
        }
        if (this.vertical is null) between.CopyTo(result.Pixels, 0);
        else
            for (var y = 0; y < Height; y++) VerticalRow(this.vertical, y, result.Pixels.AsSpan(y * rowBytes, rowBytes));
        return result;
    }

    /// <summary>The picture's last row with the slack that reading in vectors needs.</summary>
    private ReadOnlySpan<byte> Padded(ReadOnlySpan<byte> row)
    {
        row.CopyTo(lastRow);
        return lastRow;
    }

    /// <summary>One row of the result: the weighted sum of rows of the first pass, a whole row at a time.</summary>
    private void VerticalRow(BicubicCoefficients vertical, int y, Span<byte> target)
    {
        var sums = this.sums.AsSpan();
        sums.Fill(HorizontalPass.Half);
        for (var k = 0; k < vertical.Lengths[y]; k++)
        {
            var row = between.AsSpan((vertical.Starts[y] - firstRow + k) * target.Length, target.Length);
            FixedPoint.MultiplyAdd(row, vertical.Weights[y * vertical.Taps + k], sums);
        }
        FixedPoint.ToBytes(sums, target);
    }

    private static void Require(PixelBox box, int width, int height, string what)
    {
        if (width < 1 || height < 1 || box.Width < 1 || box.Height < 1 || box.Left < 0 || box.Top < 0
            || box.Left + (long)box.Width > width || box.Top + (long)box.Height > height)
            throw new ArgumentException(
                $"Resize: the box {box.Width}x{box.Height} at ({box.Left}, {box.Top}) must lie inside the {what} of {width}x{height}.");
    }
}
