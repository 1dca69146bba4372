namespace Gexia.Benchmarks.Gpu;

/// <summary>A question to a device. Errors of a device stay with the process, so each stage runs in one of its own.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Question">What it answers.</param>
/// <param name="Run">Asks.</param>
internal sealed record Stage(string Name, string Question, Action<Run> Run)
{
    /// <summary>Run only when it is named.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The folder of compiled kernels that it uses: that of the stages before, unless it is about compiling.</summary>
    public string Cache { get; init; } = "kernels";

    public static Stage[] All { get; } =
    [
        new("machine", "what the device and its driver are, and how the backend starts", MachineStage.Run),
        new("assemble", "what the assembler says of every kernel", AssembleStage.Run),
        new("products", "products of all dtypes and layouts against the processor", ProductsStage.Run),
        new("parity", "every operation against float64, forward and backward", ParityStage.Run),
        new("capture", "a captured step against the step run plainly", CaptureStage.Run),
        new("losses", "losses of a training against the processor's", LossesStage.Run),
        new("compile", "how long all kernels of a training take to compile", CompileStage.Run) { Cache = "cold" },
        new("cached", "the same from the folder of compiled kernels", CompileStage.Run) { Cache = "cold" },
        new("launch", "what a launch costs the processor", LaunchStage.Run),
        new("speed", "products, ViT-B/32 forward, a GEXIA step and single operations, in turns with PyTorch", SpeedStages.All),
        new("profile", "the time of each kernel of a forward pass and of a step", ProfileStage.Run),
        new("float32", "float32 products and a GEXIA step in float32, in turns with PyTorch", SpeedStages.Float32) { IsOptional = true },
    ];
}

/// <summary>What a stage may use.</summary>
/// <param name="on">The name of the device.</param>
/// <param name="report">Where its facts go.</param>
/// <param name="peer">Whether PyTorch is asked for the same work in turn.</param>
/// <param name="texts">A folder for the kernels' texts, or null to keep none.</param>
internal sealed class Run(string on, Report report, bool peer, string? texts) : IDisposable
{
    private GpuDevice? device;

    public Report Report => report;

    public string? Texts => texts;

    /// <summary>A GPU, which takes sizes that the processor would take minutes for.</summary>
    public bool IsCuda => on.StartsWith(GpuDevices.Cuda, StringComparison.Ordinal);

    /// <summary>What ILGPU's CPU accelerator runs is a thousand times slower still.</summary>
    public bool IsSlowest => on == GpuDevices.IlgpuCpu;

    /// <summary>The device under test.</summary>
    public GpuDevice Device => device ??= GpuDevices.Open(on);

    /// <summary>Whether it was opened.</summary>
    public bool HasDevice => device is not null;

    /// <summary>PyTorch, or null.</summary>
    public TorchPeer? StartPeer() => peer ? TorchPeer.Start(this) : null;

    public void Dispose() => device?.Dispose();
}
