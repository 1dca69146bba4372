using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Cli.Tables;
using Gexia.Data.Loading;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Memory;
using Gexia.Training.Runs;
using Gexia.Training.Tasks;

namespace Gexia.Cli.Train;

/// <summary>What <c>gexia train --dry-run</c> says: the memory that a training will need, part by part, and what there is.</summary>
internal static class PlanListing
{
    public static int Write(Session session, RunConfig config, CancellationToken cancellation)
    {
        int vocabulary;
        using (session.Wait("reading the pairs")) vocabulary = Vocabulary(config, cancellation);
        var (plan, available) = (MemoryPlan.Of(config, vocabulary), MemoryPlan.Available(config));
        if (session.Json) WriteJson(session, plan, available);
        else session.Terminal.Write(Table(plan, available));
        MemoryPlan.Require(config, vocabulary, available);
        return ExitCode.Ok;
    }

    // The tokenizer may have to be made from the texts first; nothing of that is left behind.
    private static int Vocabulary(RunConfig config, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("gexia-plan-");
        try
        {
            if (config.Task is not null) return TaskRun.VocabularyOf(config, new RunFolder(folder.FullName), cancellation);
            return new RunData(
                config, new RunFolder(folder.FullName), new BadVideos(config.Data.BadVideos), new BadPairs(config.Data.BadVideos),
                cancellation).Tokenizer.VocabularySize;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TextTable Table(MemoryPlan plan, long available)
    {
        var table = new TextTable(Column.Text("memory"), Column.Number("MB"));
        void Row(string name, long bytes) => table.Add(name, (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture));
        Row("parameters", plan.Parameters);
        Row("optimizer's state", plan.Optimizer);
        foreach (var step in plan.Steps)
        {
            Row($"a step on {step.Granularity}: gradients", step.Gradients);
            Row($"a step on {step.Granularity}: activations at its peak", step.Activations);
        }
        if (plan.Evaluation > 0) Row("a batch of the evaluation", plan.Evaluation);
        Row("batches made ahead", plan.Batches);
        Row("needed at most, all in all", plan.Bytes);
        Row("there is", available);
        return table;
    }

    private static void WriteJson(Session session, MemoryPlan plan, long available) => JsonText.WriteObject(session.Out, json =>
    {
        json.WriteNumber("parameter_bytes", plan.Parameters);
        json.WriteNumber("optimizer_bytes", plan.Optimizer);
        json.WriteStartObject("steps");
        foreach (var step in plan.Steps)
        {
            json.WriteStartObject(step.Granularity);
            json.WriteNumber("gradient_bytes", step.Gradients);
            json.WriteNumber("activation_bytes", step.Activations);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteNumber("evaluation_bytes", plan.Evaluation);
        json.WriteNumber("batch_bytes", plan.Batches);
        json.WriteNumber("needed_bytes", plan.Bytes);
        json.WriteNumber("available_bytes", available);
        json.WriteBoolean("fits", plan.Bytes <= available);
    });
}
