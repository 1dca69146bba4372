namespace Gexia.Data.Image;

/// <summary>The seven passes of an interlaced PNG: pass p holds the pixels (X + i·StepX, Y + j·StepY).</summary>
internal static class Adam7
{
    public readonly record struct Pass(int X, int Y, int StepX, int StepY)
    {
        public int Columns(int width) => width <= X ? 0 : (width - X + StepX - 1) / StepX;

        public int Rows(int height) => height <= Y ? 0 : (height - Y + StepY - 1) / StepY;
    }

    public static readonly Pass[] Passes =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>A picture that is not interlaced, as one pass.</summary>
    public static readonly Pass[] Whole = [new(0, 0, 1, 1)];
}
