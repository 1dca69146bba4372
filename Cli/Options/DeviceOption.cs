using System.CommandLine;
using Gexia.Training.Config;

namespace Gexia.Cli.Options;

/// <summary><c>--device</c>: where a verb computes.</summary>
internal sealed class DeviceOption
{
    private readonly Option<string?> option = new("--device")
    {
        Description = "Where to compute: cpu, cuda[:N], opencl[:N], ilgpu-cpu, or auto for the first GPU there is; "
            + "gexia info --devices lists them. The processor when left out.",
        HelpName = "DEVICE",
    };

    public DeviceOption()
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (!DeviceName.IsWellFormed(token.Value)) result.AddError(Refusal(token.Value));
        });
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. DeviceName.Words]);
    }

    public void AddTo(Command command) => command.Add(option);

    /// <summary>Opens what is named on the command line, else what <paramref name="otherwise"/> names.</summary>
    /// <returns>Null for the processor.</returns>
    public Device? Open(Session session, ParseResult parse, string otherwise = DeviceName.Cpu)
    {
        var name = Named(parse) ?? otherwise;
        var device = ComputeDevices.Open(name);
        if (name == DeviceName.Auto) session.Note($"computing on {device?.Name ?? DeviceName.Cpu}");
        return device;
    }

    /// <summary>What is named on the command line; null where nothing is.</summary>
    public string? Named(ParseResult parse) => parse.GetValue(option);

    private static string Refusal(string given) =>
        $"--device takes {DeviceName.Forms}; got '{given}'."
        + (Nearest.Similar(given, [.. DeviceName.Words]) is { } near ? $" Did you mean '{near}'?" : "");
}
