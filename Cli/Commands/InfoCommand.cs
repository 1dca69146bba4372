using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia info</c>: what this program, this machine, a run or a weights file is.</summary>
internal static class InfoCommand
{
    public static Command Create(Terminal terminal)
    {
        var weights = new Option<string?>("--weights") { Description = "List the tensors of a safetensors file.", HelpName = "FILE" };
        var run = new Argument<string?>("run") { Description = "A folder that train wrote: how far it is, and its settings.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("info", "Say what runs here (version, runtime, vector width, threads, ffmpeg), or what a run or a weights file holds.") { run, weights };
        command.Examples("gexia info", "gexia info --json", "gexia info runs/clips", "gexia info --weights runs/clips/best.safetensors");
        command.Run(terminal, (session, parse, _) =>
            parse.GetValue(weights) is { } file ? WeightsListing.Write(session, file)
            : parse.GetValue(run) is { } folder ? RunListing.Write(session, folder)
            : Program(session));
        return command;
    }

    private static int Program(Session session)
    {
        var facts = new (string Name, object? Value)[]
        {
            ("version", typeof(InfoCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("system", $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}"),
            ("processors", Environment.ProcessorCount),
            ("threads", CpuThreads.Default),
            ("simd", Simd.Level.ToString()),
            ("ffmpeg", Programs.Version("ffmpeg")),
            ("ffprobe", Programs.Version("ffprobe")),
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
        foreach (var (name, value) in facts)
            session.Out.WriteLine($"{name,-12}{TerminalText.Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "not found on PATH")}");
        return ExitCode.Ok;
    }
}
