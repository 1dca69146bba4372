using System.Runtime.InteropServices;
using Gexia.Cpu;
using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>
/// An update of <see cref="AdamW"/>'s parameters without the processor: the norm of all gradients, the factor that clips it, the update
/// and the clamp of the temperature are kernels in a device's queue, which can be part of a captured step. The processor writes the rates
/// before the step and reads a <see cref="QueuedReport"/> behind it; nothing is read in between.
/// </summary>
/// <remarks>A step whose norm or loss is not finite changes nothing on the device.</remarks>
internal sealed class QueuedUpdate
{
    private const int RatesOfSlot = 3;

    private readonly AdamWSlot[] slots;
    private readonly AdamWConfig config;
    private readonly int losses;
    private readonly double most;
    private readonly LossScaling scaling;
    private readonly Tensor rates, sums, report;
    private readonly float[] written, read;
    private readonly List<Tensor> some = [];        // gradients of a launch
    private float lossScale;

    /// <summary>Memory for updates.</summary>
    /// <param name="slots">The parameters, all on one device, in float32.</param>
    /// <param name="config">AdamW's constants.</param>
    /// <param name="losses">Losses of a step: as many as batches are accumulated.</param>
    /// <param name="most">The largest norm of all gradients; 0 clips nothing.</param>
    /// <param name="scaling">Whether losses are scaled.</param>
    public QueuedUpdate(AdamWSlot[] slots, AdamWConfig config, int losses = 1, double most = 0, LossScaling scaling = default)
    {
        using var outside = TensorScope.Suspend();
        (this.slots, this.config, this.losses, this.most, this.scaling) = (slots, config, losses, most, scaling);
        var device = slots[0].Mean.Device;
        foreach (var slot in slots)
        {
            if (slot.Mean.Device == device && slot.Mean.DType == DType.Float32) continue;
            throw new ArgumentException(
                $"AdamW: on {device} all parameters are float32 and live there; '{slot.Parameter.Name}' is {slot.Mean.Description} on "
                + $"{slot.Mean.Device}. Build the model on one device.");
        }
        written = new float[RatesOfSlot * slots.Length];
        rates = Tensor.Zeros([written.Length], device: device);
        sums = Tensor.Zeros([slots.Sum(slot => QueuedSquares.BlocksOf(slot.Mean))], device: device);
        read = new float[QueuedReport.Losses + ((losses > 1 ? losses + 1 : 1) * QueuedReport.Width)];
        report = Tensor.Zeros([read.Length], device: device);
        SetLossScale(scaling.IsOn != 0 ? LossScaling.First : 1, 0);
    }

    /// <summary>What losses are multiplied by before the backward pass, as the next step will find it.</summary>
    public float LossScale => lossScale;

    /// <summary>Good steps since it changed.</summary>
    public int GoodSteps => (int)read[QueuedReport.Good];

    /// <summary>The row that a step's loss is noted in: where several are accumulated, one behind theirs.</summary>
    private int NotedRow => losses > 1 ? losses : 0;

    /// <summary>Goes on with the loss scale of another training.</summary>
    public void SetLossScale(float scale, int good)
    {
        (read[QueuedReport.LossScale], read[QueuedReport.Good]) = (lossScale, read[QueuedReport.Good]) = (scale, good);
        report.Write<float>(read);
    }

    /// <summary>Writes the rates of the next step.</summary>
    /// <param name="multiplier">The schedule's factor on every group's learning rate.</param>
    public void Begin(double multiplier)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            var numbers = slots[i].NumbersOfNext(config, multiplier);
            var row = written.AsSpan(RatesOfSlot * i, RatesOfSlot);
            (row[0], row[1], row[2]) = ((float)numbers.Keep, (float)numbers.StepSize, (float)numbers.RootCorrection);
        }
        rates.Write<float>(written);
    }

    /// <summary>What the backward pass starts from.</summary>
    public Tensor Root(Tensor loss) =>
        scaling.IsOn == 0 ? loss : loss * As(report.View(report.Layout.Slice(0, QueuedReport.LossScale, 1)), loss.Shape);

    /// <summary>Keeps a loss and its terms for the report.</summary>
    /// <param name="figures">Scalars: the loss, then its terms.</param>
    public void Note(IReadOnlyList<Tensor> figures)
    {
        var count = Math.Min(figures.Count, QueuedReport.Width);
        for (var i = 0; i < count; i++) StridedCopy.Run(figures[i], As(PlaceOf(NotedRow, i, 1), figures[i].Shape));
    }

    /// <summary>Keeps what was noted as that of one of several batches.</summary>
    public void KeepNoted(int batch) => StridedCopy.Run(PlaceOf(NotedRow, 0, QueuedReport.Width), PlaceOf(batch, 0, QueuedReport.Width));

    /// <summary>Queues the update by these gradients, of the losses that were noted.</summary>
    public void Queue(Gradients gradients)
    {
        Take(gradients);
        var blocks = QueueSums();
        report.Device.Run(new QueuedNorm(Blocks(0, blocks), report, losses, QueuedReport.Width, most, scaling));
        QueueSlots();
    }

    /// <summary>The norm of gradients alone.</summary>
    public double NormOf(Gradients gradients)
    {
        Take(gradients);
        var blocks = QueueSums();
        LetGo();
        double total = 0;
        foreach (var sum in Blocks(0, blocks).ToArray<float>()) total += sum;
        return Math.Sqrt(total);
    }

    /// <summary>Makes the update alone, with a factor that is known.</summary>
    public void Step(Gradients gradients, double multiplier, double factor)
    {
        Begin(multiplier);
        read[QueuedReport.Factor] = (float)factor;
        report.Write<float>(read);
        Take(gradients);
        QueueSlots();
        Count(gradients);
    }

    /// <summary>Waits for the step, and tells what it gave.</summary>
    public QueuedReport Read()
    {
        var before = lossScale;
        report.ToArray<float>().CopyTo(read, 0);
        lossScale = read[QueuedReport.LossScale];
        return new(read, before);
    }

    /// <summary>Counts an update that was made.</summary>
    public void Count(Gradients gradients)
    {
        foreach (var slot in slots)
            if (gradients.TryGet(slot.Parameter.Value, out _)) slot.Steps++;
    }

    private void Take(Gradients gradients)
    {
        foreach (var slot in slots) slot.Take(gradients.TryGet(slot.Parameter.Value, out var gradient) ? gradient : null);
    }

    private int QueueSums()
    {
        var (first, next) = (0, 0);
        foreach (var slot in slots)
        {
            if (slot.Gradient is not { Length: > 0 } gradient) continue;
            some.Add(gradient);
            next += QueuedSquares.BlocksOf(gradient);
            if (some.Count == QueuedSquares.Most) Flush();
        }
        if (some.Count > 0) Flush();
        return next;

        void Flush()
        {
            report.Device.Run(new QueuedSquares(CollectionsMarshal.AsSpan(some), Blocks(first, next - first)));
            some.Clear();
            first = next;
        }
    }

    private void QueueSlots()
    {
        var constants = new AdamWConstants(config);
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = slots[i];
            if (slot.Gradient is not { Length: > 0 } gradient) continue;
            var value = slot.Parameter.Value;
            var own = rates.View(rates.Layout.Slice(0, RatesOfSlot * i, RatesOfSlot));
            value.Device.Run(new QueuedAdamW(gradient, own, report, value, slot.Mean, slot.Square, constants));
            value.CountWriting();
            if (slot.Parameter.Role == ParameterRole.LogitScale) TemperatureClamp.Apply(value);
        }
        LetGo();
    }

    private void LetGo()
    {
        foreach (var slot in slots) slot.Take(null);
    }

    private static Tensor As(Tensor x, Shape shape) => x.View(x.Layout.TryReshape(shape)!);

    private Tensor Blocks(int first, int count) => sums.View(sums.Layout.Slice(0, first, count));

    private Tensor PlaceOf(int row, int figure, int count) =>
        report.View(report.Layout.Slice(0, QueuedReport.Losses + (row * QueuedReport.Width) + figure, count));
}
