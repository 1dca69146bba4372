using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// y = a + s·b after broadcasting, for s = 1 and s = −1. dL/da = dL/dy and dL/db = s·dL/dy, each summed over the axes along
/// which the operand was repeated. The derivatives are constant, so unlike other pairs no derivative tensor is computed.
/// </summary>
internal static class AddOp
{
    public static Tensor Apply(Tensor a, Tensor b, bool subtract)
    {
        var name = subtract ? "Subtract" : "Add";
        Floating.Require(name, a, b);
        var y = a.NewEmpty(Shape.Broadcast(a.Shape, b.Shape, name));
        if (subtract) ElementwiseLoops.Map(new Difference(), a, b, y);
        else ElementwiseLoops.Map(new Sum(), a, b, y);
        return Graph.Record(name, y, [a, b], saved: [], (dY, sink) =>
        {
            if (sink.Wants(a)) sink.Add(a, Broadcasting.SumTo(dY, a.Shape));
            if (!sink.Wants(b)) return;
            var dB = Broadcasting.SumTo(dY, b.Shape);
            if (subtract)
            {
                var negative = dB.NewEmpty(dB.Shape);
                ElementwiseLoops.Map(new Affine(-1, 0), dB, negative);
                dB = negative;
            }
            sink.Add(b, dB);
        });
    }

    internal readonly struct Difference : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => a - b;
    }
}
