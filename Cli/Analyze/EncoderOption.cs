using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Text;
using Gexia.Models.Clip;
using Gexia.Pretrained;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Runs;

namespace Gexia.Cli.Analyze;

/// <summary><c>--encoder</c>: whose text tower gives BERTScore its tokens.</summary>
internal sealed class EncoderOption
{
    private readonly Option<string?> option = new Option<string?>("--encoder")
    {
        Description = "A run, or a CLIP's folder or file, whose text tower gives BERTScore its tokens; no BERTScore when left out.",
        HelpName = "MODEL"
    }.Is(PathKind.Existing);

    private readonly WeightsOption weights = new();

    public void AddTo(Command command)
    {
        command.Add(option);
        weights.AddTo(command);
    }

    /// <summary>Opens it; null where none is named.</summary>
    /// <exception cref="CommandException">It has no tokenizer.</exception>
    public ITokenFeatures? Open(Session session, ParseResult parse)
    {
        if (parse.GetValue(option) is not { } place) return null;
        var (format, finite, device) = (weights.Of(parse), weights.AllowsNonFinite(parse), weights.DeviceOf(session, parse));
        using var wait = session.Wait($"reading {place}");
        var folder = new RunFolder(place);
        if (folder.HoldsRun)
        {
            var run = TrainedRun.Open(folder, weights: format, allowNonFinite: finite, device: device);
            return new TextTowerFeatures(run.Model, run.Tokenizer, place);
        }
        var clip = ClipFolder.Open(place, new ClipOptions { Pack = format, AllowNonFinite = finite, Device = device });
        return new TextTowerFeatures(
            new MeanPooling(clip.Model),
            clip.Tokenizer ?? throw CommandException.BadInput(
                $"{place}: has no tokenizer. Put tokenizer.json, or vocab.json and merges.txt, beside the weights."), place);
    }
}
