using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Data.Synthetic;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia synth</c>: synthetic videos with captions, as files.</summary>
internal static class SynthCommand
{
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--out")
        {
            Description = "Folder for videos, pairs.jsonl and summaries.jsonl.", HelpName = "DIR", Required = true
        }.Is(PathKind.OutputFolder);
        var count = new Option<int>("--sources")
        {
            Description = "How many source videos, four clips each.", DefaultValueFactory = _ => 16
        }.Between(1, 100_000);
        var split = new Option<string>("--split")
        {
            Description = "Name of the split; sources of different splits have nothing in common.", DefaultValueFactory = _ => "train"
        };
        var size = new Option<int>("--size")
        {
            Description = "Rows and columns of a frame.", DefaultValueFactory = _ => SceneRenderer.DefaultSize
        }.Between(8, 4096);
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything random." };
        var mp4 = new Option<bool>("--mp4") { Description = "Write MP4 through ffmpeg instead of animated PNG." };
        var command =
            new Command("synth", "Generate synthetic videos with captions and summaries.") { output, count, split, size, seed, mp4 };
        command.Examples(
            "gexia synth --out shapes --sources 200",
            "gexia synth --out shapes-test --sources 50 --split test --size 64 --mp4");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var name = parse.GetValue(split)!;
            if (name.Length is 0 or > 40 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw CommandException.Usage("synth: --split must be a word of at most 40 letters, digits and underscores.");
            var container = parse.GetValue(mp4) ? SyntheticContainer.Mp4 : SyntheticContainer.AnimatedPng;
            if (container == SyntheticContainer.Mp4 && parse.GetValue(size) % 2 != 0)
                throw CommandException.Usage("synth: --size must be even for MP4.");
            var maker = new SyntheticSources(parse.GetValue(seed), parse.GetValue(size));
            return Write(session, maker, name, parse.GetValue(count), parse.GetValue(output)!, container, cancellation);
        });
        return command;
    }

    private static int Write(
        Session session, SyntheticSources maker, string split, int count, string folder, SyntheticContainer container,
        CancellationToken cancellation)
    {
        SyntheticSource[] sources;
        using (session.Wait("making the scenes")) sources = maker.Create(split, count, cancellation);
        using (var progress = new Progress(session.Terminal, "synth", "videos", count))
            SyntheticFolder.Write(folder, sources, container, done => progress.Report(done), cancellation);
        var clips = sources.Sum(source => source.Clips.Count);
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteString("out", folder);
                json.WriteNumber("videos", sources.Length);
                json.WriteNumber("pairs", clips);
                json.WriteNumber("size", maker.Renderer.Size);
            });
        }
        else
        {
            session.Out.WriteLine(
                $"{sources.Length} videos of {maker.Renderer.Size}x{maker.Renderer.Size} pixels and {clips} pairs in "
                + $"{TerminalText.Escape(folder)}");
        }
        return ExitCode.Ok;
    }
}
