using System.CommandLine;
using Gexia.Cli.Embed;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Train;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;
using Gexia.Training;
using Gexia.Training.Runs;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia embed</c>: texts, pictures, videos or prepared tensors in, a safetensors file of embeddings out.</summary>
internal sealed class EmbedCommand
{
    private readonly Option<string> model = new Option<string>("--model")
    {
        Description = "Folder or file of a CLIP, or a run that train wrote.", HelpName = "PATH", Required = true
    }.Is(PathKind.Existing);

    private readonly Option<string[]> texts = Several("--text", "Texts to embed.", "TEXT");

    private readonly Option<string[]> images =
        Several("--image", "Pictures to embed; a folder stands for all pictures in it.", "FILE").Is(PathKind.Any);

    private readonly Option<string[]> videos =
        Several("--video", "Videos to embed; a folder stands for all videos in it.", "FILE").Is(PathKind.Any);

    private readonly Option<string?> pairs = new Option<string?>("--pairs")
    {
        Description = "With a run: embed both sides of pairs, clips and captions; without FILE the run's own pairs (eval.pairs, "
            + "else data.pairs).",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne
    }.Is(PathKind.File);

    private readonly Option<string?> folder = new Option<string?>("--videos")
    {
        Description = "With --pairs: folder of their videos; the run's own when left out.", HelpName = "DIR"
    }.Is(PathKind.Folder);

    private readonly Option<string?> tensors = new Option<string?>("--tensors")
    {
        Description =
            "Safetensors with pixel_values [B, 3, H, W] and/or input_ids [B, L]; writes their projected, unnormalised features.",
        HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<string> output = new Option<string>("--out")
    {
        Description = "The safetensors file to write.", HelpName = "FILE", Required = true
    }.Is(PathKind.OutputFile);

    private readonly Option<bool> raw =
        new Option<bool>("--no-normalize") { Description = "Leave embeddings at the length the model gives them." };

    private readonly Option<bool> hidden = new Option<bool>("--hidden")
    {
        Description = "With --tensors: write every block's output too, as vision.blockN and text.blockN."
    };

    private readonly Option<int?> frames =
        new Option<int?>("--frames") { Description = "Frames sampled from a video; as trained, or 16, when left out." }.Within(1, 4096);

    private readonly Option<int> batch = new Option<int>("--batch")
    {
        Description = "Texts or frames that go through the model together.", DefaultValueFactory = _ => 32
    }.Between(1, 4096);

    private readonly Option<int?> decoders = new Option<int?>("--decoders")
    {
        Description = "Files decoded at once; as many as threads, at most 8, when left out.", HelpName = "N"
    }.Within(1, 256);

    private readonly Option<int?> queue = new Option<int?>("--queue")
    {
        Description = "Frames that may wait for the model; two batches when left out.", HelpName = "N"
    }.Within(1, 1 << 20);

    private readonly WeightsOption weights = new();

    private readonly PicturesOption pictures = new();

    private readonly SourceOption source = new();

    public static Command Create(Terminal terminal) => new EmbedCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        var command = new Command("embed", "Embed texts, pictures or videos. Files that are done are not done again.")
            { model, texts, images, videos, pairs, folder, tensors, output, raw, hidden, frames, batch, decoders, queue };
        weights.AddTo(command);
        pictures.AddTo(command);
        source.AddTo(command);
        command.Examples(
            "gexia embed --model models/clip --text 'a cat jumps' 'a dog sleeps' --out texts.safetensors",
            "gexia embed --model models/clip --image photos --out photos.safetensors --json",
            "gexia embed --model runs/clips --video a.mp4 b.mp4 --out videos.safetensors",
            "gexia embed --model runs/clips --pairs --out pairs.safetensors",
            "gexia embed --model models/clip --weights int8 --image photos --out photos.safetensors",
            "gexia embed --model models/clip --device cuda --video clips --out clips.safetensors",
            "gexia embed --model models/clip --tensors inputs.safetensors --hidden --out features.safetensors");
        command.Run(terminal, Run);
        return command;
    }

    private int Run(Session session, ParseResult parse, CancellationToken cancellation)
    {
        var (some, path) = (parse.GetValue(tensors), parse.GetValue(output)!);
        string[] t = parse.GetValue(texts) ?? [], i = parse.GetValue(images) ?? [], v = parse.GetValue(videos) ?? [];
        var ofPairs = parse.GetResult(pairs) is not null;
        if (new[] { t.Length > 0, i.Length > 0, v.Length > 0, ofPairs, some is not null }.Count(given => given) != 1)
            throw CommandException.Usage("embed: say one of --text, --image, --video, --pairs and --tensors.");
        if (parse.GetResult(folder) is not null && !ofPairs)
            throw CommandException.Usage("embed: --videos needs --pairs; videos without captions are named with --video.");
        source.RequirePairs("embed", parse, parse.GetValue(pairs) is not null);
        if (parse.GetValue(hidden) && some is null) throw CommandException.Usage("embed: --hidden needs --tensors.");
        var options = pictures.Of(
            parse,
            new EmbeddingOptions
            {
                Normalize = !parse.GetValue(raw), BatchSize = parse.GetValue(batch), Frames = parse.GetValue(frames)
            });
        if (ofPairs)
        {
            if (options.Frames is not null)
            {
                throw CommandException.Usage(
                    "embed: --pairs takes as many frames as the run was trained with, so it does not go with --frames.");
            }
            var root = parse.GetValue(model)!;
            var run = TrainedRun.Open(
                new RunFolder(root), weights: weights.Of(parse), allowNonFinite: weights.AllowsNonFinite(parse),
                device: weights.DeviceOf(session, parse));
            var chosen = RunPairs.Of(
                root, run.Config, parse.GetValue(pairs), source.Of(parse), parse.GetValue(folder), summaries: null,
                source.ClipNameOf(parse));
            return EmbedPairs.Run(session, run, chosen, path, options.Normalize, cancellation);
        }
        var pipeline = new PipelineOptions { Decoders = parse.GetValue(decoders), QueuedFrames = parse.GetValue(queue) };
        var opened = weights.Open(session, parse, parse.GetValue(model)!);
        foreach (var warning in opened.Warnings) session.Warn(warning);
        using var wait = i.Length + v.Length == 0 ? session.Wait("embedding") : null;
        if (some is not null)
        {
            return EmbedTensors.Run(
                session, opened, some, path, parse.GetValue(hidden), options.BatchSize, weights.AllowsNonFinite(parse), cancellation);
        }
        return t.Length > 0
            ? EmbedTexts.Run(session, opened, t, path, options, cancellation)
            : EmbedFiles.Run(
                session, opened, i.Length > 0 ? MediaKind.Image : MediaKind.Video, i.Length > 0 ? i : v, path, options, pipeline,
                cancellation);
    }

    private static Option<string[]> Several(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.OneOrMore };
}
