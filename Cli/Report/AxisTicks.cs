using System.Globalization;

namespace Gexia.Cli.Report;

/// <summary>Round numbers for an axis: steps of 1, 2 or 5 times a power of ten that cover the data.</summary>
/// <param name="First">The lowest tick.</param>
/// <param name="Step">From tick to tick.</param>
/// <param name="Count">How many ticks, at least 2.</param>
internal readonly record struct AxisTicks(double First, double Step, int Count)
{
    public double Last => First + (Step * (Count - 1));

    public IEnumerable<double> Values
    {
        get
        {
            for (var i = 0; i < Count; i++) yield return First + (Step * i);
        }
    }

    /// <summary>About <paramref name="wanted"/> ticks around least..most, which may be equal but must be finite.</summary>
    public static AxisTicks Cover(double least, double most, int wanted = 5)
    {
        if (!(most > least))
        {
            var room = Math.Max(Math.Abs(least) * 0.1, 1e-3);
            (least, most) = (least - room, most + room);
        }
        var rough = (most - least) / wanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        var first = Math.Floor(least / step);
        var last = Math.Ceiling(most / step);
        return new AxisTicks(first * step, step, (int)(last - first) + 1);
    }

    /// <summary>A tick's label with just the decimals that the step needs.</summary>
    public string Label(double value)
    {
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(Step) - 1e-9), 0, 9);
        return Math.Round(value, decimals).ToString($"0.{new string('0', decimals)}", CultureInfo.InvariantCulture).TrimEnd('.');
    }
}
