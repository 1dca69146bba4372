#:project ../Training/Gexia.Training.csproj

// 9. AdamW: steps of one size
//
// Plain descent takes a step of η·gradient. Where the landscape is steep in one direction and flat in another, no single η fits both. Adam
// divides by the usual size of the gradient, for every number apart:
//
//     m ← β₁·m + (1 − β₁)·g            running mean of the gradient
//     v ← β₂·v + (1 − β₂)·g²           running mean of its square
//     p ← p − η · (m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε)
//
// m and v start at 0 and are too small at first; the divisors 1 − βᵗ make up for it. The W stands for weight decay that is kept out of m
// and v: p ← p·(1 − η·λ) before the step.

using Gexia;
using Gexia.Models;
using Gexia.Training.Optimizers;

const double rate = 0.05, beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6, decay = 0.01;

// A long narrow valley: L = ½(x² + 100·y²). Its gradient is (x, 100·y), its lowest point (0, 0).
static double Loss(double x, double y) => 0.5 * ((x * x) + (100 * y * y));

Lesson.Part("By hand");
double[] p = [4, 1], m = [0, 0], v = [0, 0];
var path = new List<double[]>();
var losses = new List<double>();
for (var t = 1; t <= 150; t++)
{
    losses.Add(Loss(p[0], p[1]));
    double[] g = [p[0], 100 * p[1]];
    for (var i = 0; i < 2; i++)
    {
        p[i] *= 1 - (rate * decay);
        m[i] = (beta1 * m[i]) + ((1 - beta1) * g[i]);
        v[i] = (beta2 * v[i]) + ((1 - beta2) * g[i] * g[i]);
        p[i] -= rate * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, t))) + epsilon);
    }
    path.Add([.. p]);
}
Lesson.Table(
    ["step", "x", "y", "loss"],
    new[] { 1, 2, 10, 50, 150 }.Select(t => new object[] { t, path[t - 1][0], path[t - 1][1], Loss(path[t - 1][0], path[t - 1][1]) }));
Lesson.Same(
    "the first step is η in both directions, though one gradient is 25 times the other", path[0],
    [(4 * (1 - (rate * decay))) - rate, (1 - (rate * decay)) - rate], 1e-6);

Lesson.Part("The library takes the same steps");
var weight = new Parameter("p", Tensor.Of(4.0, 1).RequireGradient(), ParameterRole.Matrix);
var steep = Tensor.Of(1.0, 100);
var adam = new AdamW([weight], rate, decay, new AdamWConfig(beta1, beta2, epsilon));
for (var t = 1; t <= 150; t++)
{
    var loss = 0.5 * (steep * weight.Value.Square()).Sum();
    adam.Step(loss.Backward());
    if (t is 1 or 10 or 150) Lesson.Same($"p after step {t}", weight.Value.ToArray<double>(), path[t - 1], 1e-9);
}

// Plain descent on the same valley: above η = 2/100 the steep direction flies apart, and below it the flat one crawls.

Lesson.Part("Plain descent beside it");
var plain = new List<double>();
double px = 4, py = 1;
for (var t = 1; t <= 150; t++)
{
    plain.Add(Loss(px, py));
    (px, py) = (px - (0.0195 * px), py - (0.0195 * 100 * py));
}
Lesson.Table(
    ["step", "AdamW", "descent with η = 0.0195"], new[] { 0, 10, 50, 100, 149 }.Select(t => new object[] { t, losses[t], plain[t] }));
Lesson.Holds("with η = 0.021 descent flies apart", Math.Abs(1 - (0.021 * 100)) > 1);
Lesson.Holds("AdamW is lower after 150 steps", losses[^1] < plain[^1]);
Lesson.Chart(
    "09-adamw.svg", "log₁₀ of the loss in a narrow valley, by step", ("AdamW", [.. losses.Select(Math.Log10)]),
    ("plain descent", [.. plain.Select(Math.Log10)]));

// A schedule multiplies η: up in a straight line at first, while v knows little; then down along a cosine, to come to rest.

Lesson.Part("Warm-up, then a cosine");
var schedule = new WarmupThenCosine(WarmupSteps: 10, Steps: 100);
double Multiplier(int step) => step < 10 ? (step + 1) / 10.0 : 0.5 * (1 + Math.Cos(Math.PI * (step - 10) / 90.0));
Lesson.Table(["step", "factor"], new[] { 0, 4, 9, 10, 55, 99 }.Select(step => new object[] { step, schedule.Multiplier(step) }));
Lesson.Same(
    "all factors", [.. Enumerable.Range(0, 100).Select(step => schedule.Multiplier(step))],
    [.. Enumerable.Range(0, 100).Select(Multiplier)], 1e-12);
Lesson.End();
