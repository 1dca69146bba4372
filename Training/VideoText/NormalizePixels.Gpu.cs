using System.Runtime.CompilerServices;
using Gexia.Data.Image;
using Gexia.Gpu;

namespace Gexia.Training;

internal readonly partial struct NormalizePixels
{
    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, y.DType);

    public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
    {
        if (y.Length == 0) return;
        var colours = new Colours(ClipPixels.Mean, ClipPixels.Deviation);
        if ((area & 3) == 0 && (x.Layout.Offset & 3) == 0 && Stored.IsAligned(y))
        {
            var fours = checked(frames * (area >> 2));
            gpu.Run(new NormalizeFoursBody<TStored>(fours, area >> 2, new(area >> 2), colours), MapGrid.Groups(fours));
        }
        else
        {
            var pixels = checked(frames * area);
            gpu.Run(new NormalizeBody<TStored>(pixels, area, new(area), colours), MapGrid.Groups(pixels));
        }
    }
}

/// <summary>Mean and deviation of red, green and blue.</summary>
internal readonly struct Colours(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
{
    private readonly float red = mean[0], green = mean[1], blue = mean[2];
    private readonly float redDeviation = deviation[0], greenDeviation = deviation[1], blueDeviation = deviation[2];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Red(uint bits) => Normalized(bits, red, redDeviation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Green(uint bits) => Normalized(bits, green, greenDeviation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Blue(uint bits) => Normalized(bits, blue, blueDeviation);

    // Of the lowest byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Normalized(uint bits, float mean, float deviation)
    {
        var value = (float)(int)(bits & 255u) / 255f;
        return (value - mean) / deviation;
    }
}

/// <summary>Four pixels a thread: 12 bytes become a four of each plane.</summary>
internal readonly struct NormalizeFoursBody<TStored>(int fours, int foursOfPlane, GridAxis planes, Colours colours) : IGpuBody
    where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= fours) return;
        var frame = planes.Step(new(i, 0, 0, 0, 0)).Rest;
        // Bytes r₀ g₀ b₀ r₁, g₁ b₁ r₂ g₂, b₂ r₃ g₃ b₃, the first lowest.
        uint first = x.At<uint>(3 * i), second = x.At<uint>((3 * i) + 1), third = x.At<uint>((3 * i) + 2);
        var to = i + (2 * frame * foursOfPlane);
        TStored.Store4(
            y, to, new(colours.Red(first), colours.Red(first >> 24), colours.Red(second >> 16), colours.Red(third >> 8)));
        TStored.Store4(
            y, to + foursOfPlane,
            new(colours.Green(first >> 8), colours.Green(second), colours.Green(second >> 24), colours.Green(third >> 16)));
        TStored.Store4(
            y, to + (2 * foursOfPlane),
            new(colours.Blue(first >> 16), colours.Blue(second >> 8), colours.Blue(third), colours.Blue(third >> 24)));
    }
}

/// <summary>A pixel a thread.</summary>
internal readonly struct NormalizeBody<TStored>(int pixels, int area, GridAxis planes, Colours colours) : IGpuBody
    where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= pixels) return;
        var frame = planes.Step(new(i, 0, 0, 0, 0)).Rest;
        var to = i + (2 * frame * area);
        TStored.Store(y, to, colours.Red(x.At<byte>(3 * i)));
        TStored.Store(y, to + area, colours.Green(x.At<byte>((3 * i) + 1)));
        TStored.Store(y, to + (2 * area), colours.Blue(x.At<byte>((3 * i) + 2)));
    }
}
