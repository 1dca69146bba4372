using System.Text;
using Gexia.Models;
using Gexia.Training.Tasks;

namespace Gexia.Training.Config;

/// <summary>All keys of the configuration: what the reading code asks for when it reads a configuration that has every section.</summary>
internal static class ConfigKeys
{
    private static readonly Lazy<IReadOnlyList<ConfigKey>> all = new(() =>
    [
        .. ModelKinds.All.Select(Everything).Concat(TaskKinds.All.Select(Everything))
            .SelectMany(json => RunConfig.KeysOf(Encoding.UTF8.GetBytes(json))).DistinctBy(key => key.Path)
            .GroupBy(key => key.Section.Split('.')[0]).SelectMany(part => part.GroupBy(key => key.Section).SelectMany(keys => keys)),
    ]);

    // What has no default, and the sections that are optional.
    private static string Everything(ModelKind kind) => $$"""
        {
          "model": {
            "kind": "{{kind.Name}}",
            "vision": { "imageSize": 32, "patchSize": 16, "width": 64, "layers": 1, "heads": 4 },
            "text": { "width": 64, "layers": 1, "heads": 4 },
          },
          "data": { "pairs": "pairs", "videos": "videos", "crop": {} },
          "training": { "steps": 1, "granularities": { "NAME": { "frames": 2 } } },
          "eval": { "pairs": "pairs", "best": { "figure": "figure", "split": "test" } },
        }
        """;

    private static string Everything(TaskKind kind) => $$"""
        {
          "model": {
            "vision": { "imageSize": 32, "patchSize": 16, "width": 64, "layers": 1, "heads": 4 },
            "text": { "width": 64, "layers": 1, "heads": 4 },
          },
          "task": { "kind": "{{kind.Name}}", "dataset": "{{kind.Datasets[0]}}", "root": "root", "videos": "videos" },
          "training": { "steps": 0 },
        }
        """;

    /// <summary>In the order in which they are read.</summary>
    public static IReadOnlyList<ConfigKey> All => all.Value;

    /// <summary>Words that people try where there is no such key, and what to do instead.</summary>
    private static readonly (string[] Words, string Answer)[] others =
    [
        (["temperature", "tau", "logit_scale"], "the temperature is learned, from 0.07 on (GEXIA §3.2), and has no key"),
        (["optimizer", "optim"], "the optimizer is AdamW: training.learningRate, weightDecay, beta1, beta2 and epsilon are its keys"),
        (["dropout"], "there is no dropout"),
        (["out", "output", "output_dir", "save_dir", "run_name"], "name the folder of the run on the command line: --out RUN"),
        (["threads", "num_threads"], "say it on the command line: --threads N"),
        (["resume"], "say it on the command line: train --resume RUN"),
    ];

    /// <summary>What a word that is no key of a section may mean.</summary>
    /// <param name="word">The word.</param>
    /// <param name="section">The section where it stands, such as <c>training</c>.</param>
    /// <param name="own">The keys of that section.</param>
    /// <returns>A hint that ends a sentence.</returns>
    public static string Hint(string word, string section, IReadOnlyCollection<string> own)
    {
        var path = section.Length == 0 ? word : $"{Generic(section)}.{word}";
        if (!own.Contains(word) && All.Any(key => key.Path == path || key.Path.StartsWith(path + ".", StringComparison.Ordinal)))
            return "it is one where model.kind, or the task, is another.";
        ConfigKey[] meant = [.. All.Where(key => key.IsMeantBy(word))];
        var here =
            section.Length == 0 ? meant : [.. meant.Where(key => key.Path.StartsWith(Generic(section) + ".", StringComparison.Ordinal))];
        if (here.FirstOrDefault(key => own.Contains(key.Name) && key.Section == Generic(section)) is { } direct)
            return $"did you mean {direct.Name}?";
        if (here.Length == 0) here = meant;
        if (here.Length > 0)
        {
            return $"did you mean "
                + $"{string.Join(" or ", here.Select(key => key.Path))}?"
                + $"{(here.Any(IsOfGranularity) ? " NAME is a granularity, such as SVST." : "")}";
        }
        var plain = ConfigKey.Plain(word);
        return others.FirstOrDefault(other => other.Words.Any(known => ConfigKey.Plain(known) == plain)).Answer is { } answer
            ? $"{answer}." : $"did you mean {Nearest.To(word, own)}?";
    }

    /// <summary>Whether a word is another one for a key.</summary>
    public static bool Means(string word, string path) => All.Any(key => key.Path == Generic(path) && key.IsMeantBy(word));

    private static bool IsOfGranularity(ConfigKey key) => key.Path.Contains(".NAME.", StringComparison.Ordinal);

    /// <summary>A path with NAME in place of a granularity's name.</summary>
    private static string Generic(string path)
    {
        const string Granularities = "training.granularities.";
        if (!path.StartsWith(Granularities, StringComparison.Ordinal)) return path;
        var dot = path.IndexOf('.', Granularities.Length);
        return $"{Granularities}NAME{(dot < 0 ? "" : path[dot..])}";
    }
}
