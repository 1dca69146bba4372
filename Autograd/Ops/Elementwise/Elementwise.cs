using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Turns an <see cref="IElementwise"/> or <see cref="IElementwisePair"/> into an operation on tensors with gradients.</summary>
public static class Elementwise
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>y = f(x), element by element. dL/dx = dL/dy · f′(x).</summary>
    /// <param name="x">Any shape, a floating dtype.</param>
    /// <param name="f">The function; its type's name is the operation's name.</param>
    /// <returns>x's shape and dtype.</returns>
    public static Tensor Apply<TFunction>(Tensor x, TFunction f = default) where TFunction : struct, IElementwise
    {
        Floating.Require(typeof(TFunction).Name, x);
        var y = x.NewEmpty(x.Shape);
        ElementwiseLoops.Map(new Activation<TFunction>(f), x, y);
        return Graph.Record(typeof(TFunction).Name, y, [x], saved: [x, y], (dY, sink) =>
        {
            var dX = x.NewEmpty(x.Shape);
            ElementwiseLoops.Map(new ActivationBackward<TFunction>(f), dY, x, y, dX);
            sink.Add(x, dX);
        });
    }

    /// <summary>y = f(a, b) with numpy's broadcasting. dL/da = Σ dL/dy · ∂f/∂a, summed over the axes along which a was repeated.</summary>
    /// <param name="a">Any shape, a floating dtype.</param>
    /// <param name="b">A shape that broadcasts with a's; the same dtype.</param>
    /// <param name="f">The function; its type's name is the operation's name.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast or the dtypes differ.</exception>
    public static Tensor Apply<TFunction>(Tensor a, Tensor b, TFunction f = default) where TFunction : struct, IElementwisePair
    {
        var name = typeof(TFunction).Name;
        Floating.Require(name, a, b);
        var y = a.NewEmpty(Shape.Broadcast(a.Shape, b.Shape, name));
        ElementwiseLoops.Map(new ForwardPair<TFunction>(f), a, b, y);
        return Graph.Record(name, y, [a, b], saved: [a, b], (dY, sink) =>
        {
            if (sink.Wants(a)) sink.Add(a, Derivative(new BackwardA<TFunction>(f), a.Shape));
            if (sink.Wants(b)) sink.Add(b, Derivative(new BackwardB<TFunction>(f), b.Shape));

            Tensor Derivative<TMap>(TMap map, Shape shape) where TMap : struct, IMap3
            {
                var d = y.NewEmpty(y.Shape);
                ElementwiseLoops.Map(map, a, b, dY, d);
                return Broadcasting.SumTo(d, shape);
            }
        });
    }

    internal readonly struct ForwardPair<TFunction>(TFunction f) : IMap2 where TFunction : struct, IElementwisePair
    {
        [MethodImpl(Inline)]
        public TLane Of<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => f.Value(a, b);
    }

    internal readonly struct BackwardA<TFunction>(TFunction f) : IMap3 where TFunction : struct, IElementwisePair
    {
        [MethodImpl(Inline)]
        public TLane Of<TLane>(TLane a, TLane b, TLane dY) where TLane : struct, ILane<TLane> => dY * f.DerivativeA(a, b);
    }

    internal readonly struct BackwardB<TFunction>(TFunction f) : IMap3 where TFunction : struct, IElementwisePair
    {
        [MethodImpl(Inline)]
        public TLane Of<TLane>(TLane a, TLane b, TLane dY) where TLane : struct, ILane<TLane> => dY * f.DerivativeB(a, b);
    }
}
