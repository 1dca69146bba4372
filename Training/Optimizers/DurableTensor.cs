namespace Gexia.Training.Optimizers;

/// <summary>Tensors that outlive every scope, such as an optimizer's state: they belong to the collector wherever they are made.</summary>
internal static class DurableTensor
{
    public static Tensor Zeros(Shape shape, DType type)
    {
        var bytes = checked(shape.Length * type.Size());
        var tensor = new Tensor(new Storage(Device.Cpu, PinnedBuffer.Create(bytes), bytes), Layout.Contiguous(shape), type);
        tensor.Storage.Span.Clear();
        return tensor;
    }
}
