namespace Gexia.Data.Image.Formats;

/// <summary>
/// From the samples of a JPEG picture's three colours to red, green and blue, in the integer arithmetic of libjpeg, which Pillow uses.
/// </summary>
/// <remarks>
/// ImageSharp 2.1.13 repeats colours that are stored at half size; libjpeg puts each new sample ¾ and ¼ of the way between two old ones. In
/// noise that is a mean difference of 13 of 255. So ImageSharp is asked for the samples as they are, every stored one repeated, and the
/// stored ones are found among them. Y, Cb, Cr become R = Y + 1.402 Cr, G = Y − 0.34414 Cb − 0.71414 Cr, B = Y + 1.772 Cb
/// (JFIF 1.02; Cb and Cr less 128), with factors of 16 fractional bits.
/// </remarks>
internal static class JpegColor
{
    private const int Half = 1 << 15;
    private const int RedOfCr = 91881, GreenOfCb = -22554, GreenOfCr = -46802, BlueOfCb = 116130;     // round(factor · 2¹⁶)

    /// <summary>Converts a picture in place, row by row.</summary>
    /// <param name="image">Three samples a pixel, colours of less than full size repeated.</param>
    /// <param name="colors">The three colours.</param>
    /// <param name="isYCbCr">Whether they are Y, Cb and Cr; else red, green and blue.</param>
    /// <param name="source">For the clock.</param>
    public static void Convert(RgbImage image, IReadOnlyList<JpegComponent> colors, bool isYCbCr, PictureSource source)
    {
        var (most, mostRows) = (colors.Max(color => color.Horizontal), colors.Max(color => color.Vertical));
        var planes = new Plane[3];
        for (var c = 0; c < 3; c++) planes[c] = new Plane(image, c, most / colors[c].Horizontal, mostRows / colors[c].Vertical);
        if (!isYCbCr && planes.All(plane => plane.IsFull)) return;
        var (first, second, third) = (planes[0].Row, planes[1].Row, planes[2].Row);
        for (var y = 0; y < image.Height; y++)
        {
            if (y % 64 == 0) source.Check();
            foreach (var plane in planes) plane.MakeRow(y);
            var pixels = image.Pixels.AsSpan(3 * image.Width * y, 3 * image.Width);
            for (int x = 0, to = 0; x < image.Width; x++, to += 3)
            {
                if (isYCbCr)
                {
                    var (luma, cb, cr) = ((int)first[x], second[x] - 128, third[x] - 128);
                    pixels[to] = Byte(luma + (((RedOfCr * cr) + Half) >> 16));
                    pixels[to + 1] = Byte(luma + (((GreenOfCb * cb) + (GreenOfCr * cr) + Half) >> 16));
                    pixels[to + 2] = Byte(luma + (((BlueOfCb * cb) + Half) >> 16));
                }
                else (pixels[to], pixels[to + 1], pixels[to + 2]) = (first[x], second[x], third[x]);
            }
        }
    }

    private static byte Byte(int value) => (byte)Math.Clamp(value, 0, 255);

    /// <summary>One colour: the stored rows around the current one, read before the picture's rows are written over.</summary>
    private sealed class Plane
    {
        private readonly RgbImage image;
        private readonly int color, across, down, columns, rows;
        private readonly int[] sums;
        private byte[] above, current, below;
        private int at;

        public Plane(RgbImage image, int color, int across, int down)
        {
            (this.image, this.color, this.across, this.down) = (image, color, across, down);
            (columns, rows) = ((image.Width + across - 1) / across, (image.Height + down - 1) / down);
            (above, current, below, sums, Row) =
                (new byte[columns], new byte[columns], new byte[columns], new int[columns], new byte[columns * across]);
            Load(0, current);
            current.CopyTo(above, 0);
            Load(Math.Min(1, rows - 1), below);
        }

        /// <summary>Whether every sample is stored.</summary>
        public bool IsFull => across == 1 && down == 1;

        /// <summary>The row that was made last; may have samples beyond the picture's width.</summary>
        public byte[] Row { get; }

        public void MakeRow(int y)
        {
            if (y / down != at)
            {
                at = y / down;
                (above, current, below) = (current, below, above);
                Load(Math.Min(at + 1, rows - 1), below);
            }
            var (upper, near) = (y % down == 0, y % down == 0 ? above : below);
            if (down == 2 && across == 1)
                for (var x = 0; x < columns; x++) Row[x] = (byte)(((3 * current[x]) + near[x] + (upper ? 1 : 2)) >> 2);
            else if (across == 2 && down <= 2 && columns > 2)
            {
                for (var x = 0; x < columns; x++) sums[x] = down == 2 ? (3 * current[x]) + near[x] : current[x];
                Spread(down == 2 ? 4 : 2, down == 2 ? 8 : 1, down == 2 ? 7 : 2);
            }
            else
                for (var x = 0; x < Row.Length; x++) Row[x] = current[x / across];
        }

        /// <summary>Twice as many samples: ¾ of the nearer and ¼ of the other, rounded down and up in turn.</summary>
        private void Spread(int shift, int left, int right)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = sums[x];
                Row[2 * x] = (byte)(((3 * sum) + sums[Math.Max(x - 1, 0)] + left) >> shift);
                Row[(2 * x) + 1] = (byte)(((3 * sum) + sums[Math.Min(x + 1, columns - 1)] + right) >> shift);
            }
        }

        private void Load(int row, byte[] samples)
        {
            var from = (3 * image.Width * row * down) + color;
            for (var x = 0; x < columns; x++) samples[x] = image.Pixels[from + (3 * across * x)];
        }
    }
}
