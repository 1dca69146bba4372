using System.Reflection;
using Gexia.Gpu;
using Gexia.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>Every kernel has a body for GPUs, or stands here with the reason why it has none.</summary>
public class GpuBodyTableTests
{
    private const string Later = "comes with the project for GPUs", Packed = "packed weights are a form for the processor's caches",
        Measures = "measures the processor", Scores = "embeddings are brought back, and compared by the processor",
        Index = "an index lies in a file and is searched from there by the processor";

    private static readonly Dictionary<string, string> WithoutBody = new()
    {
        ["Gexia.Cli.Bench.FmaChain"] = Measures,
        ["Gexia.Cli.Bench.Triad+Kernel"] = Measures,
        ["Gexia.Cpu.PackMatrix"] = Packed,
        ["Gexia.Cpu.UnpackMatrix"] = Packed,
        ["Gexia.PackedGatherOp+Pick"] = Packed,
        ["Gexia.PackedTable+Pack"] = Packed,
        ["Gexia.PackedTable+UnpackRows"] = Packed,
        ["Gexia.Search.Vectors.EncodeRows"] = Index,
        ["Gexia.Search.Vectors.Rescore"] = Index,
        ["Gexia.Search.Vectors.Scan`1"] = Index,
        ["Gexia.Training.Evaluation.CosineScores+Rows"] = Scores,
        ["Gexia.Training.Optimizers.AdamWUpdate"] = "its numbers come with the call; on a GPU they lie in memory: QueuedAdamW",
        ["Gexia.Training.Optimizers.SquareSums"] = "sums in float64; on a GPU in float32: QueuedSquares",
    };

    private static IEnumerable<Type> Kernels => KernelRules.Kernels.Where(type => typeof(IKernel).IsAssignableFrom(type));

    [Fact]
    public void A_kernel_has_a_body_or_a_reason()
    {
        var without = Kernels.Where(type => !HasBody(type)).Select(type => type.FullName!).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(WithoutBody.Keys.Order(StringComparer.Ordinal), without);
        Assert.True(Kernels.Count(HasBody) >= 5, $"only {Kernels.Count(HasBody)} kernels have a body");
        Assert.DoesNotContain("", WithoutBody.Values);
    }

    /// <summary>
    /// A compiler for GPUs makes shifts of divisions by powers of two, which is wrong below zero: in a body one side of every / and % is
    /// a float at sight. Functions of MathF differ from device to device.
    /// </summary>
    [Fact]
    public void A_body_divides_floats_only_and_takes_functions_from_lanes()
    {
        var bodies = SourceTree.HandWritten().Where(path => !path.StartsWith("Tests/", StringComparison.Ordinal))
            .Select(path => CSharpSyntaxTree.ParseText(SourceTree.Read(path), path: path).GetRoot())
            .SelectMany(root => root.DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(IsBody)
            .ToArray();
        Assert.True(bodies.Length >= 8, $"only {bodies.Length} bodies were found");
        var breaches = bodies.SelectMany(body => body.DescendantNodes()).Where(IsBreach);
        Assert.Empty(breaches.Select(node => $"{node.GetLocation().GetLineSpan()}: {node}"));
    }

    /// <summary>A bool or a char has no fixed size on a device: ILGPU refuses to hand one over. An int does.</summary>
    [Fact]
    public void A_body_holds_numbers_of_fixed_size()
    {
        var bodies = KernelRules.Kernels.Select(kernel => kernel.Assembly).Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsValueType && type.GetInterfaces().Contains(typeof(IGpuBody))).ToArray();
        Assert.True(bodies.Length >= 30, $"only {bodies.Length} bodies were found");
        Assert.Empty(
            bodies.SelectMany(body => body.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                .Where(field => field.FieldType == typeof(bool) || field.FieldType == typeof(char)));
    }

    private static bool HasBody(Type kernel) => kernel.GetMethods().Any(method => method.Name == nameof(IKernel.OnGpu));

    private static bool IsBody(MethodDeclarationSyntax method) =>
        method.Body is not null && method.TypeParameterList?.Parameters.Any(one => one.Identifier.Text == "TGpu") == true;

    private static bool IsBreach(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression or (int)SyntaxKind.ModuloExpression } quotient =>
            !IsFloat(quotient.Left) && !IsFloat(quotient.Right),
        AssignmentExpressionSyntax assignment =>
            assignment.Kind() is SyntaxKind.DivideAssignmentExpression or SyntaxKind.ModuloAssignmentExpression,
        IdentifierNameSyntax { Identifier.Text: "MathF" or "Math" } => true,
        _ => false,
    };

    private static bool IsFloat(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value is float,
        CastExpressionSyntax cast => cast.Type.ToString() == "float",
        _ => false,
    };
}
