using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Models.Layers;
using Gexia.Pretrained;

namespace Gexia.Cli.Options;

/// <summary>The options by which a verb is told what the files of a CLIP do not say.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> activation =
        new("--activation") { Description = "quick_gelu (OpenAI) or gelu (most others); bare weights need it.", HelpName = "NAME" };
    private readonly Option<int?> visionHeads =
        new("--vision-heads") { Description = "Attention heads of the image tower; from config.json, else width/64.", HelpName = "N" };
    private readonly Option<int?> textHeads =
        new("--text-heads") { Description = "Attention heads of the text tower; from config.json, else width/64.", HelpName = "N" };

    private readonly NonFiniteOption nonFinite = new();

    public ModelOptions() => activation.OneOf("quick_gelu", "gelu");

    public void AddTo(Command command)
    {
        command.Add(activation);
        command.Add(visionHeads);
        command.Add(textHeads);
        nonFinite.AddTo(command);
    }

    public LoadedClip Open(Session session, ParseResult parse, string path, Device? device = null)
    {
        using var wait = session.Wait($"reading {path}");
        return ClipFolder.Open(path, new ClipOptions
        {
            Activation = parse.GetValue(activation) switch { null => null, "gelu" => Activation.Gelu, _ => Activation.QuickGelu },
            VisionHeads = parse.GetValue(visionHeads),
            TextHeads = parse.GetValue(textHeads),
            AllowNonFinite = AllowsNonFinite(parse),
            Device = device,
        });
    }

    public bool AllowsNonFinite(ParseResult parse) => nonFinite.Of(parse);
}
