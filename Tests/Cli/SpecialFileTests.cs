using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>A named pipe, a device or a folder where a file belongs is refused by every verb before anything is read from it.</summary>
public sealed class SpecialFileTests : IDisposable
{
    // Nothing here waits; a verb that does would wait for ever.
    private static readonly TimeSpan ForEver = TimeSpan.FromMinutes(5);

    private readonly TinyTraining tiny = new(steps: 1);

    public void Dispose() => tiny.Dispose();

    [LinuxFact]
    public async Task No_verb_reads_from_a_pipe_a_device_or_a_folder()
    {
        var (model, run, labels, output) =
            (TinyClip.Write(tiny.File("clip")), tiny.Train("run"), tiny.File("labels.txt"), tiny.File("out"));
        var weights = Path.Combine(run, "last.safetensors");
        var picture = Path.Combine(tiny.Videos, "train-0000.png");
        File.WriteAllText(labels, "a cat\n");
        string[][] places =
        [
            ["frames", "?", "--probe"],
            ["embed", "--model", "?", "--text", "a", "--out", output], ["embed", "--model", model, "--tensors", "?", "--out", output],
            ["classify", "--model", model, "--labels", "?", picture],
            ["classify", "--model", model, "--labels", labels, "--template", "?", picture],
            ["classify", "--model", model, "--labels", labels, "?"],
            ["search", "?", "a", "--videos", tiny.Videos], ["search", model, "--queries", "?", "--videos", tiny.Videos],
            ["search", model, "--image", "?", "--videos", tiny.Videos],
            ["train", "?", "--out", output],
            .. ((string[])["data.pairs=?", "data.summaries=?", "data.plan=?", "eval.pairs=?", "model.weights=?"]).Select(
                set => (string[])[.. tiny.Arguments("other"), "--set", set]),
            ["eval", run, "--videos", tiny.Videos, "--pairs", "?"],
            ["eval", run, "--videos", tiny.Videos, "--pairs", tiny.Pairs, "--long", "--text", "summaries", "--summaries", "?"],
            ["check", "?", "--videos", tiny.Videos], ["config", "?"], ["embed", "--model", run, "--pairs", "?", "--out", output],
            ["expand", "--pairs", "?", "--out", output], ["expand", "--pairs", tiny.Pairs, "--plan", "?", "--out", output],
            ["expand", "--pairs", tiny.Pairs, "--summaries", "?", "--out", output],
            ["tokenize", "--vocab", "?"],
            ["convert", "--model", "?", "--out", output], ["info", "--model", "?"], ["info", "--weights", "?"],
            ["parity", "--model", "?", "--reference", weights], ["parity", "--model", model, "--reference", "?"],
        ];
        foreach (var special in (string[])[
            SpecialFiles.Pipe(tiny.File("pipe")), "/dev/zero", Directory.CreateDirectory(tiny.File("folder")).FullName
        ])
            foreach (var place in places) await IsRefused([.. place.Select(argument => argument.Replace("?", special))], special);
        foreach (var kind in (string[])["--image", "--video"])
            foreach (var special in (string[])[tiny.File("pipe"), "/dev/zero"])
                await IsRefused(["embed", "--model", model, kind, special, "--out", output], special);
    }

    [LinuxFact]
    public async Task Nor_from_one_in_the_place_of_a_file_of_a_run_a_model_or_an_output()
    {
        var (run, model) = (tiny.Train("run"), TinyClip.Write(tiny.File("clip")));
        await Replaced(Path.Combine(run, "config.json"), "eval", run, "--videos", tiny.Videos, "--pairs", tiny.Pairs);
        await Replaced(Path.Combine(run, "tokenizer", "words.txt"), "eval", run, "--videos", tiny.Videos, "--pairs", tiny.Pairs);
        await Replaced(Path.Combine(run, "last.safetensors"), "eval", run, "--videos", tiny.Videos, "--pairs", tiny.Pairs);
        await Replaced(Path.Combine(run, "log.jsonl"), "info", run);
        foreach (var list in (string[])["bad_videos.jsonl", "bad_pairs.jsonl"])
            await Replaced(Path.Combine(run, list), [.. tiny.Arguments("run"), "--resume"]);
        foreach (var file in (string[])["config.json", "vocab.json", "merges.txt", "model.safetensors"])
            await Replaced(Path.Combine(model, file), "embed", "--model", model, "--text", "a", "--out", tiny.File("out"));
        await Replaced(tiny.File("out.journal"), "embed", "--model", model, "--video", tiny.Videos, "--out", tiny.File("out"));
        var beside = Path.Combine(tiny.Videos, "summaries.jsonl");
        await Replaced(beside, "expand", "--pairs", tiny.Pairs, "--out", tiny.File("expanded"));
    }

    private static async Task Replaced(string file, params string[] arguments)
    {
        var kept = File.Exists(file) ? File.ReadAllBytes(file) : null;
        File.Delete(file);
        SpecialFiles.Pipe(file);
        await IsRefused(arguments, file);
        File.Delete(file);
        if (kept is not null) File.WriteAllBytes(file, kept);
    }

    private static async Task IsRefused(string[] arguments, string special)
    {
        var (code, _, error) = await Task.Run(() => CliResult.Run(arguments)).WaitAsync(ForEver);
        Assert.True(code is 2 or 3, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        Assert.Contains(Path.GetFileName(special), error);
    }
}
