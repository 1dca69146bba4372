using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia;

public sealed partial class Tensor
{
    /// <summary>Memory that is not cleared, for what a kernel will fill: every element must be written before it is read.</summary>
    /// <param name="shape">Extents of the axes.</param>
    /// <param name="type">What an element is.</param>
    /// <param name="device">Where it lives; null for <see cref="Device.Default"/>. The same holds for every way to make a tensor.</param>
    public static Tensor Empty(Shape shape, DType type = DType.Float32, Device? device = null) =>
        new((device ?? Device.Default).Allocate(checked(shape.Length * type.Size())), Layout.Contiguous(shape), type);

    /// <summary>
    /// As <see cref="Empty"/>, on this tensor's device and, unless another is given, of its dtype: PyTorch's <c>new_empty</c>.
    /// </summary>
    public Tensor NewEmpty(Shape shape, DType? type = null) => Empty(shape, type ?? DType, Device);

    /// <summary>
    /// As <see cref="Zeros"/>, on this tensor's device and, unless another is given, of its dtype: PyTorch's <c>new_zeros</c>.
    /// </summary>
    public Tensor NewZeros(Shape shape, DType? type = null) => Zeros(shape, type ?? DType, Device);

    /// <summary>All zeros.</summary>
    public static Tensor Zeros(Shape shape, DType type = DType.Float32, Device? device = null)
    {
        var tensor = Empty(shape, type, device);
        Scalars.Clear(tensor);
        return tensor;
    }

    /// <summary>As <see cref="Empty"/>, but belongs to no scope: for what outlives steps, such as their inputs.</summary>
    internal static Tensor Lasting(Shape shape, DType type = DType.Float32, Device? device = null)
    {
        using var outside = TensorScope.Suspend();
        return Empty(shape, type, device);
    }

    /// <summary>All ones.</summary>
    public static Tensor Ones(Shape shape, DType type = DType.Float32, Device? device = null) => Full(shape, 1, type, device);

    /// <summary>One value everywhere.</summary>
    public static Tensor Full(Shape shape, double value, DType type = DType.Float32, Device? device = null)
    {
        var tensor = Empty(shape, type, device);
        Scalars.Fill(tensor, value);
        return tensor;
    }

    /// <summary>A scalar.</summary>
    public static Tensor Scalar(double value, DType type = DType.Float32, Device? device = null) => Full(Shape.Scalar, value, type, device);

    /// <summary>Copies values in row-major order.</summary>
    /// <remarks>While a step is captured, the values become a constant of it: they are the same whenever it runs again.</remarks>
    /// <exception cref="ShapeException">The number of values is not the shape's length.</exception>
    public static Tensor Of<T>(ReadOnlySpan<T> values, Shape shape, Device? device = null) where T : unmanaged
    {
        if (values.Length != shape.Length)
            throw new ShapeException("Tensor.Of", $"{values.Length} values do not fill {shape} ({shape.Length} elements).", shape);
        var type = DTypeFacts.Of<T>();
        var tensor = Recording.Current is null ? Empty(shape, type, device) : Lasting(shape, type, device);
        if (tensor.Device.HoldsNumbers) tensor.Storage.Write(0, MemoryMarshal.AsBytes(values));
        return tensor;
    }

    /// <summary>Copies values in row-major order.</summary>
    public static Tensor Of<T>(T[] values, Shape shape, Device? device = null)
        where T : unmanaged => Of((ReadOnlySpan<T>)values, shape, device);

    /// <summary>A vector.</summary>
    public static Tensor Of<T>(params T[] values) where T : unmanaged => Of((ReadOnlySpan<T>)values, [values.Length]);

    /// <summary>A matrix [rows, columns].</summary>
    public static Tensor Of<T>(T[,] values) where T : unmanaged => Of([.. values.Cast<T>()], [values.GetLength(0), values.GetLength(1)]);

    /// <summary>Independent standard-normal numbers times <paramref name="deviation"/>.</summary>
    public static Tensor Normal(Rng rng, Shape shape, double deviation = 1, DType type = DType.Float32, Device? device = null) =>
        Draw(shape, type, device, () => deviation * rng.NextNormal());

    /// <summary>Independent uniform numbers in [low, high).</summary>
    public static Tensor Uniform(
        Rng rng, Shape shape, double low = 0, double high = 1, DType type = DType.Float32, Device? device = null) =>
        Draw(shape, type, device, () => rng.NextDouble(low, high));

    /// <summary>Normal numbers of the given deviation, drawn again while farther than two deviations from zero.</summary>
    public static Tensor TruncatedNormal(Rng rng, Shape shape, double deviation, DType type = DType.Float32, Device? device = null) =>
        Draw(shape, type, device, () =>
        {
            double x;
            do x = rng.NextNormal();
            while (Math.Abs(x) > 2);
            return deviation * x;
        });

    private static Tensor Draw(Shape shape, DType type, Device? device, Func<double> next)
    {
        Recording.RefuseHost("Tensor: random numbers would be drawn once, and be the same whenever the captured step runs again.");
        if (device is { HoldsNumbers: true, IsHost: false }) return Draw(shape, type, Device.Cpu, next).To(device);
        var tensor = Empty(shape, type, device);
        if (!tensor.Device.HoldsNumbers) return tensor;
        if (type == DType.Float64) foreach (ref var x in tensor.Elements<double>()) x = next();
        else if (type == DType.Float32) foreach (ref var x in tensor.Elements<float>()) x = (float)next();
        else throw new ShapeException("Tensor.Draw", $"random numbers are float32 or float64, not {type}.");
        return tensor;
    }
}
