namespace Gexia.Tests.Gradients;

/// <summary>All partial derivatives, against formulas and against central differences.</summary>
public class JacobianTests
{
    [Fact]
    public void Of_a_linear_map_is_its_matrix()
    {
        var weight = Tensor.Of(new[,] { { 1.0, -2, 3 }, { 4, 5, -6 } });
        var j = Jacobian.Of(x => x.Linear(weight), Tensor.Of(0.3, -0.2, 9).Reshape(1, 3));
        Assert.Equal([1, 2, 1, 3], j.Shape);
        Assert.Equal(weight.ToArray<double>(), j.ToArray<double>());
    }

    [Fact]
    public void Of_an_elementwise_function_is_diagonal_and_of_softmax_what_its_derivation_says()
    {
        var x = Tensor.Of(0.5, -1.0, 2.0);
        var square = Jacobian.Of(v => v.Square(), x);
        var y = x.Softmax().ToArray<double>();
        var soft = Jacobian.Of(v => v.Softmax(), x);
        for (var i = 0; i < 3; i++)
            for (var k = 0; k < 3; k++)
            {
                Assert.Equal(i == k ? 2 * x.At(i) : 0, square.At(i, k), 1e-15);
                Assert.Equal(y[i] * ((i == k ? 1 : 0) - y[k]), soft.At(i, k), 1e-15);
            }
    }

    [Theory, InlineData(DType.Float64, 1e-6, 1e-7), InlineData(DType.Float32, 1e-2, 2e-3)]
    public void Agrees_with_central_differences_for_several_inputs_of_any_layout(DType type, double step, double tolerance)
    {
        var (a, b) = (Tensor.Normal(new Rng(1), [3, 2], type: type).Transpose(), Tensor.Normal(new Rng(2), [3], type: type));
        Func<Tensor[], Tensor> f = i => (i[0] * i[1]).Sigmoid().Sum(0) + i[1].Square();
        Tensor[] inputs = [a, b];
        var jacobians = Jacobian.OfAll(f, inputs);
        for (var input = 0; input < inputs.Length; input++)
        {
            var x = inputs[input];
            Assert.Equal([3, .. x.Shape], jacobians[input].Shape);
            for (var e = 0; e < x.Length; e++)
            {
                var (above, below) = (At(+step), At(-step));
                for (var o = 0; o < 3; o++)
                {
                    var numeric = (above[o] - below[o]) / (2 * step);
                    Assert.Equal(numeric, jacobians[input].Reshape(3, -1).At(o, e), tolerance);
                }

                double[] At(double h)
                {
                    var values = x.To(DType.Float64).ToArray<double>();
                    values[e] += h;
                    Tensor[] moved = [.. inputs];
                    moved[input] = Tensor.Of(values, x.Shape).To(type);
                    return f(moved).To(DType.Float64).ToArray<double>();
                }
            }
        }
    }

    [Fact]
    public void One_tensor_twice_counts_as_two_and_nothing_is_marked_or_recorded()
    {
        var x = Tensor.Of(2.0, 3);
        using (Graph.NoGradient())
        {
            var both = Jacobian.OfAll(i => i[0] * i[1].Square(), x, x);
            Assert.Equal([4, 0, 0, 9], both[0].ToArray<double>());
            Assert.Equal([8, 0, 0, 18], both[1].ToArray<double>());
            Assert.False(both[0].RequiresGradient);
        }
        Assert.False(x.RequiresGradient);
        Assert.Equal([0, 0, 0, 0], Jacobian.Of(_ => Tensor.Of(1.0, 2), x).ToArray<double>());
        Assert.Equal([0, 2], Jacobian.Of(v => v.Sum(), Tensor.Zeros([0, 2], DType.Float64)).Shape);
        Assert.Throws<ShapeException>(() => Jacobian.Of(v => v, Tensor.Of(1, 2)));
    }

    [Fact]
    public void In_a_scope_it_leaves_no_more_than_itself_and_one_pass()
    {
        using var scope = TensorScope.Begin();
        var x = Tensor.Normal(new Rng(1), [64], type: DType.Float64);
        var j = Jacobian.Of(v => v.Softmax(), x);
        Assert.InRange(scope.HeldBytes, j.Length * 8, (j.Length + (8 * x.Length)) * 8);
    }
}
