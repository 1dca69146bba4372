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

    private const string Globals = "global using System; global using System.Collections.Generic; global using System.Linq;";

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

    private readonly AssemblyLoadContext context = new(Name, isCollectible: true);
    private readonly Assembly assembly;

    public MutatedBodies(string file, string original, string mutant)
    {
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

    /// <summary>Runs them on ragged shapes.</summary>
    public void Use(CheckingDevice device)
    {
        var rng = new Rng(1);
        Tensor Leaf(params int[] shape) => Tensor.Normal(rng, shape, device: device).RequireGradient();
        foreach (var width in (int[])[40, 150])
        {
            var x = Leaf(3, width);
            for (var i = 0; i < width; i++) x[1, i] = double.NegativeInfinity;
            Call("Softmax", x).Backward(Tensor.Normal(rng, [3, width], device: device));
            Call("LayerNorm", Leaf(2, width), Leaf(width), Leaf(width), 1e-5);
        }
        Call("Apply", Leaf(300), Leaf(300), default(Divide));
        Call("Apply", Leaf(3, 1), Leaf(100), default(Divide));
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
