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
            "Tensor/Kernels/Gpu/GroupReduce.cs", "Tensor/Kernels/Gpu/MapBodies.cs", "Tensor/Kernels/ElementwiseLoops.cs",
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
    public MutatedBodies(string file, string original, string mutant, bool forIlgpu = false)
    {
        context = new(Name, isCollectible: !forIlgpu);
        var source = Text(file);
        Assert.Contains(original, source, StringComparison.Ordinal);
        var place = source.IndexOf(original, StringComparison.Ordinal);
        var changed = source[..place] + mutant + source[(place + original.Length)..];
        var trees = Files.Select(path => path == file ? changed : Text(path)).Append(Globals)
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
        foreach (var width in (int[])[40, 150])
        {
            var x = Leaf(3, width);
            for (var i = 0; i < width; i++) x[1, i] = double.NegativeInfinity;
            var y = Call("Softmax", x);
            Keep(y);
            Keep(y.Backward(Tensor.Normal(rng, [3, width], device: device))[x]);
            Keep(Call("LayerNorm", Leaf(2, width), Leaf(width), Leaf(width), 1e-5));
        }
        Keep(Call("Apply", Leaf(300), Leaf(300), default(Divide)));
        Keep(Call("Apply", Leaf(3, 1), Leaf(100), default(Divide)));
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

    public void Dispose() => context.Unload();

    private static string Text(string file) => SourceTree.Read(file).ReplaceLineEndings("\n");

    private Tensor Call(string name, params object[] arguments)
    {
        var method = assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Single(method => method.Name == name && method.GetParameters().Length == arguments.Length);
        if (method.IsGenericMethod) method = method.MakeGenericMethod(arguments[^1].GetType());
        return (Tensor)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }
}
