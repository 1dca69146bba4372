using Gexia.Models;
using Gexia.Models.Layers;
using Gexia.Training;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training;

/// <summary>Points of y = sin(3x₀) + x₁·x₂.</summary>
internal sealed record Points(long Number, float[] X, float[] Y)
{
    public const int Count = 16;

    public static Points At(long number, CancellationToken cancellation)
    {
        var rng = new Rng(11).At(number, "points");
        var x = new float[Count * 3];
        foreach (ref var value in x.AsSpan()) value = (float)rng.NextDouble(-1, 1);
        return new(number, x, [.. Enumerable.Range(0, Count).Select(i => MathF.Sin(3 * x[3 * i]) + (x[(3 * i) + 1] * x[(3 * i) + 2]))]);
    }
}

/// <summary>A small MLP that learns a curve: everything that the loop needs of a model, in a millisecond a step.</summary>
internal sealed class CurveProblem : IObjective<Points>
{
    private readonly Linear first, second;

    public CurveProblem(int width = 24, ulong seed = 5)
    {
        var scope = ParameterScope.Fresh(new Rng(seed));
        (first, second) = (new Linear(scope.At("first"), 3, width), new Linear(scope.At("second"), width, 1));
        Scale = scope.Parameter("logit_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Constant(4.6));
        Parameters = scope.All;
        Optimizer = new AdamW(Parameters, 0.02, 0.01);
    }

    public ParameterSet Parameters { get; }
    public AdamW Optimizer { get; }
    public Tensor Scale { get; }

    /// <summary>Called with the number of every batch; may throw, as a killed process does, or return a factor on the loss.</summary>
    public Func<long, double> Disturb { get; init; } = _ => 1;

    // What disturbs a step is the host's, so no step is captured.
    public ShapeKey? KeyOf(Points batch) => null;

    public TrainingStep<Points> StepFor(Points batch, InputMemory memory) => new Step(this);

    private sealed class Step(CurveProblem problem) : TrainingStep<Points>
    {
        private Points? batch;

        public override void Write(Points batch) => this.batch = batch;

        public override StepLoss Loss() => problem.Loss(batch!);
    }

    private Tensor Loss(Points batch)
    {
        var factor = Disturb(batch.Number);
        var error = second.Forward(first.Forward(Tensor.Of(batch.X, [Points.Count, 3])).Gelu()) - Tensor.Of(batch.Y, [Points.Count, 1]);
        return ((error * error).Mean() - (Scale * 0.01)) * factor;
    }

    public string Describe(Points batch) => batch.Number % 2 == 0 ? "even" : "odd";

    /// <summary>Mean squared error on points that training never sees.</summary>
    public IReadOnlyList<Figure> Evaluate(CancellationToken cancellation) =>
        [new("held_out.loss", Loss(Points.At(1_000_000, cancellation)).At()), new("held_out.scale", Scale.At())];

    public TrainLoop<Points> Loop(TrainOptions options, string config = "{}", IProgressSink? progress = null, BestRule? best = null) =>
        new(this, Points.At, Optimizer, new WarmupThenCosine(5, options.Steps), options, config)
        {
            Evaluate = Evaluate,
            Best = best ?? new("held_out.loss", HigherIsBetter: false),
            Progress = progress ?? new NoProgress(),
        };
}
