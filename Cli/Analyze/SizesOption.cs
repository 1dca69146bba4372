using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Models;
using Gexia.Pretrained;
using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Cli.Analyze;

/// <summary><c>--config</c> and <c>--model</c>: whose sizes are looked at; GEXIA on ViT-B/32 towers where neither is given.</summary>
internal sealed class SizesOption
{
    private readonly Option<string?> config = new Option<string?>("--config")
    {
        Description = "A config file, whose model is taken.", HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<string?> model = new Option<string?>("--model")
    {
        Description = "A run, or a CLIP's folder or file (which pools frames by their mean); GEXIA with ViT-B/32 towers when neither is "
            + "given.",
        HelpName = "MODEL"
    }.Is(PathKind.Existing);

    public void AddTo(Command command)
    {
        command.Add(config);
        command.Add(model);
    }

    /// <summary>The sizes, with a vocabulary, and what they are called.</summary>
    /// <exception cref="CommandException">Both are given.</exception>
    public (string Name, VideoTextConfig Sizes) Of(Session session, ParseResult parse)
    {
        var (file, folder) = (parse.GetValue(config), parse.GetValue(model));
        if (file is not null && folder is not null)
            throw CommandException.Usage($"{parse.CommandResult.Command.Name}: --config and --model both name sizes. Give one of them.");
        if (file is not null) return (file, Settled(RunConfig.Open(file).Model));
        if (folder is null) return ("GEXIA, ViT-B/32", GexiaConfig.VitB32);
        var run = new RunFolder(folder);
        if (run.HoldsRun) return (folder, Settled(RunConfig.Open(run).Model));
        using var wait = session.Wait($"reading {folder}");
        var clip = ClipFolder.Open(folder).Config;
        return (folder, new MeanPoolingConfig { Vision = clip.Vision, Text = clip.Text, ProjectionWidth = clip.ProjectionWidth });
    }

    // No product depends on the number of ids, which only a tokenizer knows.
    private static VideoTextConfig Settled(ModelConfig model) =>
        model.Sizes.Text.VocabularySize > 0 ? model.Sizes : model.WithVocabulary(3).Sizes;
}
