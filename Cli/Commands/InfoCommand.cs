using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Gexia.Cli.Info;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cpu;
using Gexia.Io;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia info</c>: what this program, this machine, a run, a model or a weights file is.</summary>
internal static class InfoCommand
{
    public static Command Create(Terminal terminal)
    {
        var weights = new Option<string?>("--weights")
        {
            Description =
                "List the tensors of a file of weights: safetensors, an index of several, or a PyTorch archive, whatever its name.",
            HelpName = "FILE"
        }.Is(PathKind.File);
        var most = new Option<int>("--most-tensors")
        {
            Description = "With --weights: refuse a file whose header names more.",
            DefaultValueFactory = _ => SafeTensorsLimits.Default.Tensors,
            HelpName = "N"
        }.Between(1, 10_000_000);
        var model = new Option<string?>("--model")
        {
            Description = "Describe a CLIP: a folder or a file of weights.", HelpName = "PATH"
        }.Is(PathKind.Existing);
        var devices = new Option<bool>("--devices") { Description = "List where models can compute, and why something cannot be used." };
        var options = new ModelOptions();
        var run = new Argument<string?>("run")
        {
            Description = "A folder that train wrote: how far it is, and its settings.", Arity = ArgumentArity.ZeroOrOne
        }.Is(PathKind.Folder);
        var command = new Command(
            "info", "Say what runs here (version, runtime, vector width, threads, ffmpeg), or what a run, a model or a weights file holds.")
        {
            run, model, weights, most, devices
        };
        options.AddTo(command);
        command.Examples(
            "gexia info", "gexia info --json", "gexia info --devices", "gexia info runs/clips", "gexia info --model models/clip",
            "gexia info --weights runs/clips/best.safetensors", "gexia info --weights pytorch_model.bin --json");
        command.Run(terminal, (session, parse, _) =>
            parse.GetValue(devices) ? DeviceListing.Write(session)
            : parse.GetValue(weights) is { } file ? WeightsListing.Write(
                session, file, SafeTensorsLimits.Default with { Tensors = parse.GetValue(most) })
            : parse.GetValue(model) is { } clip ? ModelListing.Write(session, options.Open(session, parse, clip))
            : parse.GetValue(run) is { } folder ? RunListing.Write(session, folder)
            : Program(session));
        return command;
    }

    private static int Program(Session session)
    {
        var facts = new (string Name, object? Value)[]
        {
            ("version", ProgramVersion.Text),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("system", $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}"),
            ("processors", Environment.ProcessorCount),
            ("threads", CpuThreads.Default),
            ("simd", Simd.Level.ToString()),
            ("ffmpeg", ExternalProgram.Version("ffmpeg")),
            ("ffprobe", ExternalProgram.Version("ffprobe")),
        };
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                foreach (var (name, value) in facts)
                {
                    if (value is int number) json.WriteNumber(name, number);
                    else json.WriteString(name, (string?)value);
                }
            });
            return ExitCode.Ok;
        }
        session.Terminal.Write(
            [.. facts.Select(fact => (fact.Name, Convert.ToString(fact.Value, CultureInfo.InvariantCulture) ?? "not found on PATH"))]);
        return ExitCode.Ok;
    }
}
