using System.Globalization;
using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Runs;

namespace Gexia.Benchmarks;

/// <summary>
/// Whether alignment maps find the object that a text speaks of: the share of unseen synthetic clips whose mean Δ over the places in the
/// object's box exceeds that over all others, by what places are covered with, how large they are, which text is asked with and how.
/// <c>boxes RUN… [--clips N] [--still]</c>; the runs are those of <c>gexia demo</c>, such as <c>demo/source</c>, and with
/// <c>--still</c> <c>demo/order/towers</c>, which only saw objects that stay.
/// </summary>
internal static class ObjectBoxes
{
    private static readonly Iterations[] asked = [new(1, 1), new(3, 3)];

    private static readonly string[] texts = ["caption", "object", "against others"];

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var count = arguments.Number("--clips", 100);
        var still = arguments.Flag("--still");
        using var pause = Graph.NoGradient();
        Console.WriteLine($"share of clips, percent (frames, percent; mean contrast / mean |Δ|); {count} clips a run");
        foreach (var folder in arguments.Rest)
        {
            Console.WriteLine(folder);
            var run = TrainedRun.Open(new RunFolder(folder));
            var clips = SyntheticSources.DistinctClips(new SyntheticSources(run.Config.Seed).Create("test", 200), int.MaxValue)
                .Where(item => !still || item.Clip.Scene.Motion == SceneMotion.Still).Take(count).ToList();
            foreach (var fill in Enum.GetValues<MaskFill>())
                foreach (var places in (int[])[13, 5, 3])
                    Show(run, clips, fill, places);
        }
    }

    private static void Show(
        TrainedRun run, IReadOnlyList<(SyntheticSource Source, SyntheticClip Clip)> clips, MaskFill fill, int places)
    {
        var renderer = new SceneRenderer();
        var grid = MaskGrid.Of(renderer.Size, places);
        var masking = new PatchMasking { Together = 256, Fill = fill };
        Dictionary<string, List<(double Contrast, double Size, double Frames)>> found = [];
        foreach (var (source, clip) in clips)
        {
            using var scope = TensorScope.Begin();
            var pixels = Pixels(source.FramesOf(clip));
            var time = pixels.Shape[0];
            var boxes = Enumerable.Range(0, time).Select(f => renderer.ObjectBox(clip.Scene, clip.Pose, f, time)).ToList();
            int[] shown = [.. Enumerable.Range(0, time).Where(f => boxes[f].Bottom > boxes[f].Top)];
            bool Inside(int layer, double row, double column) => boxes[shown[layer]] is var (top, left, bottom, right)
                && row >= top && row < bottom && column >= left && column < right;
            var queries = Queries(run, asked, clip.Scene);
            var maps = masking.Measure(
                run.Model.EncodeFrames, pixels, [.. asked.Zip(queries, (way, query) => new MaskQuestion(run.Model.With(way), query))], grid,
                shown);
            for (var w = 0; w < asked.Length; w++)
                for (var t = 0; t < texts.Length; t++) Add($"{asked[w]} {texts[t]}", [maps[w][t]], Inside);
            // each frame as a video of its own, asked as images are
            var still = run.Model.With(new Iterations(0, 1));
            var query = Queries(run, [new(0, 1)], clip.Scene)[0];
            var frames = shown.Select(f => masking.Measure(
                run.Model.EncodeFrames, pixels.Slice(0, f, 1), [new(still, query)], grid, [0])[0]).ToList();
            for (var t = 0; t < texts.Length; t++) Add($"0-1 frame {texts[t]}", [.. frames.Select(maps => maps[t])], Inside);
        }
        Console.WriteLine($"  {fill}, squares of {grid.Square} of {renderer.Size} pixels: " + string.Join("; ", found.Select(item =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{item.Key} {100 * item.Value.Average(x => x.Contrast > 0 ? 1.0 : 0):F0} ({100 * item.Value.Average(x => x.Frames):F0}; "
                + $"{item.Value.Average(x => x.Contrast) / item.Value.Average(x => x.Size):F2})"))));

        void Add(string name, IReadOnlyList<AlignmentMap> maps, Func<int, double, double, bool> inside)
        {
            var joined = Joined(maps);
            var contrast = joined.Contrast(inside);
            if (double.IsNaN(contrast)) return;
            var frames = Enumerable.Range(0, joined.Frames).Select(f => joined.Contrast(f, (row, column) => inside(f, row, column)))
                .Where(double.IsFinite).Select(value => value > 0 ? 1.0 : 0).ToList();
            if (!found.TryGetValue(name, out var all)) found[name] = all = [];
            all.Add((contrast, joined.Scores.Cast<double>().Average(Math.Abs), frames.Average()));
        }
    }

    private static AlignmentMap Joined(IReadOnlyList<AlignmentMap> maps)
    {
        if (maps.Count == 1) return maps[0];
        var scores = new double[maps.Count, maps[0].Side, maps[0].Side];
        for (var f = 0; f < maps.Count; f++)
            for (var y = 0; y < maps[0].Side; y++)
                for (var x = 0; x < maps[0].Side; x++) scores[f, y, x] = maps[f].Scores[0, y, x];
        return maps[0] with { Scores = scores };
    }

    // The caption, the object alone, and the caption against those of all other objects that do the same on the same background: of those
    // the direction that tells the object from the others, so that what only says "something is covered" falls out.
    private static Tensor[] Queries(TrainedRun run, Iterations[] ways, Scene scene)
    {
        var others = from color in Enum.GetValues<SceneColor>()
                     from shape in Enum.GetValues<SceneShape>()
                     let other = scene with { Color = color, Shape = shape }
                     where other != scene
                     select SceneGrammar.Caption(other);
        string[] said = [SceneGrammar.Caption(scene), $"a {SceneGrammar.Phrase(scene)}", .. others];
        return [.. Embedded(run, ways, said).Select(rows => ConcatOp.Concat(
            [rows.Slice(0, 0, 2), rows.Slice(0, 0, 1) - rows.Slice(0, 2, said.Length - 2).Mean(0, keep: true)], 0))];
    }

    private static IEnumerable<Tensor> Embedded(TrainedRun run, Iterations[] ways, string[] said)
    {
        var length = run.Model.ContextLength;
        var ids = TextIds.Of(
            [.. said.SelectMany(text => run.Tokenizer.EncodeForModel(text, length, out _))], length, length, run.Model.EndOfText);
        return ways.Select(way => run.Model.With(way).EncodeText(ids).L2Normalize());
    }

    private static Tensor Pixels(IReadOnlyList<RgbImage> frames)
    {
        var preprocessing = ClipPreprocessing.Standard(frames[0].Height);
        var planes = new float[frames.Count * frames[0].Pixels.Length];
        for (var f = 0; f < frames.Count; f++)
            preprocessing.Apply(frames[f], planes.AsSpan(f * frames[0].Pixels.Length, frames[0].Pixels.Length));
        return Tensor.Of(planes, [frames.Count, 3, frames[0].Height, frames[0].Width]);
    }
}
