using System.CommandLine;
using System.Globalization;
using Gexia.Cli.Embed;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Tables;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;
using Gexia.Io;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia classify</c>: which of some labels fits a picture or a video best, without training on them.</summary>
internal sealed class ClassifyCommand
{
    private const string Place = "{}";
    private const int MostLabels = 100_000, MostTemplates = 1_000;

    private sealed record Outcome(string File, double[] Probabilities, string? Warning);

    private readonly Option<string> model = new Option<string>("--model")
    {
        Description = "Folder or file of a CLIP, or a run that train wrote.", HelpName = "PATH", Required = true
    }.Is(PathKind.Existing);

    private readonly Option<string> labels = new Option<string>("--labels")
    {
        Description = "Text file with one label a line.", HelpName = "FILE", Required = true
    }.Is(PathKind.File);

    private readonly Option<string> template = new Option<string>("--template")
    {
        Description = "What stands around a label, with {} for it; or a file with several such lines, whose embeddings are averaged.",
        DefaultValueFactory = _ => "a photo of a {}.",
        HelpName = "TEXT|FILE"
    }.Is(PathKind.Any);

    private readonly Option<int?> frames =
        new Option<int?>("--frames") { Description = "Frames sampled from a video; as trained, or 16, when left out.", HelpName = "N" };

    private readonly Option<int?> top = new Option<int?>("--top")
    {
        Description = "How many labels to give for each file, best first; 5, or all of them with --json, when left out.", HelpName = "N"
    };

    private readonly Argument<string[]> files =
        new Argument<string[]>("files") { Description = "Pictures and videos.", Arity = ArgumentArity.OneOrMore }.Is(PathKind.Any);

    private readonly WeightsOption weights = new();

    private readonly PicturesOption pictures = new();

    public static Command Create(Terminal terminal) => new ClassifyCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        var command = new Command("classify", "Say which label fits pictures or videos best (zero-shot).")
        {
            files, model, labels, template, frames, top
        };
        weights.AddTo(command);
        pictures.AddTo(command);
        command.Examples(
            "gexia classify --model models/clip --labels labels.txt cat.png dog.jpg",
            "gexia classify --model models/clip --labels labels.txt --template 'a video of a {}.' --json clip.mp4",
            "gexia classify --model models/clip --weights bfloat16 --labels labels.txt cat.png");
        command.Run(terminal, Run);
        return command;
    }

    private int Run(Session session, ParseResult parse, CancellationToken cancellation)
    {
        var names = Lines(parse.GetValue(labels)!, MostLabels, "labels");
        var templates = Templates(parse.GetValue(template)!);
        var options = pictures.Of(parse, new EmbeddingOptions { Frames = parse.GetValue(frames) });
        var opened = weights.Open(session, parse, parse.GetValue(model)!);
        foreach (var warning in opened.Warnings) session.Warn(warning);
        Tensor classes;
        using (session.Wait("embedding the labels")) classes = Classes(session, opened, names, templates, cancellation);
        var (outcomes, failed) = (new List<Outcome>(), 0);
        var all = parse.GetValue(files)!;
        var warnings = new string?[all.Length];
        var pipeline = new EmbeddingPipeline(opened, options);
        using var progress = new Progress(session.Terminal, "classify", "files", all.Length);
        foreach (var (n, vector, error) in pipeline.Run(all.Length, Read, options.Frames ?? opened.Frames, cancellation))
        {
            if (warnings[n] is { } warning) session.Warn($"{all[n]}: {warning}");
            if (vector is not null)
            {
                outcomes.Add(
                    new(all[n], ZeroShot.Probabilities(Tensor.Of(vector, [1, vector.Length]), classes, opened.Scale)[0], warnings[n]));
            }
            else
            {
                session.Warn(MediaFiles.Unreadable(error!, all[n]));
                failed++;
            }
            progress.Report(n + 1);
        }
        progress.Dispose();
        if (outcomes.Count == 0) throw CommandException.BadInput($"classify: none of {failed} files could be read.");
        Report(session, opened, names, outcomes, Math.Max(1, parse.GetValue(top) ?? (session.Json ? names.Length : 5)));
        return failed > 0 || Array.Exists(warnings, warning => warning is not null) ? ExitCode.Partial : ExitCode.Ok;

        DecodedMedium Read(int n, CancellationToken stop)
        {
            var medium = Decode(opened, all[n], options, stop);
            warnings[n] = medium.Warning;
            return medium;
        }
    }

    private static Tensor Classes(
        Session session, EmbeddingModel model, string[] labels, string[] templates, CancellationToken cancellation)
    {
        string[] prompts =
            [.. labels.SelectMany(label => templates.Select(template => template.Replace(Place, label, StringComparison.Ordinal)))];
        var embedded = Prompts.Embed(model, "classify", prompts, EmbeddingOptions.Default, cancellation);
        Prompts.WarnOfCuts(session, model, embedded);
        if (Prompts.NotFinite(session, prompts, embedded) is { Count: > 0 } broken)
            throw CommandException.BadInput($"classify: the model has no finite embedding of {broken.Count} of {prompts.Length} labels.");
        float[] values = [.. embedded.SelectMany(text => text.Vector)];
        return ZeroShot.Classes(Tensor.Of(values, [prompts.Length, model.Dimensions]), templates.Length);
    }

    // A file is a picture when it holds one frame.
    private static DecodedMedium Decode(EmbeddingModel model, string file, EmbeddingOptions options, CancellationToken cancellation)
    {
        var kind = VideoReader.Probe(file, options.VideoLimits, cancellation).FrameCount == 1 ? MediaKind.Image : MediaKind.Video;
        return MediaFiles.Decode(kind, file, model, options, cancellation);
    }

    private static string[] Templates(string template)
    {
        var lines = File.Exists(template) ? Lines(template, MostTemplates, "templates") : [template];
        return Array.Find(lines, line => !line.Contains(Place, StringComparison.Ordinal)) is { } without
            ? throw CommandException.Usage(
                $"classify: the template '{without}' has no {Place} for the "
                + $"label{(File.Exists(template) ? "" : ", and there is no such file")}.")
            : lines;
    }

    private const long LargestFile = 64L << 20;

    private static string[] Lines(string file, int most, string what)
    {
        string[] lines =
            [.. InputFile.ReadAllLines(file, LargestFile).Select(line => line.Trim()).Where(line => line.Length > 0).Take(most + 1)];
        if (lines.Length == 0) throw CommandException.BadInput($"{file}: holds no {what}; write one a line.");
        return lines.Length <= most ? lines : throw CommandException.BadInput($"{file}: holds more than {most} {what}.");
    }

    private static void Report(Session session, EmbeddingModel model, string[] labels, List<Outcome> outcomes, int top)
    {
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteString("model", model.Id);
                json.WriteString("weights", model.Weights.Word());
                json.WriteStartArray("results");
                foreach (var (file, probabilities, warning) in outcomes)
                {
                    json.WriteStartObject();
                    json.WriteString("file", file);
                    if (warning is not null) json.WriteString("warning", warning);
                    json.WriteString("label", labels[Best(probabilities, 1)[0]]);
                    json.WriteStartArray("probabilities");
                    foreach (var c in Best(probabilities, top))
                    {
                        json.WriteStartObject();
                        json.WriteString("label", labels[c]);
                        json.WriteNumber("p", probabilities[c]);
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
            return;
        }
        var table = new TextTable(Column.Word("file"), Column.Text("label"), Column.Number("probability"));
        foreach (var (file, probabilities, _) in outcomes)
            foreach (var c in Best(probabilities, top))
                table.Add(file, labels[c], probabilities[c].ToString("0.0000", CultureInfo.InvariantCulture));
        session.Terminal.Write(table);
    }

    // Ties go to the label that stands first.
    private static int[] Best(double[] probabilities, int count) =>
        [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c]).ThenBy(c => c).Take(count)];
}
