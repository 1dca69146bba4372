using System.CommandLine;
using Gexia.Cli.Info;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Models.Clip;
using Gexia.Pretrained;
using Gexia.Training;
using Gexia.Training.Runs;
using System.Globalization;

namespace Gexia.Cli.Commands;

/// <summary>
/// <c>gexia convert</c>: a CLIP in any format in, a folder that the reference library loads, or a bare file, out; or a run in another
/// dtype.
/// </summary>
internal static class ConvertCommand
{
    private static readonly string[] types = ["float32", "float16", "bfloat16"];

    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model")
        {
            Description = "Folder or file of a CLIP, or a run that train wrote.", HelpName = "PATH", Required = true
        }.Is(PathKind.Existing);
        var output = new Option<string>("--out")
        {
            Description = "Folder to write (config.json and model.safetensors in Hugging Face's names), or with --names openai a file; "
                + "of a run, a folder that embed, classify and eval take.",
            HelpName = "PATH",
            Required = true
        }.Is(PathKind.Any);
        var type = new Option<string>("--dtype")
        {
            Description = "How the weights are stored: float32, float16 or bfloat16; narrowing rounds to nearest.",
            DefaultValueFactory = _ => "float32"
        };
        type.OneOf(types);
        var names = new Option<string>("--names")
        {
            Description = "huggingface: a folder; openai: one bare safetensors file.", DefaultValueFactory = _ => "huggingface"
        };
        names.OneOf("huggingface", "openai");
        var options = new ModelOptions();
        var command = new Command("convert", "Convert a CLIP between formats, names and dtypes, or a run between dtypes.")
        {
            model, output, type, names
        };
        options.AddTo(command);
        command.Examples(
            "gexia convert --model ViT-B-32.pt --out models/clip",
            "gexia convert --model models/clip --dtype bfloat16 --out models/clip-bf16",
            "gexia convert --model models/clip --names openai --out clip.safetensors",
            "gexia convert --model runs/toys --dtype bfloat16 --out runs/toys-bf16");
        command.Run(terminal, (session, parse, _) =>
        {
            var path = parse.GetValue(output)!;
            var stored = parse.GetValue(type) switch { "float16" => DType.Float16, "bfloat16" => DType.BFloat16, _ => DType.Float32 };
            if (File.Exists(new RunFolder(parse.GetValue(model)!).Last))
            {
                if (parse.GetResult(names) is { Implicit: false })
                    throw CommandException.Usage("convert: --names is of a CLIP; a run keeps its own names.");
                return ConvertRun(session, parse.GetValue(model)!, path, stored, parse.GetValue(type)!, options.AllowsNonFinite(parse));
            }
            var clip = options.Open(session, parse, parse.GetValue(model)!);
            foreach (var warning in clip.Warnings) session.Warn(warning);
            var (bare, allow) = (parse.GetValue(names) == "openai", options.AllowsNonFinite(parse));
            using var wait = session.Wait($"writing {path}");
            var vanished = bare
                ? ClipFolder.SaveBare(path, clip.Model, stored, allow)
                : ClipFolder.Save(path, clip.Model, stored, clip.Preprocessing, clip.Tokenizer, allow);
            wait.Dispose();
            WarnOfVanished(session, vanished, clip.Model.Parameters.Length, parse.GetValue(type)!);
            Write(session, path, clip.Model.Parameters.Count, clip.Model.Parameters.Length, parse.GetValue(type)!);
            if (bare && !session.Json) NoteOfBare(session, clip.Config);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void NoteOfBare(Session session, ClipConfig config) => session.Note(
        $"heads ({ModelListing.Heads(config)}) and activation ({ModelListing.Activations(config)}) are only notes of a bare file, which "
        + "other programs do not read.");

    private static int ConvertRun(Session session, string run, string path, DType stored, string type, bool allowNonFinite)
    {
        var written = ConvertedRun.Write(new RunFolder(run), path, stored, allowNonFinite);
        WarnOfVanished(session, written.Vanished, written.Parameters, type);
        Write(session, path, written.Tensors, written.Parameters, type);
        return ExitCode.Ok;
    }

    private static void WarnOfVanished(Session session, long vanished, long values, string type)
    {
        if (vanished > 0)
            session.Warn(
                string.Create(
                    CultureInfo.InvariantCulture, $"{vanished:N0} of {values:N0} values are too small for {type} and became 0."));
    }

    private static void Write(Session session, string path, int tensors, long parameters, string type)
    {
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteString("out", path);
                json.WriteNumber("tensors", tensors);
                json.WriteNumber("parameters", parameters);
                json.WriteString("dtype", type);
            });
            return;
        }
        session.Out.WriteLine(
            TerminalText.Escape(FormattableString.Invariant($"{path}: {tensors} tensors, {parameters:N0} parameters as {type}")));
    }
}
