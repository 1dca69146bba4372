using System.Text;
using System.Text.RegularExpressions;
using Gexia.Gpu;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Architecture;
using Gexia.Tests.Gradients;
using Gexia.Tests.Kernels.Ops;
using Gexia.Tests.Support;
using ILGPU.Runtime.Cuda;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// The text for CUDA of every body that the operations and a training step of GEXIA need, for two architectures: rules that hold for all of
/// them, and what can be counted in each, as recorded in <c>Ptx.txt</c>. To write the file anew:
/// <c>GEXIA_WRITE_PTX=1 dotnet test Tests -c Release --filter PtxTests</c>.
/// </summary>
public partial class PtxTests
{
    private const string Recorded = "Tests/Devices/Gpu/Ptx.txt";

    private static readonly Lazy<SortedDictionary<string, string>> Ampere = new(() => TextsFor(CudaArchitecture.SM_80)),
        Hopper = new(() => TextsFor(CudaArchitecture.SM_90));

    public static TheoryData<string> Architectures => ["sm_80", "sm_90"];

    [Theory, MemberData(nameof(Architectures))]
    public void No_text_breaks_a_rule(string architecture)
    {
        var texts = TextsOf(architecture);
        Assert.True(texts.Count > 50, $"only {texts.Count} bodies");
        var breaches = texts.SelectMany(text => Breaches(text.Value).Select(breach => $"{text.Key}: {breach}"));
        Assert.Empty(breaches);
    }

    [Theory, MemberData(nameof(Architectures))]
    public void What_is_counted_in_a_text_is_what_was_recorded(string architecture)
    {
        var lines = new StringBuilder();
        foreach (var (name, text) in TextsOf(architecture))
            lines.Append($"{architecture} {name}: barriers {PtxText.Barriers(text)}, shuffles {Shuffle().Count(text)}, fours loaded "
                + $"{Four("ld").Count(text)} and stored {Four("st").Count(text)}\n");
        var path = Path.Combine(SourceTree.Root, Recorded);
        string[] before = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (Environment.GetEnvironmentVariable("GEXIA_WRITE_PTX") == "1")
        {
            var others = before.Where(line => !line.StartsWith(architecture, StringComparison.Ordinal)).Select(line => line + "\n");
            string[] all = [.. others, .. lines.ToString().TrimEnd('\n').Split('\n').Select(line => line + "\n")];
            File.WriteAllText(path, string.Concat(all.Order(StringComparer.Ordinal)));
            return;
        }
        Assert.Equal(
            before.Where(line => line.StartsWith(architecture, StringComparison.Ordinal)), lines.ToString().TrimEnd('\n').Split('\n'));
    }

    private static IEnumerable<string> Breaches(string text)
    {
        if (PtxText.UniformBranches(text) > 0) yield return "a branch by a predicate is called uniform";
        if (PtxText.LocalAccesses(text) > 0) yield return $"{PtxText.LocalAccesses(text)} accesses of local memory";
        if (text.Contains(".extern .func", StringComparison.Ordinal)) yield return "a function that is not there";
        if (Contracted().Count(text) > 0) yield return "a product or sum that may be contracted";
        if (Approximate().Match(text) is { Success: true } match) yield return $"an approximate function, {match.Value}";
    }

    private static SortedDictionary<string, string> TextsOf(string architecture) => (architecture == "sm_80" ? Ampere : Hopper).Value;

    private static SortedDictionary<string, string> TextsFor(CudaArchitecture architecture)
    {
        using var device = new TextDevice(architecture);
        foreach (var op in OpCases.Rows)
            foreach (var sizes in (Sizes[])[new(2, 3, 5, 2, 1), new(4, 16, 128, 64, 2), new(2, 130, 64, 8, 5)])
                Outcome.Of(new Trial(op, sizes), DType.Float32, device);
        foreach (var type in (DType[])[DType.Float32, DType.BFloat16])
        {
            TowerConfig tower = new() { Width = 32, Layers = 2, Heads = 2 };
            GexiaConfig config = new()
            {
                Vision = new() { ImageSize = 16, PatchSize = 8, Tower = tower },
                Text = new() { VocabularySize = 60, ContextLength = 8, Tower = tower },
                Iam = new() { Vectors = 4, Width = 32, Heads = 2 },
            };
            var model = new GexiaModel(ParameterScope.Fresh(new Rng(1), device: device).ComputingIn(type), config);
            var pixels = Tensor.Normal(new Rng(2), [2, 2, 3, config.Vision.ImageSize, config.Vision.ImageSize], device: device);
            var texts = TextIds.Of([1, 2, 3, 9, 1, 5, 9, 0], 4, config.Text.ContextLength, endOfText: null, device);
            ContrastiveLoss.Symmetric(model.EncodeVideo(pixels, 1), model.EncodeText(texts, 1), model.LogitScale).Backward();
        }
        return device.Texts;
    }

    private static Regex Four(string access) => access == "ld" ? FourLoads() : FourStores();

    [GeneratedRegex(@"\bld\.\w+\.v4\b")] private static partial Regex FourLoads();
    [GeneratedRegex(@"\bst\.\w+\.v4\b")] private static partial Regex FourStores();
    [GeneratedRegex(@"\bshfl\.sync\b")] private static partial Regex Shuffle();
    [GeneratedRegex(@"\b(mul|add|sub)\.f(32|64)\b")] private static partial Regex Contracted();
    [GeneratedRegex(@"\b(ex2|lg2|sin|cos|tanh)\.approx\S*")] private static partial Regex Approximate();
}
