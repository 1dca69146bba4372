using System.Globalization;
using System.Numerics;

namespace Gexia.Training.Optimizers;

/// <summary>What holds for the moments of every training, and so is demanded of moments out of a file.</summary>
internal static class Moments
{
    /// <summary>Both are finite, the second is a mean of squares, and before the first step both are zero.</summary>
    /// <param name="parameter">Name, for messages.</param>
    /// <param name="mean">m.</param>
    /// <param name="square">v; a negative element would become NaN under the root, and with it the parameter.</param>
    /// <param name="steps">Updates made.</param>
    /// <exception cref="GexiaException">One of these does not hold.</exception>
    public static void Require(string parameter, Tensor mean, Tensor square, long steps)
    {
        foreach (var (kind, moment) in new[] { ("exp_avg", mean), ("exp_avg_sq", square) })
        {
            var name = $"'{kind}.{parameter}'";
            if (NonFinite.In(moment) is { } found) throw new GexiaException($"AdamW: {name} holds {found}; the state is damaged.");
            if (moment.Length == 0) continue;
            if (kind == "exp_avg_sq" && Least(moment) is var least and < 0)
                throw new GexiaException(Line(name, least, "a mean of squares is not negative"));
            if (steps == 0 && Largest(moment) is var largest and not 0)
                throw new GexiaException(Line(name, largest, $"'step.{parameter}' is 0"));
        }
    }

    private static double Least(Tensor moment) => moment.Contiguous() is var plain && plain.DType == DType.Float64
        ? Least<double>(plain.AsReadOnlySpan<double>())
        : Least<float>(plain.AsReadOnlySpan<float>());

    private static double Largest(Tensor moment) => moment.Contiguous() is var plain && plain.DType == DType.Float64
        ? Largest<double>(plain.AsReadOnlySpan<double>())
        : Largest<float>(plain.AsReadOnlySpan<float>());

    private static double Least<T>(ReadOnlySpan<T> values) where T : INumber<T>
    {
        var least = T.Zero;
        foreach (var value in values) if (value < least) least = value;
        return double.CreateChecked(least);
    }

    private static double Largest<T>(ReadOnlySpan<T> values) where T : INumber<T>
    {
        var largest = T.Zero;
        foreach (var value in values) if (T.Abs(value) > T.Abs(largest)) largest = value;
        return double.CreateChecked(largest);
    }

    private static string Line(string name, double value, string rule) =>
        string.Create(CultureInfo.InvariantCulture, $"AdamW: {name} holds {value:R}, but {rule}; the state is damaged.");
}
