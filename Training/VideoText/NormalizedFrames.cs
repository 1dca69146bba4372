using System.Numerics;
using Gexia.Cpu;
using Gexia.Data.Image;
using Gexia.Gpu;

namespace Gexia.Training;

/// <summary>
/// Frames as they lie in a batch become what a model takes, where it lives: of colour c, y = (x/255 − mean[c])/deviation[c], a plane for
/// each colour (<see cref="ClipPixels"/>). So a quarter of the bytes travel to a device, and the processor computes nothing.
/// </summary>
/// <param name="bytes">Contiguous [frames·size·size·3], int8, but meant as 0..255.</param>
/// <param name="planes">Contiguous [frames·3·size·size] float32.</param>
/// <param name="pixels">Of a frame.</param>
internal readonly struct NormalizedFrames(Tensor bytes, Tensor planes, int pixels) : IKernel, ICpuKernel
{
    public Operands Operands => new([bytes], [planes]);

    /// <summary>Normalises frames.</summary>
    /// <param name="bytes">[…, size, size, 3].</param>
    /// <param name="shape">Of the result: […, 3, size, size].</param>
    public static Tensor Of(Tensor bytes, Shape shape)
    {
        var planes = bytes.NewEmpty(shape, DType.Float32);
        planes.Device.Run(new NormalizedFrames(bytes, planes, shape[^1] * shape[^2]));
        return planes;
    }

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, bytes.Length / (3L * Math.Max(1, pixels)), grain: 1);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
    {
        var all = checked((int)(bytes.Length / 3));
        gpu.Run(new NormalizedFramesBody(all, new(pixels)), MapGrid.Groups(all));
        return true;
    }

    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var length = 3 * pixels;
        for (var frame = (int)from; frame < to; frame++)
            ClipPixels.Normalize(bytes.Bytes.Slice(frame * length, length), planes.Elements<float>().Slice(frame * length, length));
    }
}

/// <summary>A thread a pixel: neighbouring threads write neighbouring elements of each plane.</summary>
/// <param name="count">Pixels of all frames.</param>
/// <param name="frame">The axis of a frame's pixels.</param>
internal readonly struct NormalizedFramesBody(int count, GridAxis frame) : IGpuBody
{
    private readonly float red = ClipPixels.Mean[0], green = ClipPixels.Mean[1], blue = ClipPixels.Mean[2];
    private readonly float redDeviation = ClipPixels.Deviation[0], greenDeviation = ClipPixels.Deviation[1],
        blueDeviation = ClipPixels.Deviation[2];

    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView bytes = operands[0], planes = operands[1];
        var pixel = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (pixel >= count) return;
        var number = frame.Step(new(pixel, 0, 0, 0, 0)).Rest;
        var place = (2 * number * frame.Extent) + pixel;            // in the plane of red: 3·number·pixels + (pixel − number·pixels)
        planes[place] = Normalized(bytes.At<sbyte>(3 * pixel), red, redDeviation);
        planes[place + frame.Extent] = Normalized(bytes.At<sbyte>((3 * pixel) + 1), green, greenDeviation);
        planes[place + (2 * frame.Extent)] = Normalized(bytes.At<sbyte>((3 * pixel) + 2), blue, blueDeviation);
    }

    private static float Normalized(sbyte value, float mean, float deviation) => (((value & 255) / 255f) - mean) / deviation;
}
