using System.Reflection;
using System.Runtime.Loader;
using Gexia.Checking;
using Gexia.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>Operations that have GPU bodies, compiled from their sources with one place changed, into an assembly of their own.</summary>
internal sealed class MutatedBodies : IDisposable
{
    /// <summary>The libraries let it see their internals.</summary>
    private const string Name = "Gexia.Tests.Mutants";

    private const string Globals = "global using System; global using System.Collections.Generic; global using System.Linq;"
        + "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"ILGPURuntime\")]";

    private static readonly string[] Files =
        [
            "Tensor/Kernels/Gpu/GroupReduce.cs", "Tensor/Kernels/Gpu/IRowFours.cs", "Tensor/Kernels/Gpu/IRowTeam.cs",
            "Tensor/Kernels/Gpu/RowPart.cs", "Tensor/Kernels/Gpu/RowTeams.cs", "Tensor/Kernels/Gpu/ColumnPanels.cs",
            "Tensor/Kernels/SumLoop.cs", "Tensor/Kernels/SumLoop.Gpu.cs", "Autograd/Ops/Reduce/Reduce.cs",
            "Autograd/Ops/Gather/Gather.cs", "Autograd/Ops/Gather/Gather.Gpu.cs",
            "Autograd/Ops/CrossEntropy/SymmetricCrossEntropy.cs", "Autograd/Ops/CrossEntropy/SymmetricCrossEntropy.Gpu.cs",
            "Tensor/Kernels/Gpu/MapBodies.cs", "Tensor/Kernels/ElementwiseLoops.cs",
            "Tensor/Kernels/Gpu/GridWalk.cs", "Tensor/Kernels/Gpu/CopyBodies.cs", "Tensor/Kernels/Gpu/ConvertBodies.cs",
            "Tensor/Kernels/Gpu/Products/ProductBody.cs", "Tensor/Kernels/Gpu/Products/ProductSide.cs",
            "Tensor/Kernels/Gpu/Products/ProductQuad.cs", "Tensor/Kernels/Gpu/Products/ProductEnd.cs",
            "Tensor/Kernels/Gpu/Products/ProductNumbers.cs", "Tests/Devices/Gpu/SquareProducts.cs",
            "Tensor/Kernels/Gpu/NonFiniteBody.cs", "Tensor/Kernels/StridedCopy.cs", "Tensor/Kernels/Scalars.cs", "Tensor/NonFinite.cs",
            "Autograd/Ops/Elementwise/Elementwise.cs", "Autograd/Ops/Softmax/Softmax.cs", "Autograd/Ops/Softmax/Softmax.Gpu.cs",
            "Autograd/Ops/LayerNorm/LayerNorm.cs", "Autograd/Ops/LayerNorm/LayerNorm.Cpu.cs", "Autograd/Ops/LayerNorm/LayerNorm.Gpu.cs",
        ];

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly AssemblyLoadContext context;
    private readonly Assembly assembly;

    /// <param name="file">Where the change is.</param>
    /// <param name="original">What stands there, once at least.</param>
    /// <param name="mutant">What is written instead.</param>
    /// <param name="forIlgpu">Whether ILGPU compiles them: what it emits cannot refer to an assembly that can be unloaded.</param>
    /// <param name="files">What is compiled, if not <see cref="Files"/>.</param>
    public MutatedBodies(string file, string original, string mutant, bool forIlgpu = false, string[]? files = null)
    {
        context = new(Name, isCollectible: !forIlgpu);
        var source = Text(file);
        Assert.Contains(original, source, StringComparison.Ordinal);
        var place = source.IndexOf(original, StringComparison.Ordinal);
        var changed = source[..place] + mutant + source[(place + original.Length)..];
        var trees = (files ?? Files).Select(path => path == file ? changed : Text(path)).Append(Globals)
            .Select(text => CSharpSyntaxTree.ParseText(text, new(LanguageVersion.Latest)));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable);
        using var bytes = new MemoryStream();
        var result = CSharpCompilation.Create(Name, trees, References.Value, options).Emit(bytes);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)));
        bytes.Position = 0;
        assembly = context.LoadFromStream(bytes);
    }

    /// <summary>Runs them on ragged shapes; gives values and gradients.</summary>
    public List<float[]> Use(Device device)
    {
        var results = new List<float[]>();
        void Keep(Tensor y) => results.Add(y.ToArray<float>());
        var rng = new Rng(1);
        Tensor Leaf(params int[] shape) => Tensor.Normal(rng, shape, device: device).RequireGradient();
        void Both(Tensor y, params Tensor[] leaves)
        {
            Keep(y);
            var gradients = y.Backward(Tensor.Normal(rng, y.Shape, device: device));
            foreach (var leaf in leaves) Keep(gradients[leaf]);
        }

        foreach (var width in (int[])[40, 150, 604])
        {
            var x = Leaf(3, width);
            for (var i = 0; i < width; i++) x[1, i] = double.NegativeInfinity;
            var y = Call("Softmax", x);
            Keep(y);
            Keep(y.Backward(Tensor.Normal(rng, [3, width], device: device))[x]);
            Tensor[] leaves = [Leaf(9, width), Leaf(width), Leaf(width)];
            Both(Call("LayerNorm", leaves[0], leaves[1], leaves[2], 1e-5), leaves);
        }
        Tensor columns = Leaf(300, 5), square = Leaf(9, 9), table = Leaf(7, 36);
        Both(Call("Reduce.Sum", columns, 0, false), columns);
        Both(Call("SymmetricCrossEntropy", square), square);
        Both(Call("GatherOp.Gather", table, Tensor.Of([3, 0, 6, 3, 3, 0], [6], device)), table);
        return results;
    }

    /// <summary>Whether a device gives what the processor gives, but for rounding.</summary>
    public bool Agrees(Device device)
    {
        var (expected, found) = (Use(Device.Cpu), Use(device));
        for (var i = 0; i < expected.Count; i++)
        {
            var largest = expected[i].Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            for (var j = 0; j < expected[i].Length; j++)
                if (!expected[i][j].Equals(found[i][j]) && !(Math.Abs(expected[i][j] - found[i][j]) <= 1e-5f * largest)) return false;
        }
        return true;
    }

    /// <summary>Runs those that treat each element by itself.</summary>
    public void UseMaps(CheckingDevice device)
    {
        var rng = new Rng(2);
        Tensor Some(params int[] shape) => Tensor.Normal(rng, shape, device: device);
        Call("Apply", Some(301), Some(301), default(Divide));           // flat, one by one
        Call("Apply", Some(1100), Some(1100), default(Divide));         // in fours
        Call("Apply", Some(3, 1), Some(101), default(Divide));          // strided, one by one
        Call("Apply", Some(3, 1), Some(104), default(Divide));          // in fours
        Tensor wide = Some(4, 12), square = Some(6, 5);
        foreach (var x in (Tensor[])[wide, Some(37), square.Transpose(), wide.Slice(1, 3, 8), wide.Slice(1, 4, 8), Some(1100)])
        {
            Call("StridedCopy.Run", x, Tensor.Empty(x.Shape, device: device));
            Call("Convert", x.Contiguous(), Tensor.Empty(x.Shape, DType.Float16, device).To(DType.Float32));
        }
        foreach (var length in (int[])[7, 300]) Call("Fill", Tensor.Empty([length], device: device), 2.5);
        var numbers = Some(33_000);
        numbers[32_999] = double.NaN;
        Call("In", numbers);
    }

    /// <summary>Multiplies matrices of both ways of lying, ragged and whole, in small and large squares.</summary>
    public void UseProducts(CheckingDevice device)
    {
        var rng = new Rng(1);
        foreach (var (m, n, k, isLarge) in ((int, int, int, bool)[])[(33, 37, 11, false), (32, 36, 16, false), (130, 132, 12, true)])
        {
            Tensor Drawn(params int[] shape) => Tensor.Normal(rng, shape, device: device);
            Tensor Across(Tensor x) => x.View(x.Layout.Permute([1, 0]));
            foreach (var accumulate in (bool[])[false, true])
            {
                var (a, b) = accumulate ? (Across(Drawn(k, m)), Across(Drawn(n, k))) : (Drawn(m, k), Drawn(k, n));
                Call("Multiply", a, b, Drawn(n), Drawn(m, n), Drawn(m, n + 8).Slice(1, 4, n), accumulate, isLarge);
            }
            // Lines that begin at no multiple of four.
            Call("Multiply", Drawn(m, k + 2).Slice(1, 1, k), Drawn(k, n + 1).Slice(1, 1, n), Drawn(n), Drawn(m, n), Drawn(m, n), false, isLarge);
        }
    }

    public void Dispose() => context.Unload();

    private static string Text(string file) => SourceTree.Read(file).ReplaceLineEndings("\n");

    /// <summary>Makes an object of one of the types.</summary>
    public object Make(string type, params object[] arguments) =>
        Activator.CreateInstance(assembly.GetTypes().Single(one => one.Name == type), arguments)!;

    /// <summary>Calls one of the operations by its name.</summary>
    public Tensor Call(string name, params object[] arguments)
    {
        var (type, called) = name.Split('.') is [var first, var second] ? (first, second) : (null, name);
        var method = assembly.GetTypes().Where(one => type is null || one.Name == type)
            .SelectMany(one => one.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Single(method => method.Name == called && method.GetParameters().Length == arguments.Length);
        if (method.IsGenericMethod) method = method.MakeGenericMethod(arguments[^1].GetType());
        return (method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null) as Tensor)!;
    }
}
