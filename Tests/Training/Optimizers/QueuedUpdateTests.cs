using Gexia.Checking;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training.Optimizers;

/// <summary>
/// What a device queues leaves what the processor's optimizer leaves. The device of these tests runs both bodies of every kernel and
/// compares them.
/// </summary>
public sealed class QueuedUpdateTests
{
    private static readonly CheckingDevice Device = new() { ChecksGpuBodies = true };

    // Ragged and whole fours, more than a block of squares, more parameters than a launch of squares takes, one element, none.
    private static readonly int[][] Shapes =
        [[7, 11], [11], [1], [0], [4], [16, 5], [4097], [2, 3, 5], [8], [3], [16], [60], [2]];

    private static ParameterSet Model(Device device)
    {
        var scope = ParameterScope.Fresh(new Rng(3), device: device);
        foreach (var (i, shape) in Shapes.Index())
            scope.Parameter($"p{i}", shape, i == 2 ? ParameterRole.LogitScale : ParameterRole.Matrix, Initial.Normal(1));
        return scope.All;
    }

    // Of a loss that reaches all but the last; one gradient is strided.
    private static global::Gexia.Gradients Gradients(ParameterSet model, int step, double factor = 1)
    {
        var sum = Tensor.Zeros(Shape.Scalar, device: model[0].Value.Device);
        foreach (var (i, parameter) in model.Take(model.Count - 1).Index())
        {
            var value = i == 0 ? parameter.Value.Transpose() : parameter.Value;
            var weight = Tensor.Normal(new Rng(9).At(step, parameter.Name), value.Shape, factor).To(value.Device);
            sum += (value * weight).Sum();
        }
        return sum.Backward();
    }

    private static AdamWSlot[] Slots(ParameterSet model)
    {
        var group = new ParameterGroup("all", model, 0.01, 0.2);
        return [.. model.Select(parameter => new AdamWSlot(group, parameter))];
    }

    private static QueuedReport Step(QueuedUpdate update, global::Gexia.Gradients gradients, double multiplier = 1, double loss = 1)
    {
        update.Begin(multiplier);
        update.Note([Tensor.Scalar(loss, device: Device)]);
        update.Queue(gradients);
        var report = update.Read();
        if (report.IsApplied) update.Count(gradients);
        return report;
    }

    private static void Near(ParameterSet expected, ParameterSet actual, float tolerance = 2e-6f)
    {
        foreach (var parameter in expected)
        {
            var values = actual[parameter.Name].Value.ToArray<float>();
            Assert.All(parameter.Value.ToArray<float>().Zip(values), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Steps_are_those_of_the_processor(double clip)
    {
        ParameterSet here = Model(Gexia.Device.Cpu), there = Model(Device);
        var adam = new AdamW(here, 0.01, 0.2);
        var update = new QueuedUpdate(Slots(there), new(), most: clip);
        for (var step = 0; step < 3; step++)
        {
            var gradients = Gradients(here, step);
            var norm = adam.GradientNorm(gradients);
            adam.Step(gradients, 1.0 / (step + 1), GradientNorm.ClipScale(norm, clip));
            TemperatureClamp.Apply(here);
            var report = Step(update, Gradients(there, step), 1.0 / (step + 1), loss: step);
            Assert.True(report.IsApplied);
            Assert.Equal(norm, report.Values[QueuedReport.Norm], norm * 1e-6);
            Assert.Equal(step, report.Values[QueuedReport.Losses]);
        }
        Near(here, there);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1e30, 1)]                       // the sum of squares overflows
    [InlineData(1, double.NaN)]
    [InlineData(1, double.NegativeInfinity)]
    public void A_step_that_is_not_finite_changes_nothing(double factor, double loss)
    {
        var model = Model(Device);
        var update = new QueuedUpdate(Slots(model), new(), most: 1);
        var before = model.Select(parameter => parameter.Value.ToArray<float>()).ToArray();
        var report = Step(update, Gradients(model, 1, factor), loss: loss);
        Assert.False(report.IsApplied);
        Assert.False(report.IsRescaled);
        Assert.Equal(before, model.Select(parameter => parameter.Value.ToArray<float>()));
        Assert.True(Step(update, Gradients(model, 2)).IsApplied);
    }

    [Fact]
    public void The_temperature_is_clamped()
    {
        var model = Model(Device);
        model[2].Value.Write<float>([4.6f]);
        var update = new QueuedUpdate(Slots(model), new());
        for (var step = 0; step < 3; step++) Step(update, Gradients(model, step, -1), 10);
        Assert.True(model[2].Value.Item<float>() <= (float)TemperatureClamp.Most);
    }

    [Fact]
    public void The_loss_scale_finds_itself_and_leaves_the_update_as_it_is()
    {
        ParameterSet plain = Model(Device), scaled = Model(Device);
        var first = new QueuedUpdate(Slots(plain), new(), most: 1);
        var second = new QueuedUpdate(Slots(scaled), new(), most: 1, scaling: new(isOn: true));
        second.SetLossScale(1024, LossScaling.GoodSteps - 2);
        Assert.Equal(2048, second.Root(Tensor.Scalar(2, device: Device)).Item<float>());
        for (var step = 0; step < 2; step++)
        {
            Step(first, Gradients(plain, step));
            Assert.True(Step(second, Gradients(scaled, step, 1024)).IsApplied);
        }
        Near(plain, scaled);
        Assert.Equal((2048, 0), (second.LossScale, second.GoodSteps));

        var report = Step(second, Gradients(scaled, 1, double.PositiveInfinity));
        Assert.True(report is { IsApplied: false, IsRescaled: true });
        Assert.Equal(1024, second.LossScale);

        second.SetLossScale(1, 5);
        Assert.False(Step(second, Gradients(scaled, 1, double.NaN)).IsRescaled);
        Assert.Equal((1, 0), (second.LossScale, second.GoodSteps));
    }

    [Fact]
    public void Losses_of_several_batches_are_kept_apart()
    {
        var model = Model(Device);
        var update = new QueuedUpdate(Slots(model), new(), losses: 2);
        update.Begin(1);
        foreach (var batch in (int[])[0, 1])
        {
            update.Note([Tensor.Scalar(batch + 0.5, device: Device), Tensor.Scalar(7, device: Device)]);
            update.KeepNoted(batch);
        }
        update.Queue(Gradients(model, 0));
        var values = update.Read().Values;
        Assert.Equal([0.5f, 7f], values[QueuedReport.Losses..(QueuedReport.Losses + 2)]);
        Assert.Equal([1.5f, 7f], values[(QueuedReport.Losses + QueuedReport.Width)..(QueuedReport.Losses + QueuedReport.Width + 2)]);
    }
}
