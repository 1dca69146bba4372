using Gexia.Gpu;

namespace Gexia;

/// <summary>A row a thread: the place of its largest element, then 0 and 1.</summary>
internal readonly struct OneHotMaxBody<TStored>(int rows, int width) : IGpuBody where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var row = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (row >= rows) return;
        var first = row * width;
        var place = first;
        var most = float.NegativeInfinity;
        for (var at = first; at < first + width; at++)
        {
            var value = TStored.Load(x, at);
            if (value > most)
            {
                most = value;
                place = at;
            }
        }
        for (var at = first; at < first + width; at++) TStored.Store(y, at, 0f);
        TStored.Store(y, place, 1f);
    }
}
