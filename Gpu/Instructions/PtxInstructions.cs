using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Frontend;
using ILGPU.Frontend.Intrinsic;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Types;
using ILGPU.IR.Values;
using Register = ILGPU.Backends.RegisterAllocator<ILGPU.Backends.PTX.PTXRegisterKind>;

namespace Gexia.Gpu;

/// <summary>Writes the instructions of <see cref="Instructions"/>; a method is found by its name.</summary>
internal static class PtxInstructions
{
    /// <summary>
    /// Makes the instructions known to a context, and the framework's methods that the lanes need and ILGPU does not know.
    /// </summary>
    public static void AddInstructions(this Context.Builder builder)
    {
        var manager = builder.GetIntrinsicManager();
        string[] names =
        [
            nameof(Fma), nameof(Pair), nameof(MatrixMultiplyAdd), nameof(HalfMatrixMultiplyAdd), nameof(LoadMatrices),
            nameof(LoadMatricesTransposed), nameof(CopyAsync), nameof(CommitCopies), nameof(WaitForCopies),
        ];
        foreach (var name in names)
            manager.RegisterMethod(typeof(Instructions).GetMethod(name)!,
                new PTXIntrinsic(typeof(PtxInstructions), name, IntrinsicImplementationMode.GenerateCode));
        manager.RegisterMethod(typeof(Instructions).GetMethod(nameof(Fma))!,
            new CLIntrinsic(typeof(PtxInstructions), nameof(OpenClFma), IntrinsicImplementationMode.GenerateCode));
        Replace(typeof(MathF), nameof(MathF.FusedMultiplyAdd), typeof(Instructions), nameof(Fma));
        Replace(typeof(BFloat16), nameof(BFloat16.Pair), typeof(Instructions), nameof(Pair));
        manager.RegisterMethod(typeof(Instructions).GetMethod(nameof(Pair))!,
            new CLIntrinsic(typeof(PtxInstructions), nameof(OpenClPair), IntrinsicImplementationMode.Redirect));
        Replace(typeof(BitConverter), nameof(BitConverter.UInt32BitsToSingle), typeof(PtxInstructions), nameof(ToSingle));
        Replace(typeof(BitConverter), nameof(BitConverter.SingleToUInt32Bits), typeof(PtxInstructions), nameof(ToBits));
    }

    public static float ToSingle(uint bits) => Interop.IntAsFloat(bits);

    public static uint ToBits(float value) => Interop.FloatAsInt(value);

    public static void Fma(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        Register.PrimitiveRegister[] inputs = [code.LoadPrimitive(call[0]), code.LoadPrimitive(call[1]), code.LoadPrimitive(call[2])];
        var sum = code.AllocateHardware(call);
        using var command = code.BeginCommand("fma.rn.f32");
        command.AppendArgument(sum);
        command.AppendArgument(inputs[0]);
        command.AppendArgument(inputs[1]);
        command.AppendArgument(inputs[2]);
    }

    public static void Pair(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        Register.PrimitiveRegister first = code.LoadPrimitive(call[0]), second = code.LoadPrimitive(call[1]);
        var pair = code.AllocateHardware(call);
        using var command = code.BeginCommand("cvt.rn.bf16x2.f32");
        command.AppendArgument(pair);
        command.AppendArgument(second);             // the upper half comes first
        command.AppendArgument(first);
    }

    /// <summary>As <see cref="BFloat16.Pair"/>, by whole numbers.</summary>
    public static uint OpenClPair(float first, float second) => Narrow(first) | (Narrow(second) << 16);

    private static uint Narrow(float value)
    {
        var bits = ToBits(value);
        var rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
        if ((bits & 0x7FFF_FFFF) > 0x7F80_0000) rounded = (bits >> 16) | 0x40;
        return rounded;
    }

    public static void MatrixMultiplyAdd(PTXBackend backend, PTXCodeGenerator code, Value call) => MultiplyAdd(code, call, "bf16");

    public static void HalfMatrixMultiplyAdd(PTXBackend backend, PTXCodeGenerator code, Value call) => MultiplyAdd(code, call, "f16");

    private static void MultiplyAdd(PTXCodeGenerator code, Value call, string type)
    {
        var (a, b0, b1, c) = (code.Load(call[0]), code.LoadPrimitive(call[1]), code.LoadPrimitive(call[2]), code.Load(call[3]));
        var sum = code.Allocate(call);
        using var command = code.BeginCommand($"mma.sync.aligned.m16n8k16.row.col.f32.{type}.{type}.f32");
        command.AppendVectorArgument(Parts(sum));
        command.AppendVectorArgument(Parts(a));
        command.AppendVectorArgument([b0, b1]);
        command.AppendVectorArgument(Parts(c));
    }

    public static void LoadMatrices(PTXBackend backend, PTXCodeGenerator code, Value call) => Load(code, call, ".shared");

    public static void LoadMatricesTransposed(PTXBackend backend, PTXCodeGenerator code, Value call) => Load(code, call, ".trans.shared");

    private static void Load(PTXCodeGenerator code, Value call, string kind)
    {
        var row = Address(code, call[0], MemoryAddressSpace.Shared, "cvta.to.shared.u64");
        var loaded = code.Allocate(call);
        using var command = code.BeginCommand($"ldmatrix.sync.aligned.m8n8.x4{kind}.b16");
        command.AppendVectorArgument(Parts(loaded));
        command.AppendArgumentValue(row);
    }

    public static void CopyAsync(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        var to = Address(code, call[0], MemoryAddressSpace.Shared, "cvta.to.shared.u64");
        var from = Address(code, call[1], MemoryAddressSpace.Global, "cvta.to.global.u64");
        var bytes = code.LoadPrimitive(call[2]);
        using var command = code.BeginCommand("cp.async.cg.shared.global");
        command.AppendArgumentValue(to);
        command.AppendArgumentValue(from);
        command.AppendConstant(16);
        command.AppendArgument(bytes);
    }

    public static void CommitCopies(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        using var command = code.BeginCommand("cp.async.commit_group");
    }

    public static void WaitForCopies(PTXBackend backend, PTXCodeGenerator code, Value call)
    {
        if (call[0].Resolve() is not PrimitiveValue pending)
            throw new NotSupportedException("WaitForCopies: the number of groups must be a constant.");
        using var command = code.BeginCommand("cp.async.wait_group");
        command.AppendConstant(pending.Int32Value);
    }

    public static void OpenClFma(CLBackend backend, CLCodeGenerator code, Value call)
    {
        var (a, b, c) = (code.Load(call[0]), code.Load(call[1]), code.Load(call[2]));
        using var statement = code.BeginStatement(code.Allocate(call));
        statement.AppendCommand("fma");
        statement.BeginArguments();
        statement.AppendArgument(a);
        statement.AppendArgument(b);
        statement.AppendArgument(c);
        statement.EndArguments();
    }

    private static void Replace(Type type, string name, Type by, string with)
    {
        const BindingFlags any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var replacement = by.GetMethod(with, any)!;
        RemappedIntrinsics.AddRemapping(type.GetMethod(name, any)!, (ref InvocationContext context) => context.Method = replacement);
    }

    // An address in a state space. Behind a cast to the generic space ILGPU often still knows the space; else it is converted.
    private static Register.HardwareRegister Address(PTXCodeGenerator code, Value value, MemoryAddressSpace space, string conversion)
    {
        var resolved = value.Resolve();
        if (resolved is AddressSpaceCast cast && ((AddressSpaceType)cast.Value.Type).AddressSpace == space)
            return code.LoadHardware(cast.Value);
        var address = code.LoadHardware(resolved);
        if (((AddressSpaceType)resolved.Type).AddressSpace == space) return address;
        var converted = code.AllocateRegister(address.Description);
        using var command = code.BeginCommand(conversion);
        command.AppendArgument(converted);
        command.AppendArgument(address);
        return converted;
    }

    private static Register.PrimitiveRegister[] Parts(Register.Register register) =>
        [.. ((Register.CompoundRegister)register).Children.Cast<Register.PrimitiveRegister>()];
}
