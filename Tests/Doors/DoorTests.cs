using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Text;
using Gexia.Data.Video;
using Gexia.Data.Weights;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Tests.Pretrained;
using Gexia.Tests.Support;
using Gexia.Tests.Training;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Pretrained;
using Gexia.Training.Runs;

namespace Gexia.Tests.Doors;

/// <summary>
/// Every public door through which files come: whatever lies at the path, the exception is the documented one, and nothing waits.
/// </summary>
public sealed class DoorTests : IDisposable
{
    private static readonly Dictionary<string, Action<string>> doors = new()
    {
        ["SafeTensors.Open"] = path => SafeTensors.Open(path).Dispose(),
        ["SafeTensors.ReadAll"] = path => SafeTensors.ReadAll(path),
        ["WeightsFile.Open"] = path => WeightsFile.Open(path).Dispose(),
        ["ClipFolder.Open"] = path => ClipFolder.Open(path, new() { Activation = Gexia.Models.Layers.Activation.Gelu }),
        ["EmbeddingModel.Open"] = path => EmbeddingModel.Open(path),
        ["TrainedRun.Open"] = path => TrainedRun.Open(new RunFolder(path)),
        ["Weights.Load"] = path => Weights.Load(path, new CurveProblem().Parameters),
        ["Checkpoint.Load"] = path => Checkpoint.Load(path, new CurveProblem().Parameters, new CurveProblem().Optimizer, "{}"),
        ["TokenizerFolder.Open"] = path => TokenizerFolder.Open(path),
        ["BpeTokenizer.Open"] = path => BpeTokenizer.Open(path),
        ["WordTokenizer.Open"] = path => WordTokenizer.Open(path),
        ["PairReader.Read"] = path => _ = PairReader.Read(new(path)).Count() > 0 ? 0 : throw new GexiaException("no pairs"),
        ["FileSummaries.Open"] = path => _ = FileSummaries.Open(path).Count > 0 ? 0 : throw new GexiaException("no summaries"),
        ["ExpansionPlan.Open"] = path => ExpansionPlan.Open(path),
        ["RunConfig.Open"] = path => RunConfig.Open(path),
        ["JsonFile.Read"] = path => JsonFile.Read(path, 1 << 20, 8).RootElement.GetProperty("none"),
        ["Png.Read"] = path => Png.Read(path),
        ["AnimatedPng.Read"] = path => AnimatedPng.Read(path),
        ["VideoReader.Probe"] = path => VideoReader.Probe(path),
    };

    private static readonly string[] inputs =
        ["missing", "folder", "empty", "text", "binary", "truncated", "pipe", "loop", "dangling", "no name", "zero in name"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Table => doors.Keys.SelectMany(door => inputs.Select(input => (object[])[door, input]));

    [Theory, MemberData(nameof(Table))]
    public void What_is_wrong_with_an_input_is_one_kind_of_exception(string door, string input)
    {
        if (OperatingSystem.IsWindows() && input is "pipe" or "loop" or "dangling") return;
        var path = Make(input);
        Exception? thrown = null;
        var worker = new Thread(() =>
        {
            try { doors[door](path); }
            catch (Exception error) { thrown = error; }
        })
        { IsBackground = true };
        worker.Start();
        Assert.True(worker.Join(TimeSpan.FromMinutes(2)), $"{door} waits for ever at {input}.");     // only a hang takes that long
        var refused = thrown as GexiaException;
        Assert.True(refused is not null, $"{door}, {input}: {thrown?.ToString() ?? "nothing was thrown"}");
        Assert.False(string.IsNullOrWhiteSpace(refused.Message));
    }

    // A good archive with its last third missing, and what is not a file at all.
    private string Make(string input)
    {
        var path = folder.File("input");
        switch (input)
        {
            case "folder": Directory.CreateDirectory(path); break;
            case "empty": File.WriteAllBytes(path, []); break;
            case "text": File.WriteAllText(path, "not what it should be\n"); break;
            case "binary": File.WriteAllBytes(path, [.. Enumerable.Range(0, 4096).Select(i => (byte)((i * 167) ^ (i >> 3)))]); break;
            case "truncated":
                var good = File.ReadAllBytes(ArchiveTests.Fixture("state-float32.pt"));
                File.WriteAllBytes(path, good[..(good.Length * 2 / 3)]);
                break;
            case "pipe": SpecialFiles.Pipe(path); break;
            case "loop": File.CreateSymbolicLink(path, path); break;
            case "dangling": File.CreateSymbolicLink(path, folder.File("nowhere")); break;
            case "no name": return "";
            case "zero in name": return path + "\0x";
        }
        return path;
    }
}
