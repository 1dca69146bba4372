#:project ../Tensor/Gexia.Tensor.csproj
#:project ../Autograd/Gexia.Autograd.csproj

// 2. Gradients: which way is down
//
// The derivative of f at x is the derivative of its graph: how much f changes when x changes a little.
//
//     f′(x) ≈ (f(x + h) − f(x − h)) / 2h
//
// Formulas for derivatives are found by the chain rule: when y = g(u) and u = f(x), then dy/dx = dy/du · du/dx. A program is
// such a chain, however long. Reverse mode walks it backwards once and multiplies on the way: that gives the derivatives with
// respect to all inputs at once.

using Gexia;

Lesson.Part("A derivative by formula and by difference");
double F(double v) => Math.Tanh(v) * v;
double Derivative(double v) => ((1 - (Math.Tanh(v) * Math.Tanh(v))) * v) + Math.Tanh(v);         // (uv)′ = u′v + uv′, tanh′ = 1 − tanh²
Lesson.Table(
    ["x", "f(x)", "formula", "difference"],
    new[] { -2.0, -0.5, 0, 0.5, 2 }.Select(v => new object[] { v, F(v), Derivative(v), Difference(F, v) }));
Lesson.Same("at 0.5", Derivative(0.5), Difference(F, 0.5));

// Reverse mode by hand. Every number remembers what it was computed from, and the derivative of that step. The way back starts with
// dy/dy = 1 and adds derivative × what arrived to every input; a number that is used twice gets two contributions, which add up.

Lesson.Part("Reverse mode in thirty lines");
var a = new Number(1.5);
var b = new Number(-0.7);
var y = Number.Tanh(a * b) + (a * a);
y.Backward();

// y = tanh(ab) + a²:  ∂y/∂a = (1 − tanh²(ab))·b + 2a,  ∂y/∂b = (1 − tanh²(ab))·a
var s = 1 - Math.Pow(Math.Tanh(1.5 * -0.7), 2);
Lesson.Same("∂y/∂a", a.Gradient, (s * -0.7) + 3);
Lesson.Same("∂y/∂b", b.Gradient, s * 1.5);

// The library does the same with whole tensors. Gradients are returned, not stored in the tensors.

Lesson.Part("The same with tensors");
var (ta, tb) = (Tensor.Of(1.5).RequireGradient(), Tensor.Of(-0.7).RequireGradient());
var gradients = ((ta * tb).Tanh() + ta.Pow(2)).Sum().Backward();
Lesson.Same("∂y/∂a by the library", gradients[ta][0], a.Gradient, 1e-12);
Lesson.Same("∂y/∂b by the library", gradients[tb][0], b.Gradient, 1e-12);

// What gradients are for: walk downhill. Fit a line to points by making the mean squared error small.
//
//     L(w, c) = mean (w·x + c − y)²,     w ← w − η·∂L/∂w,     c ← c − η·∂L/∂c

Lesson.Part("Downhill: a line through points");
var rng = new Rng(seed: 1);
var xs = Tensor.Uniform(rng, [40], -1, 1, DType.Float64);
var ys = (3 * xs) - 1 + Tensor.Normal(rng, [40], 0.1, DType.Float64);
var (w, c) = (Tensor.Of(0.0).RequireGradient(), Tensor.Of(0.0).RequireGradient());
var losses = new List<double>();
for (var step = 0; step < 60; step++)
{
    var loss = ((w * xs) + c - ys).Square().Mean();
    var down = loss.Backward();
    w[0] -= 0.3 * down[w][0];
    c[0] -= 0.3 * down[c][0];
    losses.Add(loss.Item<double>());
}
Lesson.Table(["step", "loss"], new[] { 0, 5, 20, 59 }.Select(step => new object[] { step, losses[step] }));
Console.WriteLine(FormattableString.Invariant($"  y = {w[0]:0.00}·x + {c[0]:0.00}"));
Lesson.Holds("the line is near y = 3x − 1", Math.Abs(w[0] - 3) < 0.1 && Math.Abs(c[0] + 1) < 0.1);
Lesson.Chart("02-downhill.svg", "Mean squared error by step", ("loss", [.. losses]));
Lesson.End();

static double Difference(Func<double, double> f, double x, double h = 1e-6) => (f(x + h) - f(x - h)) / (2 * h);

// A number that knows how it came about.
sealed class Number(double value, params (Number Input, double Derivative)[] from)
{
    public double Value => value;

    public double Gradient { get; private set; }

    public static Number operator +(Number a, Number b) => new(a.Value + b.Value, (a, 1), (b, 1));

    public static Number operator *(Number a, Number b) => new(a.Value * b.Value, (a, b.Value), (b, a.Value));

    public static Number Tanh(Number a) => new(Math.Tanh(a.Value), (a, 1 - Math.Pow(Math.Tanh(a.Value), 2)));

    public void Backward()
    {
        // Every number after all that use it: reverse of the order in which a depth-first walk leaves them.
        var order = new List<Number>();
        Visit(this, [], order);
        Gradient = 1;
        foreach (var number in Enumerable.Reverse(order))
            foreach (var (input, derivative) in number.Sources) input.Gradient += derivative * number.Gradient;
    }

    private (Number Input, double Derivative)[] Sources => from;

    private static void Visit(Number number, HashSet<Number> seen, List<Number> order)
    {
        if (!seen.Add(number)) return;
        foreach (var (input, _) in number.Sources) Visit(input, seen, order);
        order.Add(number);
    }
}
