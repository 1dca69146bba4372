namespace Gexia.Benchmarks.Gpu;

/// <summary>What a stage may use.</summary>
/// <param name="On">The kind of device.</param>
/// <param name="Report">Where its facts go.</param>
/// <param name="Peer">Whether PyTorch is asked for the same work in turn.</param>
/// <param name="Texts">A folder for the kernels' texts and machine code, or null to keep none.</param>
internal sealed partial record Run(TargetKind On, Report Report, bool Peer, string? Texts)
{
    /// <summary>A GPU, which takes sizes that the processor would take minutes for.</summary>
    public bool IsCuda => On == TargetKind.Cuda;

    /// <summary>Ends the process at once. An orderly end would wait for a kernel that never ends.</summary>
    public void Leave()
    {
        Console.Out.Flush();
        ExitNow(1);
    }

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}

/// <summary>A question to a device. Errors of a device stay with the process, so each stage runs in one of its own.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Question">What it answers.</param>
/// <param name="Run">Asks.</param>
/// <param name="Kinds">Where it can run.</param>
internal sealed record Stage(string Name, string Question, Action<Run> Run, params TargetKind[] Kinds)
{
    private const TargetKind Cuda = TargetKind.Cuda, Cpu = TargetKind.Cpu, OpenCl = TargetKind.OpenCl;

    public static Stage[] All { get; } =
    [
        new("machine", "what the device, its driver and ILGPU's start are", MachineStage.Run, Cuda, Cpu, OpenCl),
        new("assemble", "what the assembler says of every kernel", AssembleStage.Run, Cuda, Cpu),
        new("launches", "copies, the cost of a launch, a captured step of the library's", LaunchesStage.Run, Cuda, Cpu, OpenCl),
        new("operations", "every operation of the library, forward and backward", OperationsStage.Run, Cuda, Cpu, OpenCl),
        new("training", "the losses of a small GEXIA's first steps", TrainingStage.Run, Cuda, Cpu, OpenCl),
        new("speed", "products, attention and rows of the library beside PyTorch's", SpeedStage.Run, Cuda, Cpu, OpenCl),
        new("models", "ViT-B/32 and GEXIA's step beside PyTorch's, and what their kernels take", ModelsStage.Run, Cuda, Cpu, OpenCl),
        new("division", "integer division, remainder and shift", DivisionStage.Run, Cuda, Cpu, OpenCl),
        new("choice", "a choice between 1 and 0 among other numbers", ChoiceStage.Run, Cuda, Cpu, OpenCl),
        new("fma", "fused multiply-add, with and without an instruction of our own", FmaStage.Run, Cuda, Cpu, OpenCl),
        new("contraction", "whether a·b + c keeps its two roundings", ContractionStage.Run, Cuda, Cpu, OpenCl),
        new("nan", "maximum, minimum and comparisons with NaN and −0", NanStage.Run, Cuda, Cpu, OpenCl),
        new("accuracy", "how far elementary functions are off", AccuracyStage.Run, Cuda, Cpu, OpenCl),
        new("elementwise", "the project's own operations against the processor", ElementwiseStage.Run, Cuda, Cpu, OpenCl),
        new("context", "a context after a failed compilation; a kernel after its twin was disposed of", ContextStage.Run, Cuda, Cpu),
        new("rows", "soft-max and LayerNorm", RowsStage.Run, Cuda, Cpu),
        new("sgemm", "float32 products without tensor cores", SgemmStage.Run, Cuda, Cpu),
        new("mma", "bf16 products on tensor cores", TensorCoreStage.Run, Cuda, Cpu),
        new("memory", "shared memory above 48 KB, memory pools", MemoryStage.Run, Cuda),
        new("launch", "cost of a launch, captured graphs, events", LaunchStage.Run, Cuda),
        new("hopper", "whether text changed to sm_90a loads and runs", HopperStage.Run, Cuda),
        new("barrier", "a barrier behind a condition", BarrierStage.Run, Cuda, Cpu, OpenCl),
        new("uniform", "branches that ILGPU calls uniform and are not", UniformStage.Run, Cuda, Cpu),
    ];
}
