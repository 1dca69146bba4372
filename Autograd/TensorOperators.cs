namespace Gexia;

/// <summary>Arithmetic on tensors, recorded for gradients. Shapes broadcast by numpy's rule.</summary>
public static class TensorOperators
{
    extension(Tensor)
    {
        /// <summary>a + b.</summary>
        public static Tensor operator +(Tensor a, Tensor b) => AddOp.Apply(a, b, subtract: false);

        /// <summary>a − b.</summary>
        public static Tensor operator -(Tensor a, Tensor b) => AddOp.Apply(a, b, subtract: true);

        /// <summary>a·b, element by element; for the matrix product use MatMul.</summary>
        public static Tensor operator *(Tensor a, Tensor b) => Elementwise.Apply<Multiply>(a, b);

        /// <summary>a/b.</summary>
        public static Tensor operator /(Tensor a, Tensor b) => Elementwise.Apply<Divide>(a, b);

        /// <summary>−a.</summary>
        public static Tensor operator -(Tensor a) => AffineOp.Apply(a, -1, 0);

        /// <summary>a + constant.</summary>
        public static Tensor operator +(Tensor a, double shift) => AffineOp.Apply(a, 1, shift);

        /// <summary>a − constant.</summary>
        public static Tensor operator -(Tensor a, double shift) => AffineOp.Apply(a, 1, -shift);

        /// <summary>constant + a.</summary>
        public static Tensor operator +(double shift, Tensor a) => AffineOp.Apply(a, 1, shift);

        /// <summary>constant − a.</summary>
        public static Tensor operator -(double minuend, Tensor a) => AffineOp.Apply(a, -1, minuend);

        /// <summary>a·constant.</summary>
        public static Tensor operator *(Tensor a, double scale) => AffineOp.Apply(a, scale, 0);

        /// <summary>constant·a.</summary>
        public static Tensor operator *(double scale, Tensor a) => AffineOp.Apply(a, scale, 0);

        /// <summary>a/constant.</summary>
        public static Tensor operator /(Tensor a, double divisor) => AffineOp.Apply(a, 1 / divisor, 0);

        /// <summary>constant/a.</summary>
        public static Tensor operator /(double numerator, Tensor a) => Elementwise.Apply(a, new Reciprocal(numerator));
    }
}
